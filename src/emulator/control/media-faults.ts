import { setTimeout as delay } from 'node:timers/promises';
import type { StorageFaults } from '../store/segment-writer.js';
import type { Faults } from './faults.js';
import { LONGEST_STALL_MS } from './http-faults.js';

/** What rules do to the writing of a channel's segments. */
export function storageFaults(faults: Faults, channel: string): StorageFaults {
  const about = (op: string) => ({ op, channel, method: null });
  return {
    async beforeWrite() {
      const effect = faults.hit('write', about('write'))?.effect;
      if (effect?.writeDelayMs !== undefined) await delay(effect.writeDelayMs);
      if (effect?.enospc)
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    },
    ofSegment() {
      const { segmentDelayMs = 0, loseSegment = false } =
        faults.hit('segment', about('segment'))?.effect ?? {};
      return { delayMs: Math.min(segmentDelayMs, LONGEST_STALL_MS), loses: loseSegment };
    },
    keepsPlaylist: () => faults.hit('playlist', about('playlist'))?.effect.stalePlaylist === true,
  };
}
