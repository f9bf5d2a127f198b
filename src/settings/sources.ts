import type { Readable } from 'node:stream';
import { english } from '../english.js';
import { UsageError } from '../errors.js';
import type { Addressing, SignatureVersion } from '../protocol/wire.js';

/** What settings are looked for in, besides the options. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  homeDir: string;
  cwd: string;
  stdin: Readable;
  now(): Date;
}

/** The options that say something about settings, as the command line names them; absent where not given. */
export interface GivenOptions {
  endpoint?: string | undefined;
  region?: string | undefined;
  bucket?: string | undefined;
  accessKeyId?: string | undefined;
  /** `-` reads it from stdin. */
  accessKeySecret?: string | undefined;
  stsToken?: string | undefined;
  configFile?: string | undefined;
  profile?: string | undefined;
  signVersion?: SignatureVersion | undefined;
  addressingStyle?: Addressing | undefined;
  proxy?: string | undefined;
  caBundle?: string | undefined;
  connectTimeout?: number | undefined;
  readTimeout?: number | undefined;
  retryTimes?: number | undefined;
}

/** What holds when an option is not given. */
export const defaults = { connectTimeoutSeconds: 10, readTimeoutSeconds: 60, retryTimes: 2 } as const;

/** The first line of stdin, without white space around it. */
export async function firstLine(stdin: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  return text.split('\n', 1)[0]?.trim() ?? '';
}

type TextOption = {
  [Name in keyof GivenOptions]-?: string extends GivenOptions[Name] ? Name : never;
}[keyof GivenOptions];

/** An option that was given empty is a mistake, most often an unset variable in a script. */
export function option(given: GivenOptions, name: TextOption): string | null {
  const text = given[name]?.trim() ?? null;
  if (text === '') {
    const spelling = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(english`--${spelling} is empty.`, {
      hint: english`Give a value, or leave the option out; is the variable in it set?`,
    });
  }
  return text;
}
