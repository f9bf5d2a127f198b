import { english } from '../../english.js';
import { NetworkError } from '../../errors.js';
import type { Gop } from '../../publish/index.js';
import type { Carriage } from './carriage.js';

/** A sound frame may reach beyond the pictures that came with it. */
const SOUND_MS = 100;

/** Where a connection begins. */
interface Beginning {
  from: Gop;
  /** What was known: what is stored, nothing but what the buffer has, or that nothing was stored. */
  by: 'stored' | 'buffer' | 'start';
  /** Where it should have begun, when that has left the buffer. */
  missedFromMs: number | null;
}

/** The first key frame that is not stored for sure; else the oldest that there is. */
export function beginningOf({ intake, arrival }: Carriage): Beginning {
  const { buffer, first } = intake;
  const { oldest } = buffer;
  if (oldest === null || first === null)
    throw new NetworkError('InputEnded', english`There is nothing to be sent.`);
  const before = arrival.stretch;
  if (before !== null && arrival.isUnknown) {
    const missedFromMs = oldest.startMs > before.sentMs ? before.sentMs : null;
    return { from: oldest, by: 'buffer', missedFromMs };
  }
  const sureMs = arrival.sureMs ?? first.shownMs;
  const by = before !== null && sureMs > before.begunMs ? 'stored' : 'start';
  const found = buffer.lastBefore(Math.max(first.shownMs, sureMs - SOUND_MS));
  if (found !== null) return { from: found, by, missedFromMs: null };
  return { from: oldest, by, missedFromMs: sureMs < oldest.shownMs ? sureMs : null };
}
