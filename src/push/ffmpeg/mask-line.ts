import { HARMLESS, redact, secretsInUrl } from '../../client/redact.js';

/** With its query, up to what ends it in a sentence. */
const URL = /\b([a-z][a-z0-9+.-]*:\/\/[^\s?'"<>|]*\?)([^\s'"<>|]*?)(?=[:.,;)]*(?:[\s'"<>|]|$))/gi;
/**
 * Text around ffmpeg as it may be shown: of a publish URL the signature and the token are masked, of any other the
 * password and all of the query. `words` are ffmpeg's arguments: what is secret in those is also found in pieces.
 */
export function maskLine(text: string, words: readonly string[] = []): string {
  return redact(text, words.flatMap(secretsInUrl)).replace(URL, (_, address: string, query: string) => {
    const pairs = query.split('&').map((pair) => (HARMLESS.test(pair) ? pair : masked(pair)));
    return address + pairs.join('&');
  });
}

/** An input as messages name it. */
export function shownInput(input: string): string {
  return input === 'pipe:0' ? 'stdin' : maskLine(input, [input]);
}

function masked(pair: string): string {
  return pair.replace(/^([^=]*=)?.+$/s, '$1***');
}
