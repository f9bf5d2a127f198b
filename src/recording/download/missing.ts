import { english } from '../../english.js';
import { CommandError, type OssLiveError } from '../../errors.js';

export type MissingReason = 'gone' | 'archived';

/** What a download that may leave nothing out says. `count`: null when only the first is known. */
export function segmentsMissing(
  {
    name,
    reason,
    count,
    total,
  }: { name: string; reason: MissingReason; count: number | null; total: number },
  cause?: unknown,
): CommandError {
  const many = count !== null && count > 1;
  const isGone = reason === 'gone';
  const one = isGone
    ? english`Segment ${name} is no longer in the bucket.`
    : english`Segment ${name} is archived.`;
  const several = isGone
    ? english`${count} of ${total} segments are no longer in the bucket, ${name} the first of them.`
    : english`${count} of ${total} segments are archived, ${name} the first of them.`;
  const message = many ? several : one;
  return new CommandError('SegmentsMissing', message, 'notFound', {
    advice: { do: 'allowMissing', because: reason },
    ...(cause === undefined ? {} : { cause }),
  });
}

export function nothingLeft(total: number): OssLiveError {
  return new CommandError(
    'SegmentsMissing',
    english`None of the ${total} segments is in the bucket any more.`,
    'notFound',
  );
}
