import { defaults } from '../settings/sources.js';

/** An option as data: parser, help and documentation are drawn from it. */
export interface Flag {
  /** One letter. */
  short?: string;
  /** What follows it: `<text>`; `[time]` may be left out; `<channel...>` may be given again and again. */
  value?: string;
  help: string;
  choices?: readonly string[];
  /** Inclusive range, and the EC that the service answers outside of it. */
  integer?: readonly [min: number, max: number, ec?: string];
  default?: string | number;
  /** Declared as `--no-…`: true unless given. */
  negated?: true;
}

/** By name in camelCase: `maxKeys` is typed as `--max-keys`. */
export type FlagTable = Readonly<Record<string, Flag>>;

/** What a command gets to read: the values of the flags of a table, typed as the table says. */
export type FlagsOf<Table extends FlagTable> = { readonly [Name in keyof Table]: ValueOf<Table[Name]> };

type ValueOf<Of> = Of extends { value: infer Word } ? ValueAfter<Of, Word> : boolean;

type ValueAfter<Of, Word> = Word extends `${string}...>`
  ? readonly OneValue<Of>[] | undefined
  :
      | OneValue<Of>
      | (Word extends `[${string}` ? true : never)
      | (Of extends { default: unknown } ? never : undefined);

type OneValue<Of> = Of extends { choices: readonly (infer Choice)[] }
  ? Choice
  : Of extends { integer: unknown }
    ? number
    : string;

/** As typed and as shown: `-o, --output <file>`, `--no-sign-token`. */
export function notation(name: string, { short, value, negated }: Flag): string {
  const long = longOption(name, negated);
  return `${short === undefined ? '' : `-${short}, `}${long}${value === undefined ? '' : ` ${value}`}`;
}

export function longOption(name: string, negated = false): string {
  return `--${negated ? 'no-' : ''}${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** What was given of a table, as words of a command line. Of options that are there once, and not negated. */
export function flagWords<Table extends FlagTable>(table: Table, flags: FlagsOf<Table>): string[] {
  return Object.entries(table).flatMap(([name, { short, default: usual }]) => {
    const value = flags[name];
    if (value === undefined || value === false || value === usual) return [];
    const option = short === undefined ? notation(name, { help: '' }) : `-${short}`;
    return value === true ? [option] : [option, String(value)];
  });
}

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
  proxy: { value: '<url>', help: 'proxy for https, instead of HTTPS_PROXY' },
  caBundle: { value: '<file>', help: 'certificates (PEM) to trust besides the usual ones' },
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
  language: { value: '<language>', help: 'language of messages and help', choices: ['en', 'zh'] },
  json: { help: 'print JSON' },
  quiet: { short: 'q', help: 'no notes on stderr' },
  verbose: { short: 'v', help: 'say more on stderr' },
  debugSign: { help: 'show what is signed, secrets masked' },
  dryRun: { short: 'n', help: 'change nothing, show what would be sent' },
  yes: { short: 'y', help: 'answer yes to questions' },
  color: { negated: true, help: 'no colour' },
} as const satisfies FlagTable;

export type GlobalFlags = FlagsOf<typeof globalFlags>;

/** Asked of the program as of a command. */
export const helpFlag = { help: { short: 'h', help: 'show help' } } as const satisfies FlagTable;
