import { type AacConfig, readAacConfig } from './aac.js';
import { type AudioTag, type MediaMessage, readAudioTag, readVideoTag, type VideoTag } from './flv.js';
import { type AvcConfig, readAvcConfig } from './h264.js';

/** A message as it was read, once for all who look at it. */
export type Tag = { timestampMs: number; bytes: number } & (
  | ({ track: 'video' } & (Beside<VideoTag> | { kind: 'header'; config: AvcConfig }))
  /** `config` is null when the record is broken or ADTS has no room for it. */
  | ({ track: 'audio' } & (Beside<AudioTag> | { kind: 'header'; config: AacConfig | null; record: Buffer }))
  | { track: 'data' }
);

type Beside<Body extends { kind: string }> = Exclude<Body, { kind: 'header' }>;

/** Throws MediaError when an H.264 header is broken, or a tag too short for its own fields. */
export function readTag({ type, timestampMs, payload }: MediaMessage): Tag {
  const arrival = { timestampMs, bytes: payload.length };
  if (type === 'data') return { track: type, ...arrival };
  if (type === 'video') {
    const body = readVideoTag(payload);
    if (body.kind !== 'header') return { track: type, ...arrival, ...body };
    return { track: type, ...arrival, kind: 'header', config: readAvcConfig(body.record) };
  }
  const body = readAudioTag(payload);
  if (body.kind !== 'header') return { track: type, ...arrival, ...body };
  return { track: type, ...arrival, ...body, config: readAacConfig(body.record) };
}
