/** What a server or an encoder has sent is not what it should be. The message names it, and is part of a sentence. */
export class UnreadableError extends Error {}
