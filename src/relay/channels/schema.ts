import * as v from 'valibot';
import { english } from '../../english.js';
import { channelSettings } from './channel-schema.js';
import { recordingSettings } from './recording-schema.js';
import { words } from './schema-parts.js';
import { bufferMemorySetting, inputSetting, sourceSettings } from './source-schema.js';

const commonSettings = { ...channelSettings, ...sourceSettings, ...recordingSettings };
const channelSchema = v.strictObject({ input: v.optional(inputSetting), ...commonSettings });

/** Where the channels are: the options of every command that say it. Keys are never in the file. */
const placeSettings = {
  endpoint: v.optional(words('OSS endpoint, e.g. oss-cn-hangzhou.aliyuncs.com.')),
  region: v.optional(words('Region of the bucket, e.g. cn-hangzhou.')),
  bucket: v.optional(words('Bucket of the channels.')),
  profile: v.optional(words('Profile of ~/.ossutilconfig or of the Aliyun CLI, or local.')),
  configFile: v.optional(words('ossutil configuration file.')),
  signVersion: v.optional(v.picklist(['v4', 'v1'], english`must be v4 or v1.`)),
  addressingStyle: v.optional(
    v.picklist(['virtual', 'path', 'cname'], english`must be virtual, path or cname.`),
  ),
};

/** A file of channels. */
export const fileSchema = v.strictObject({
  ...placeSettings,
  bufferMemory: bufferMemorySetting,
  defaults: v.optional(
    v.pipe(
      v.strictObject(commonSettings),
      v.description('What holds for every channel that does not say it.'),
    ),
  ),
  channels: v.pipe(
    v.custom<object>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      english`must be a list of names with values.`,
    ),
    v.record(v.string(), v.nullable(channelSchema)),
    v.description('The channels, by name. An empty one has the defaults; text alone is the input of one.'),
  ),
});

export type FileDocument = v.InferOutput<typeof fileSchema>;

/** The names that may stand at a place of the document, for who misspells one. */
export function namesAt(path: readonly unknown[]): readonly string[] {
  const [first, second] = path;
  const isChannel = first === 'defaults' ? path.length === 2 : first === 'channels' && path.length === 3;
  if (path.length === 1) return Object.keys(fileSchema.entries);
  if (isChannel) return Object.keys(first === 'defaults' ? commonSettings : channelSchema.entries);
  return first === 'defaults'
    ? second === 'snapshot'
      ? SNAPSHOT
      : []
    : path[2] === 'snapshot'
      ? SNAPSHOT
      : [];
}

const SNAPSHOT = Object.keys(channelSettings.snapshot.wrapped.pipe[0].entries);
