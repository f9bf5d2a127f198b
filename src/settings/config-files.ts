import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Section } from 'ini';
import { ConfigurationError } from '../errors.js';
import type { Surroundings } from './sources.js';

type Files = Pick<Surroundings, 'homeDir' | 'cwd'>;

/** The keys of a section, lower-case and without `-` and `_`: `accesskeyid`, `accesskeysecret`, `ststoken`, `region` … */
export type OssutilProfile = Readonly<Record<string, string>>;

export interface OssutilConfig {
  /** The file as people write it. */
  file: string;
  profiles: ReadonlyMap<string, OssutilProfile>;
}

export type AliyunProfile = Readonly<Record<string, unknown>> & { readonly name: string };

export interface AliyunConfig {
  file: string;
  /** The name of the profile that the Aliyun CLI uses by itself. */
  current: string;
  profiles: ReadonlyMap<string, AliyunProfile>;
}

/** The configuration of ossutil 1 or 2; null when there is none. `named` is the file that was asked for, if any. */
export async function readOssutilConfig(files: Files, named: string | null): Promise<OssutilConfig | null> {
  const { homeDir, cwd } = files;
  const path = resolve(cwd, named?.replace(/^~(?=\/)/, homeDir) ?? join(homeDir, '.ossutilconfig'));
  const file = shownPath(path, homeDir);
  const text = await readText(path, file);
  if (text !== null) return { file, profiles: await parseOssutilConfig(text, file) };
  if (named === null) return null;
  throw new ConfigurationError(`The configuration file ${file} does not exist.`, {
    advice: { do: 'checkConfigFile' },
  });
}

/** The configuration of the Aliyun CLI; null when there is none. */
export async function readAliyunConfig({ homeDir }: Files): Promise<AliyunConfig | null> {
  const path = join(homeDir, '.aliyun', 'config.json');
  const file = shownPath(path, homeDir);
  const text = await readText(path, file);
  return text === null ? null : { file, ...parseAliyunConfig(text, file) };
}

export async function parseOssutilConfig(text: string, file: string): Promise<OssutilConfig['profiles']> {
  const { default: ini } = await import('ini');
  const profiles = new Map<string, OssutilProfile>();
  const sections = flatten(ini.parse(text.replace(/^\uFEFF/, '').replace(/^.*$/gm, escapeValue)), '');
  for (const [title, keys] of sections) {
    const name = profileName(title);
    // ossutil 1 writes [Credentials]; when both forms are there, the newer one counts.
    if (name !== null && !(title.toLowerCase() === 'credentials' && profiles.has(name)))
      profiles.set(name, keys);
  }
  if (profiles.size === 0 && text.trim() !== '')
    throw broken(file, 'it has no [default], [profile …] or [Credentials] section');
  return profiles;
}

export function parseAliyunConfig(text: string, file: string): Omit<AliyunConfig, 'file'> {
  let config: unknown;
  try {
    config = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // The parser's own message quotes the text, and with it the secrets.
    throw broken(file, 'it is not JSON');
  }
  if (!isRecord(config) || !Array.isArray(config.profiles)) throw broken(file, 'it has no list of profiles');
  const profiles = config.profiles.filter(
    (profile): profile is AliyunProfile => isRecord(profile) && typeof profile.name === 'string',
  );
  return {
    current: typeof config.current === 'string' && config.current !== '' ? config.current : 'default',
    profiles: new Map(profiles.map((profile) => [profile.name, profile])),
  };
}

/**
 * ini ends a value at any `#` or `;` and reads backslashes as escapes; here only white space before the sign makes
 * a comment of it, so that keys and tokens stay whole.
 */
function escapeValue(line: string): string {
  const [, start, value] = /^(\s*[^\s#;[=][^=]*=)(.*)$/.exec(line) ?? [];
  if (start === undefined || value === undefined || /^\s*(["']).*\1\s*$/.test(value)) return line;
  return start + value.replace(/\\/g, '\\\\').replace(/(?<=\S)[#;]/g, '\\$&');
}

/** Undoes the nesting that ini makes of dots: `[profile a.b]` is one name. */
function flatten(section: Section, title: string): [title: string, keys: OssutilProfile][] {
  const keys: Record<string, string> = {};
  const below: [string, OssutilProfile][] = [];
  for (const [name, value] of Object.entries(section)) {
    if (typeof value === 'object' && value !== null)
      below.push(...flatten(value, title === '' ? name : `${title}.${name}`));
    else keys[name.toLowerCase().replace(/[-_]/g, '')] = String(value).trim();
  }
  return title === '' || Object.keys(keys).length === 0 ? below : [[title, keys], ...below];
}

/** `[default]`, `[profile default]` and `[Credentials]` are the default profile; `[Bucket-Endpoint]` and the like are none. */
function profileName(title: string): string | null {
  if (/^(default|credentials)$/i.test(title)) return 'default';
  return /^profile\s+(.+)$/i.exec(title)?.[1] ?? null;
}

async function readText(path: string, file: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new ConfigurationError(`Cannot read ${file} (${code}).`, {
      cause,
      hint: 'Check its owner and permissions.',
    });
  }
}

function broken(file: string, why: string): ConfigurationError {
  return new ConfigurationError(`Cannot understand ${file}: ${why}.`, {
    hint: 'Correct the file, or move it away.',
  });
}

function shownPath(path: string, homeDir: string): string {
  return path.startsWith(`${homeDir}/`) ? `~${path.slice(homeDir.length)}` : path;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
