import type { Media } from './ffmpeg/media.js';
import type { Preflight } from './preflight.js';

interface Sent extends Pick<Preflight, 'plan'> {
  inputs: readonly Media[];
}

/** Seconds: a segment ends with the first key frame after FragDuration, and is stored when it has ended. */
export function longestSegment({ plan, inputs }: Sent, fragDuration: number): number {
  const keyFrames = inputs.map(({ video }) => video?.keyFrameSeconds ?? 0);
  const key = plan.video === 'copy' ? Math.max(0, ...keyFrames) : 0;
  return key === 0 ? fragDuration : Math.ceil(fragDuration / key) * key;
}
