import { type AacConfig, checkFrame, readAacConfig } from './aac.js';
import { type AudioTag, type MediaMessage, readAudioTag, readVideoTag, type VideoTag } from './flv.js';
import { type AvcConfig, readAvcConfig } from './h264.js';
import { MediaError } from './media-error.js';

/** A message as it was read, once for all who look at it. */
export type Tag = { timestampMs: number; bytes: number } & (
  | ({ track: 'video' } & (Beside<VideoTag> | { kind: 'header'; config: AvcConfig } | Damage))
  /** `config` is null when the record is broken or ADTS has no room for it. */
  | ({ track: 'audio' } & (
      | Beside<AudioTag>
      | { kind: 'header'; config: AacConfig | null; record: Buffer }
      | Damage
    ))
  | { track: 'data' }
);

type Beside<Body extends { kind: string }> = Exclude<Body, { kind: 'header' }>;

/** It cannot be read; `reason` is a sentence. */
interface Damage {
  kind: 'damaged';
  reason: string;
}

export function readTag(message: MediaMessage): Tag {
  const { type: track, timestampMs, payload } = message;
  const arrival = { timestampMs, bytes: payload.length };
  if (track === 'data') return { track, ...arrival };
  try {
    return track === 'video'
      ? { track, ...arrival, ...readVideo(payload) }
      : { track, ...arrival, ...readAudio(payload) };
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    return { track, ...arrival, kind: 'damaged', reason: error.message };
  }
}

function readVideo(payload: Buffer) {
  const body = readVideoTag(payload);
  return body.kind === 'header' ? { kind: body.kind, config: readAvcConfig(body.record) } : body;
}

function readAudio(payload: Buffer) {
  const body = readAudioTag(payload);
  if (body.kind === 'frame') checkFrame(body.data);
  return body.kind === 'header' ? { ...body, config: readAacConfig(body.record) } : body;
}
