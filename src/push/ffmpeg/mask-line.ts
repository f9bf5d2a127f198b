import { HARMLESS, redact, secretsInUrl } from '../../client/redact.js';

/** With its query, up to what ends it in a sentence. */
const URL = /\b([a-z][a-z0-9+.-]*:\/\/[^\s?'"<>|]*\?)([^\s'"<>|]*?)(?=[:.,;)]*(?:[\s'"<>|]|$))/gi;
/**
 * Text around ffmpeg as it may be shown: of a publish URL the signature and the token are masked, of any other the
 * password and all of the query. `words` are ffmpeg's arguments: what is secret in those is also found in pieces.
 */
export function maskLine(text: string, words: readonly string[] = []): string {
  return redact(text, secretsIn(words)).replace(URL, (_, address: string, query: string) => {
    const pairs = query.split('&').map((pair) => (HARMLESS.test(pair) ? pair : masked(pair)));
    return address + pairs.join('&');
  });
}

/** ffmpeg's options whose values let somebody in. */
const SECRET_OPTION =
  /^-.*(pass|pwd|key|secret|token|auth|cookie|header|user(?!_agent)|cert|proxy|srtp|streamid|playpath|rtmp_conn)/i;

function secretsIn(words: readonly string[]): string[] {
  return words.flatMap((word, index) => [
    ...secretsInUrl(word),
    ...(isSecretValue(words, index) ? [word, ...word.split(/[\s:=,;]+/)] : []),
  ]);
}

/** Whether a word of ffmpeg's arguments is the value of such an option. */
export function isSecretValue(words: readonly string[], index: number): boolean {
  return SECRET_OPTION.test(words[index - 1] ?? '');
}

/** An input as messages name it. */
export function shownInput(input: string): string {
  return input === 'pipe:0' ? 'stdin' : maskLine(input.replace(/^file:/, ''), [input]);
}

function masked(pair: string): string {
  return pair.replace(/^([^=]*=)?.+$/s, '$1***');
}
