import { english } from '../english.js';
import type { Media } from './ffmpeg/media.js';

/** Of a channel, as a guide says that nobody has confirmed: no page of the service names a limit. */
const GUIDE_BITS_PER_SECOND = 100e6;

/** What to say of an input that is copied and has more; null when there is nothing to say. */
export function tooFast({ input, bitsPerSecond }: Media): string | null {
  if (bitsPerSecond === null || bitsPerSecond <= GUIDE_BITS_PER_SECOND) return null;
  const rate = Math.round(bitsPerSecond / 1e6);
  return english`${input} has ${rate} Mbit/s; 100 Mbit/s a channel is what an unconfirmed guide names as the most.`;
}
