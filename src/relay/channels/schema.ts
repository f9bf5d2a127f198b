import * as v from 'valibot';
import {
  validateDescription,
  validateFragCount,
  validateFragDuration,
  validatePlaylistName,
} from '../../client/validate.js';
import { limits } from '../../protocol/limits.js';

/** Checked by what the client checks, which says what is wrong. */
function text(validate: (value: unknown) => void, description: string) {
  return v.optional(v.pipe(v.string(), by<string>(validate), v.description(description)));
}

function integer({ min, max }: { min: number; max: number }, validate: Check, description: string) {
  const range = [v.minValue<number, number>(min), v.maxValue<number, number>(max)] as const;
  return v.optional(
    v.pipe(v.number(), by<number>(validate), v.integer(), ...range, v.description(description)),
  );
}

type Check = (value: unknown) => void;

function by<Value>(validate: Check) {
  return v.rawCheck<Value>(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    try {
      validate(dataset.value);
    } catch (error) {
      addIssue({ message: (error as Error).message });
    }
  });
}

function words(description: string) {
  return v.pipe(v.string(), v.nonEmpty('must not be empty.'), v.description(description));
}

const { interval } = limits.snapshot;
const seconds = `must be an integer from ${interval.min} to ${interval.max}.`;

/** The settings of a channel. What is left out is not looked at, and is the service's default when it is created. */
const channelSettings = {
  description: text(validateDescription, 'What the channel is for; at most 128 bytes.'),
  status: v.optional(
    v.pipe(
      v.picklist(['enabled', 'disabled'], 'must be enabled or disabled.'),
      v.description('Whether it takes a push.'),
    ),
  ),
  fragDuration: integer(limits.fragDuration, validateFragDuration, 'Least length of a segment, in seconds.'),
  fragCount: integer(limits.fragCount, validateFragCount, 'Segments in the live playlist.'),
  playlistName: text(validatePlaylistName, 'Name of the live playlist; ends in .m3u8.'),
  snapshot: v.optional(
    v.pipe(
      v.strictObject({
        roleName: words('RAM role that writes the pictures.'),
        destBucket: words('Bucket that they are written to.'),
        notifyTopic: words('MNS topic that is told about each.'),
        interval: v.pipe(
          v.number(),
          v.integer(seconds),
          v.minValue(interval.min, seconds),
          v.maxValue(interval.max, seconds),
          v.description('Seconds from one picture to the next.'),
        ),
      }),
      v.description(
        'A still picture from time to time. The service does not report it, so it is not compared.',
      ),
    ),
  ),
};

const channelSchema = v.strictObject(channelSettings);

/** Where the channels are: the options of every command that say it. Keys are never in the file. */
const placeSettings = {
  endpoint: v.optional(words('OSS endpoint, e.g. oss-cn-hangzhou.aliyuncs.com.')),
  region: v.optional(words('Region of the bucket, e.g. cn-hangzhou.')),
  bucket: v.optional(words('Bucket of the channels.')),
  profile: v.optional(words('Profile of ~/.ossutilconfig or of the Aliyun CLI, or local.')),
  configFile: v.optional(words('ossutil configuration file.')),
  signVersion: v.optional(v.picklist(['v4', 'v1'], 'must be v4 or v1.')),
  addressingStyle: v.optional(v.picklist(['virtual', 'path', 'cname'], 'must be virtual, path or cname.')),
};

/** A file of channels. */
export const fileSchema = v.strictObject({
  ...placeSettings,
  defaults: v.optional(
    v.pipe(channelSchema, v.description('What holds for every channel that does not say it.')),
  ),
  channels: v.pipe(
    v.custom<object>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      'must be a list of names with values.',
    ),
    v.record(v.string(), v.nullable(channelSchema)),
    v.description('The channels, by name. An empty one has the defaults.'),
  ),
});

export type FileDocument = v.InferOutput<typeof fileSchema>;

/** The names that may stand at a place of the document, for who misspells one. */
export function namesAt(path: readonly unknown[]): readonly string[] {
  const [first, second] = path;
  const isChannel = first === 'defaults' ? path.length === 2 : first === 'channels' && path.length === 3;
  if (path.length === 1) return Object.keys(fileSchema.entries);
  if (isChannel) return Object.keys(channelSettings);
  return first === 'defaults'
    ? second === 'snapshot'
      ? SNAPSHOT
      : []
    : path[2] === 'snapshot'
      ? SNAPSHOT
      : [];
}

const SNAPSHOT = Object.keys(channelSettings.snapshot.wrapped.pipe[0].entries);
