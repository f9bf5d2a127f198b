import type { Bucket, Channel } from '../../store/contents.js';
import { Refusal, type RefusalName, refusalOf } from '../refusals.js';
import type { Call } from './call.js';

const LONGEST_NAME_BYTES = 63;
// What XML cannot carry could be created but never listed; what no object may begin with, never played.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNUSABLE = /^\\|[\u0000-\u001f\u007f\ufffe\uffff]/;

export const byteLength = (text: string): number => Buffer.byteLength(text);

export function checkChannelName(name: string): void {
  if (name === '') throw refusalOf('emptyChannelName', 'LiveChannel', name);
  if (byteLength(name) > LONGEST_NAME_BYTES) throw refusalOf('longChannelName', 'LiveChannel', name);
  if (name.includes('/')) throw refusalOf('slashInChannelName', 'LiveChannel', name);
  if (UNUSABLE.test(name)) throw refusalOf('badChannelName', 'LiveChannel', name);
}

export function existingChannel(bucket: Bucket, name: string): Channel {
  checkChannelName(name);
  const channel = bucket.channel(name);
  if (channel === null) throw new Refusal('noSuchLiveChannel');
  return channel;
}

/** Whoever ends a push and then asks at once must not be told that it goes on. */
export async function refuseWhileLive({ pushes, bucket, channelName }: Call): Promise<void> {
  if (!(await pushes.ended(bucket.name, channelName))) throw new Refusal('channelStillLive');
}

/** A decimal integer in a range, as text; refuses everything else. */
export function integerIn(
  text: string,
  [least, most]: readonly [number, number],
  refusal: RefusalName,
  argumentName: string,
): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw refusalOf(refusal, argumentName, text);
}
