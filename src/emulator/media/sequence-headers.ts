import { type AacConfig, sameAdts } from './aac.js';
import { type AvcConfig, sameSequence } from './h264.js';

/** What is known of the sound: nothing, that it comes, that it cannot be stored, or how it is coded. */
export type SoundHeader = 'none' | 'awaited' | 'unusable' | AacConfig;

/** The sequence headers that a segment is decoded with. */
export interface SequenceHeaders {
  video: AvcConfig | null;
  audio: SoundHeader;
}

export function hasSound({ audio }: SequenceHeaders): boolean {
  return audio !== 'none' && audio !== 'unusable';
}

/** Whether what comes with other headers can go on in a segment. Sound that is awaited there may be of any kind. */
export function goOn(open: SequenceHeaders, next: SequenceHeaders): boolean {
  return sameSequence(open.video, next.video) && sameSound(open, next);
}

function sameSound(open: SequenceHeaders, next: SequenceHeaders): boolean {
  if (!hasSound(open) || !hasSound(next)) return hasSound(open) === hasSound(next);
  if (typeof open.audio === 'string' || typeof next.audio === 'string') return true;
  return sameAdts(open.audio, next.audio);
}
