import { english } from '../english.js';
import { UsageError } from '../errors.js';
import { bucketOf, type ChannelAddress, readChannel } from '../settings/channel-address.js';
import { type Command, usageOf } from './command.js';
import type { Asked } from './parse.js';

/** The same with each channel that is written `oss://bucket/channel` by its name alone; the bucket counts like `--bucket`. */
export function withBucket(asked: Asked): Asked {
  const channels: ChannelAddress[] = [];
  const nameIn = (text: string): string => {
    const channel = readChannel(text);
    channels.push(channel);
    return channel.channelName;
  };
  const { command } = asked;
  const flags: Asked['flags'] & { to?: readonly string[] } = asked.flags;
  const first = firstChannel(command);
  const words = asked.words.map((word, index) => {
    if (index >= first) return nameIn(word);
    if (/^oss:\/\//i.test(word) && Number.isFinite(first)) throw misplaced(word, command);
    return word;
  });
  const channel = flags.channel === undefined ? undefined : nameIn(flags.channel);
  const to = flags.to?.map(nameIn);

  const bucket = bucketOf(channels);
  if (bucket === null) return asked;
  if (flags.bucket !== undefined && flags.bucket !== bucket) {
    throw new UsageError(english`The channel is in bucket ${bucket}, but --bucket is ${flags.bucket}.`, {
      hint: english`Leave --bucket out: the bucket is in the name of the channel.`,
    });
  }
  return { ...asked, words, flags: { ...flags, bucket, channel, ...(to === undefined ? {} : { to }) } };
}

function misplaced(word: string, command: Command): UsageError {
  return new UsageError(english`${command.name} does not take ${word} there.`, {
    hint: english`Usage: ${usageOf(command)}`,
  });
}

/** The arguments before the channel are something else: files to push, the name of a playlist. */
function firstChannel({ arguments: declared = [] }: Command): number {
  const index = declared.findIndex(({ name }) => /channel/.test(name));
  return index < 0 ? Number.POSITIVE_INFINITY : index;
}
