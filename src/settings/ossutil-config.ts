import type { Section } from 'ini';
import { english } from '../english.js';
import { ConfigurationError } from '../errors.js';

/** The keys of a section, lower-case and without `-` and `_`: `accesskeyid`, `accesskeysecret`, `ststoken`, `region` … */
export type OssutilProfile = Readonly<Record<string, string>>;

export interface OssutilConfig {
  /** The file as people write it. */
  file: string;
  profiles: ReadonlyMap<string, OssutilProfile>;
  buckets: readonly OfOneBucket[];
  /** `ecsAk` of ossutil 1: where an instance asks for the keys of its role. */
  akServiceUrl: string | null;
}

/** What the file says of one bucket, and with it against what it says of all. */
export interface OfOneBucket {
  /** `Bucket-Endpoint`, `buckets mine` … */
  section: string;
  bucket: string;
  /** `endpoint`, `region`, `addressingstyle`; empty where it could not be read. */
  keys: OssutilProfile;
  /** The name of `[buckets name]`, which a profile may choose by `buckets = name`. */
  set: string | null;
}

type Parsed = Omit<OssutilConfig, 'file'>;

/** The INI of ossutil 1 and 2. ossutil, lib/config.go; OSS documentation, "Configure ossutil". */
export async function parseOssutilConfig(text: string, file: string): Promise<Parsed> {
  const { default: ini } = await import('ini');
  const profiles = new Map<string, OssutilProfile>();
  const buckets: OfOneBucket[] = [];
  let akServiceUrl: string | null = null;
  const lines = joinNested(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'));
  const sections = flatten(ini.parse(lines.replace(/^.*$/gm, escapeValue)), '');
  for (const [title, keys] of sections) {
    const name = profileName(title);
    if (name === null) buckets.push(...ofBuckets(title, keys));
    // ossutil 1 writes [Credentials]; when both forms are there, the newer one counts.
    else if (!(title.toLowerCase() === 'credentials' && profiles.has(name))) profiles.set(name, plain(keys));
    if (/^akservice$/i.test(title)) akServiceUrl = plain(keys).ecsak || null;
  }
  if (profiles.size === 0 && text.trim() !== '')
    throw broken(file, english`it has no [default], [profile …] or [Credentials] section`);
  return { profiles, buckets, akServiceUrl };
}

export function broken(file: string, why: string): ConfigurationError {
  return new ConfigurationError(english`Cannot understand ${file}: ${why}.`, {
    hint: english`Correct the file, or move it away.`,
  });
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

/** Keys written under an empty one, further to the right, on its line: ini knows no third level. */
function joinNested(text: string): string {
  return text.replace(
    /^([ \t]*)([^\s#;[=][^=\n]*=)[ \t]*((?:\n\1[ \t]+[^\s#;[=][^=\n]*=.*)+)/gm,
    (_, indent: string, start: string, below: string) => `${indent}${start}${below.replace(/\n\s*/g, ' ')}`,
  );
}

/** Undoes the nesting that ini makes of dots: `[profile a.b]` is one name. */
function flatten(section: Section, title: string): [title: string, keys: OssutilProfile][] {
  const keys: Record<string, string> = {};
  const below: [string, OssutilProfile][] = [];
  for (const [name, value] of Object.entries(section)) {
    if (typeof value === 'object' && value !== null)
      below.push(...flatten(value, title === '' ? name : `${title}.${name}`));
    else keys[name] = String(value).trim();
  }
  return title === '' || Object.keys(keys).length === 0 ? below : [[title, keys], ...below];
}

/** ossutil takes `accessKeyId`, `access-key-id` and `access_key_id` for one. */
function plain(keys: OssutilProfile): OssutilProfile {
  const entries = Object.entries(keys).map(([name, value]) => [
    name.toLowerCase().replace(/[-_\s]/g, ''),
    value,
  ]);
  return Object.fromEntries(entries);
}

/** `[default]`, `[profile default]` and `[Credentials]` are the default profile; `[Bucket-Endpoint]` and the like are none. */
function profileName(title: string): string | null {
  if (/^(default|credentials)$/i.test(title)) return 'default';
  return /^profile\s+(.+)$/i.exec(title)?.[1] ?? null;
}

/** `[buckets name]` is about the bucket of that name, or has a line for each of several. */
function ofBuckets(section: string, keys: OssutilProfile): OfOneBucket[] {
  const each = (set: string | null, read: (value: string) => OssutilProfile) =>
    Object.entries(keys).map(([bucket, value]) => ({ section, set, bucket, keys: read(value) }));
  if (/^bucket-endpoint$/i.test(section)) return each(null, (endpoint) => ({ endpoint }));
  if (/^bucket-cname$/i.test(section))
    return each(null, (endpoint) => ({ endpoint, addressingstyle: 'cname' }));
  const set = /^buckets\s+(.+)$/i.exec(section)?.[1];
  if (set === undefined) return [];
  const { region, endpoint, addressingstyle } = plain(keys);
  if ([region, endpoint, addressingstyle].every((value) => value === undefined)) return each(set, inline);
  return [{ section, set: null, bucket: set, keys: plain(keys) }];
}

/** `region=cn-hangzhou, endpoint=oss-cn-hangzhou.aliyuncs.com` */
function inline(line: string): OssutilProfile {
  const pairs = [...line.matchAll(/([\w-]+)\s*=\s*([^\s,;{}]+)/g)];
  return plain(Object.fromEntries(pairs.map(([, name, value]) => [name, value])));
}
