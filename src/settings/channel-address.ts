import { english, listed } from '../english.js';
import { UsageError } from '../errors.js';

/** A channel as people write it. */
export interface ChannelAddress {
  /** Null when the channel is written without one. */
  bucket: string | null;
  channelName: string;
}

/** Understands `oss://bucket/channel`, with which ossutil writes places in buckets; anything else is a channel's name. */
export function readChannel(text: string): ChannelAddress {
  if (!/^oss:\/\//i.test(text)) return { bucket: null, channelName: text };
  const [, bucket = '', channelName = ''] = /^oss:\/\/([^/]*)(?:\/(.*?)\/?)?$/is.exec(text) ?? [];
  if (bucket !== '' && channelName !== '' && !channelName.includes('/')) return { bucket, channelName };
  throw new UsageError(english`"${text}" is not a channel in a bucket.`, {
    hint: english`A channel in a bucket is written oss://examplebucket/test-channel`,
  });
}

/** The one bucket that some channels were written with, if any was. */
export function bucketOf(channels: readonly ChannelAddress[]): string | null {
  const [bucket = null, ...others] = new Set(channels.flatMap((channel) => channel.bucket ?? []));
  if (others.length === 0) return bucket;
  throw new UsageError(
    english`One call is about one bucket, and these channels are in ${listed([`${bucket}`, ...others], 'and')}.`,
  );
}
