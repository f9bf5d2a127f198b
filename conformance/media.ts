import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

export interface Tag {
  type: 'audio' | 'video' | 'data';
  timestampMs: number;
  payload: Buffer;
}

/** Four seconds, a key frame each; small, and the same again with larger pictures. */
export interface Media {
  small: readonly Tag[];
  large: readonly Tag[];
}

const SECONDS = 4;

/** Made with ffmpeg. */
export async function makeMedia(): Promise<Media> {
  const folder = await mkdtemp(join(tmpdir(), 'oss-live-conformance-'));
  try {
    const [small, large] = await Promise.all(['320x180', '480x270'].map((size) => clip(folder, size)));
    return { small: small!, large: large! };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function clip(folder: string, size: string): Promise<Tag[]> {
  const path = join(folder, `${size}.flv`);
  await execa('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=25`, '-f', 'lavfi', '-i', 'sine'],
    ...['-t', `${SECONDS}`, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '25'],
    ...[
      '-keyint_min',
      '25',
      '-sc_threshold',
      '0',
      '-bf',
      '0',
      '-c:a',
      'aac',
      '-ac',
      '2',
      '-b:a',
      '64k',
      path,
    ],
  ]);
  return tagsOf(await readFile(path));
}

const TYPES: Readonly<Record<number, Tag['type']>> = { 8: 'audio', 9: 'video', 18: 'data' };

function tagsOf(file: Buffer): Tag[] {
  const tags: Tag[] = [];
  for (let at = 13; at + 11 <= file.length; ) {
    const length = file.readUIntBE(at + 1, 3);
    const payload = file.subarray(at + 11, at + 11 + length);
    tags.push({ type: TYPES[file[at]!]!, timestampMs: file.readUIntBE(at + 4, 3), payload });
    at += 15 + length;
  }
  return tags;
}

/** Sequence headers have no time of their own. */
export const isHeader = ({ type, payload }: Tag): boolean => type !== 'data' && payload[1] === 0;

export const isKeyFrame = (tag: Tag): boolean =>
  tag.type === 'video' && !isHeader(tag) && tag.payload[0]! >> 4 === 1;

export function later(tags: readonly Tag[], byMs: number): Tag[] {
  return tags.map((tag) => ({ ...tag, timestampMs: tag.timestampMs + byMs }));
}

/** In the order of their times, headers first among equals. */
export function inOrder(tags: readonly Tag[]): Tag[] {
  return [...tags].sort((a, b) => a.timestampMs - b.timestampMs || Number(isHeader(b)) - Number(isHeader(a)));
}

export interface Stream {
  kind: 'audio' | 'video';
  /** Seconds of its last packet; null when it has none. */
  last: number | null;
}

/** What ffprobe finds in a segment. */
export async function streamsOf(segment: Buffer): Promise<Stream[]> {
  const args = [
    '-v',
    'error',
    '-of',
    'json',
    '-show_entries',
    'stream=index,codec_type:packet=stream_index,pts_time',
  ];
  const { stdout } = await execa('ffprobe', [...args, '-f', 'mpegts', 'pipe:0'], { input: segment });
  const { streams, packets = [] } = JSON.parse(stdout) as {
    streams: { index: number; codec_type: Stream['kind'] }[];
    packets?: { stream_index: number; pts_time?: string }[];
  };
  return streams.map(({ index, codec_type: kind }) => {
    const times = packets.filter((one) => one.stream_index === index).map((one) => Number(one.pts_time));
    return { kind, last: times.length === 0 ? null : Math.max(...times) };
  });
}
