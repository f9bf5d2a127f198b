import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { english } from '../english.js';
import { ConfigurationError } from '../errors.js';
import { broken, type OssutilConfig, parseOssutilConfig } from './ossutil-config.js';
import type { Surroundings } from './sources.js';

type Files = Pick<Surroundings, 'homeDir' | 'cwd'>;

export type AliyunProfile = Readonly<Record<string, unknown>> & { readonly name: string };

export interface AliyunConfig {
  file: string;
  /** The name of the profile that the Aliyun CLI uses by itself. */
  current: string;
  profiles: ReadonlyMap<string, AliyunProfile>;
  /** Reads it once more: the CLI may have put new keys into it. */
  again(): Promise<AliyunConfig | null>;
}

/** The configuration of ossutil 1 or 2; null when there is none. `named` is the file that was asked for, if any. */
export async function readOssutilConfig(files: Files, named: string | null): Promise<OssutilConfig | null> {
  const { homeDir, cwd } = files;
  const path = resolve(cwd, named?.replace(/^~(?=\/)/, homeDir) ?? join(homeDir, '.ossutilconfig'));
  const file = shownPath(path, homeDir);
  const text = await readText(path, file);
  if (text !== null) return { file, ...(await parseOssutilConfig(text, file)) };
  if (named === null) return null;
  throw new ConfigurationError(english`The configuration file ${file} does not exist.`, {
    advice: { do: 'checkConfigFile' },
  });
}

/** The configuration of the Aliyun CLI; null when there is none. */
export async function readAliyunConfig(files: Files): Promise<AliyunConfig | null> {
  const { homeDir } = files;
  const path = join(homeDir, '.aliyun', 'config.json');
  const file = shownPath(path, homeDir);
  const text = await readText(path, file);
  if (text === null) return null;
  return { file, ...parseAliyunConfig(text, file), again: () => readAliyunConfig(files) };
}

export function parseAliyunConfig(text: string, file: string): Omit<AliyunConfig, 'file' | 'again'> {
  let config: unknown;
  try {
    config = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // The parser's own message quotes the text, and with it the secrets.
    throw broken(file, english`it is not JSON`);
  }
  if (!isRecord(config) || !Array.isArray(config.profiles))
    throw broken(file, english`it has no list of profiles`);
  const profiles = config.profiles.filter(
    (profile): profile is AliyunProfile => isRecord(profile) && typeof profile.name === 'string',
  );
  return {
    current: typeof config.current === 'string' && config.current !== '' ? config.current : 'default',
    profiles: new Map(profiles.map((profile) => [profile.name, profile])),
  };
}

async function readText(path: string, file: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new ConfigurationError(english`Cannot read ${file} (${code}).`, {
      cause,
      hint: english`Check its owner and permissions.`,
    });
  }
}

function shownPath(path: string, homeDir: string): string {
  return path.startsWith(`${homeDir}/`) ? `~${path.slice(homeDir.length)}` : path;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
