/** The target that this machine is: `linux-x64`. */
export const HERE: string;
export const TARGETS: readonly string[];
