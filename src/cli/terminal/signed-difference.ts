import { english } from '../../english.js';
import type { SignedCause, SignedDifference } from '../../errors.js';

const CAUSES: Readonly<Record<Exclude<SignedCause['kind'], 'header'>, string>> = {
  secret: english`Both signed the same text: the secret does not belong to this key id. Copy it anew.`,
  unseen: english`The requests differ, and the service does not show where: a proxy changed a header or the address.`,
  algorithm: 'The service reads another signature version: try --sign-version v1, or v4.',
  method: english`The method was changed on the way: a proxy does that.`,
  region: english`Signed for another region: give that of the bucket (--region).`,
  product: english`Signed for another product: is the endpoint an OSS endpoint?`,
  clock: english`The date was changed on the way, or the clock of this machine is wrong.`,
  token: english`The security token was changed or left out on the way.`,
  encoding: english`A character of the address was encoded or decoded on the way: a proxy does that.`,
  path: english`The path was changed on the way, or the bucket is addressed otherwise (--addressing-style).`,
  query: english`A parameter was changed on the way: a proxy does that.`,
};

/** The likely cause of a refused signature, in one line. */
export function causeWords(cause: SignedCause): string {
  if (cause.kind !== 'header') return CAUSES[cause.kind];
  return english`The header ${cause.name} was changed, added or left out on the way: a proxy does that.`;
}

const LABELS = ['here     ', 'service  '] as const;

/** Where two signed texts part, with a caret below. Long lines are cut around the place. */
export function differenceText({ cause, line }: SignedDifference, columns: number): string {
  if (line === null) return `${causeWords(cause)}\n`;
  const width = columns - LABELS[0].length - 1;
  const from = line.column < width - 10 ? 0 : line.column - Math.floor(width / 2);
  const cut = (text: string) => [...text].slice(from, from + width).join('');
  return [
    english`What was signed here, and what the service would have signed:`,
    LABELS[0] + cut(line.ours),
    LABELS[1] + cut(line.theirs),
    `${' '.repeat(LABELS[0].length + line.column - from)}^`,
    causeWords(cause),
    '',
  ].join('\n');
}
