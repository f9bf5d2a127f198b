declare const __LICENCES__: string;

/** Those of all that is bundled with the program; a binary has the runtime's too. */
export const licences: string = __LICENCES__;
