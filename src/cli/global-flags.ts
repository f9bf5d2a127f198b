import { defaults } from '../settings/sources.js';
import type { FlagsOf, FlagTable } from './command.js';

/** The options that every command takes, named as in ossutil where ossutil has them. */
export const globalFlags = {
  endpoint: { short: 'e', value: '<host>', help: 'OSS endpoint, e.g. oss-cn-hangzhou.aliyuncs.com' },
  region: { value: '<id>', help: 'region of the bucket, e.g. cn-hangzhou' },
  bucket: { short: 'b', value: '<name>', help: 'bucket of the channels' },
  accessKeyId: { short: 'i', value: '<id>', help: 'AccessKey id' },
  accessKeySecret: { short: 'k', value: '<secret>', help: 'AccessKey secret; - reads it from stdin' },
  stsToken: { short: 't', value: '<token>', help: 'security token of temporary credentials' },
  configFile: { short: 'c', value: '<file>', help: 'ossutil configuration file (~/.ossutilconfig)' },
  profile: { value: '<name>', help: 'profile of that file or of the Aliyun CLI, or local: the emulator' },
  signVersion: { value: '<version>', help: 'signature version', choices: ['v4', 'v1'] },
  addressingStyle: {
    value: '<style>',
    help: 'how the bucket is written in URLs',
    choices: ['virtual', 'path', 'cname'],
  },
  connectTimeout: {
    value: '<seconds>',
    help: 'time to connect',
    integer: [1, 3600],
    default: defaults.connectTimeoutSeconds,
  },
  readTimeout: {
    value: '<seconds>',
    help: 'time to wait for an answer',
    integer: [1, 3600],
    default: defaults.readTimeoutSeconds,
  },
  retryTimes: {
    value: '<count>',
    help: 'times to try again after a failure',
    integer: [0, 100],
    default: defaults.retryTimes,
  },
  channel: { short: 'C', value: '<name>', help: 'channel, for commands that take one' },
  json: { help: 'print JSON' },
  quiet: { short: 'q', help: 'no notes on stderr' },
  verbose: { short: 'v', help: 'say more on stderr' },
  debugSign: { help: 'show what is signed, secrets masked' },
  dryRun: { short: 'n', help: 'change nothing, show what would be sent' },
  yes: { short: 'y', help: 'answer yes to questions' },
  color: { negated: true, help: 'no colour' },
} as const satisfies FlagTable;

export type GlobalFlags = FlagsOf<typeof globalFlags>;
