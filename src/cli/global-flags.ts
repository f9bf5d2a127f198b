import type { Flag } from '../client/operations/operation.js';
import { defaults } from '../settings/sources.js';

/** The options that every command takes, named as in ossutil where ossutil has them. */
export const globalFlags: readonly Flag[] = [
  { flags: '-e, --endpoint <host>', help: 'OSS endpoint, e.g. oss-cn-hangzhou.aliyuncs.com' },
  { flags: '--region <id>', help: 'region of the bucket, e.g. cn-hangzhou' },
  { flags: '-b, --bucket <name>', help: 'bucket of the channels' },
  { flags: '-i, --access-key-id <id>', help: 'AccessKey id' },
  { flags: '-k, --access-key-secret <secret>', help: 'AccessKey secret; - reads it from stdin' },
  { flags: '-t, --sts-token <token>', help: 'security token of temporary credentials' },
  { flags: '-c, --config-file <file>', help: 'ossutil configuration file (~/.ossutilconfig)' },
  { flags: '--profile <name>', help: 'profile of that file or of the Aliyun CLI, or local: the emulator' },
  { flags: '--sign-version <version>', help: 'signature version', choices: ['v4', 'v1'] },
  {
    flags: '--addressing-style <style>',
    help: 'how the bucket is written in URLs',
    choices: ['virtual', 'path', 'cname'],
  },
  {
    flags: '--connect-timeout <seconds>',
    help: 'time to connect',
    integer: [1, 3600],
    default: defaults.connectTimeoutSeconds,
  },
  {
    flags: '--read-timeout <seconds>',
    help: 'time to wait for an answer',
    integer: [1, 3600],
    default: defaults.readTimeoutSeconds,
  },
  {
    flags: '--retry-times <count>',
    help: 'times to try again after a failure',
    integer: [0, 100],
    default: defaults.retryTimes,
  },
  { flags: '-C, --channel <name>', help: 'channel, for commands that take one' },
  { flags: '--json', help: 'print JSON' },
  { flags: '-q, --quiet', help: 'no notes on stderr' },
  { flags: '-v, --verbose', help: 'say more on stderr' },
  { flags: '--debug-sign', help: 'show what is signed, secrets masked' },
  { flags: '-n, --dry-run', help: 'change nothing, show what would be sent' },
  { flags: '-y, --yes', help: 'answer yes to questions' },
  { flags: '--no-color', help: 'no colour' },
];
