import type { AacConfig } from './aac.js';
import type { AvcConfig } from './h264.js';

/** The sequence headers that a segment is decoded with. */
export interface SequenceHeaders {
  video: AvcConfig | null;
  audio: AacConfig | null;
}

export function sameHeaders(one: SequenceHeaders, other: SequenceHeaders): boolean {
  return sameRecord(one.video, other.video) && sameRecord(one.audio, other.audio);
}

export function sameRecord(one: { record: Buffer } | null, other: { record: Buffer } | null): boolean {
  return one === null || other === null ? one === other : one.record.equals(other.record);
}
