import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { english } from '../english.js';
import { UsageError } from '../errors.js';
import type { Media } from './ffmpeg/media.js';

/** What is pushed, as ffmpeg is to be given it. */
export type Source =
  /** Names may be relative to the folder. */
  | { kind: 'files'; names: readonly string[]; folder: string }
  | { kind: 'url'; url: string }
  | { kind: 'stdin'; format: string | null }
  | { kind: 'device'; name: string; format: string }
  | { kind: 'test' };

interface Surroundings {
  /** One of ffmpeg's demuxers or devices: makes the input a device, or says what stdin carries. */
  format: string | null;
  cwd: string;
}

/** Inputs that come at their own speed. */
const LIVE_URL = /^(rtsps?|rtmp[a-z]*|rtp|srtp?|udp|tcp|tls|mmsh?|mmst|rist|zmq):/i;
const URL = /^[a-z][a-z0-9+.-]+:/i;

/**
 * Reads the inputs of a command line. Throws UsageError for a file that is missing, unreadable, empty or a folder,
 * before anything else is done.
 */
export async function readSource(words: readonly string[], { format, cwd }: Surroundings): Promise<Source> {
  const [word = ''] = words;
  if (words.length === 1) {
    if (isStdin(word)) return { kind: 'stdin', format };
    if (word === 'test' && format === null) return { kind: 'test' };
    if (format !== null) return { kind: 'device', name: word, format };
  }
  const read = await Promise.all(words.map((name) => fileOrUrl(name, cwd)));
  const url = read.find((one) => one.isUrl);
  if (url === undefined) {
    // A list for ffmpeg has a line for each, and nothing to write a line break with.
    const broken = words.find((name) => words.length > 1 && /[\r\n]/.test(name));
    if (broken === undefined) return { kind: 'files', names: read.map(({ name }) => name), folder: cwd };
    throw new UsageError(
      english`There is a line break in the name ${JSON.stringify(broken)}: push it alone, or rename it.`,
    );
  }
  if (words.length === 1) return { kind: 'url', url: url.name };
  throw new UsageError(english`Several inputs in a row must be files.`, {
    hint: english`Push a URL by itself.`,
  });
}

/** Whether the input is sent as it comes, whatever is in it. */
export function comesLive(source: Source): boolean {
  return (
    source.kind === 'stdin' ||
    source.kind === 'device' ||
    (source.kind === 'url' && LIVE_URL.test(source.url))
  );
}

export function isStdin(word: string): boolean {
  return word === '-' || word === 'pipe:0';
}

/** Whether it ends only because something has gone wrong: it has neither a duration nor a size, and can be opened again. */
export function isLive(
  source: Source,
  inputs: readonly Pick<Media, 'durationSeconds' | 'sizeBytes'>[],
): boolean {
  if (source.kind !== 'url') return source.kind === 'device';
  return inputs.every(({ durationSeconds, sizeBytes }) => durationSeconds === null && sizeBytes === null);
}

/** Whether what stands still there, or lags behind, may be well when it is opened again. */
export function canReopen({ kind }: Source): boolean {
  return kind === 'url' || kind === 'device';
}

/** What ffmpeg calls the input in its messages. */
export function namesIn(source: Source): readonly string[] {
  switch (source.kind) {
    case 'files':
      return source.names;
    case 'url':
      return [source.url];
    case 'stdin':
      return ['pipe:0'];
    case 'device':
      return [source.name];
    case 'test':
      return [];
  }
}

async function fileOrUrl(name: string, cwd: string): Promise<{ name: string; isUrl: boolean }> {
  if (name === '-' || name.startsWith('pipe:')) {
    throw new UsageError(english`Stdin cannot be one of several inputs.`, { hint: english`Give "-" alone.` });
  }
  const path = resolve(cwd, name);
  const found = await stat(path).catch(() => null);
  if (found === null) {
    if (URL.test(name)) return { name, isUrl: !name.startsWith('file:') };
    throw new UsageError(english`There is no file ${name}.`);
  }
  if (found.isDirectory()) throw new UsageError(english`${name} is a folder, not a video.`);
  if (found.isFile() && found.size === 0) throw new UsageError(english`${name} is empty.`);
  if (found.isFile()) await checkReadable(path, name);
  // `12:30.mp4`, `subfile,,…` and `-a.mp4` would be taken for a URL, a protocol and an option.
  return { name: `file:${name}`, isUrl: false };
}

async function checkReadable(path: string, shown: string): Promise<void> {
  try {
    await (await open(path)).close();
  } catch (cause) {
    throw new UsageError(english`${shown} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}
