import { CLIENT_LIMITS } from './limits.js';

/** How much of a text that a server sends is kept: for a name or a code, a sentence, and what was to be signed. */
export const LONGEST_SERVER_TEXT = {
  name: CLIENT_LIMITS.serverName.value,
  sentence: CLIENT_LIMITS.serverSentence.value,
  detail: CLIENT_LIMITS.serverDetail.value,
};

/** How many elements of an error document that nobody knows are kept. */
export const MOST_DETAILS = CLIENT_LIMITS.serverDetails.value;

// Controls, the separators of lines, and the marks that reorder or hide text.
const UNSEEN = /[\p{Cc}\u061C\u200B\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]+/gu;

/** A text of the server on one line, cut: it goes into messages, logs and terminals. */
export function serverLine(text: string, longest: number): string {
  return cut(text, longest).replace(UNSEEN, ' ').trim();
}

/** The same, with its lines. */
export function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest).replace(/\p{Cs}$/u, '')}…` : text;
}
