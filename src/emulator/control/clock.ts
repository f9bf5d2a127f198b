import { english } from '../../english.js';
import { UsageError } from '../../errors.js';

/** Moves the clock, or stops it; null: neither. */
export type ClockSetting = { offsetMs: number } | { freezeAt: string | number } | null;

/** How the emulator's clock goes. */
export interface ClockState {
  /** ISO 8601, what the emulator takes for now. */
  now: string;
  /** Milliseconds by which it is ahead. */
  offsetMs: number;
  /** Whether it stands still. */
  frozen: boolean;
}

/** The clock that everything in the emulator reads. */
export interface Clock {
  now(): Date;
  set(setting: ClockSetting): void;
  state(): ClockState;
}

export function createClock(base: () => Date): Clock {
  let offsetMs = 0;
  let frozenMs: number | null = null;
  const now = (): Date => new Date(frozenMs ?? base().getTime() + offsetMs);
  return {
    now,
    set(setting) {
      offsetMs = 0;
      frozenMs = null;
      if (setting === null) return;
      if ('freezeAt' in setting) frozenMs = instant(setting.freezeAt);
      else offsetMs = checked(setting.offsetMs, 'offsetMs');
    },
    state: () => ({ now: now().toISOString(), offsetMs, frozen: frozenMs !== null }),
  };
}

function instant(value: string | number): number {
  return checked(typeof value === 'number' ? value : Date.parse(value), 'freezeAt');
}

/** A Date reaches 8.64e15 ms to either side of 1970; half of it leaves room for the clock that is moved. */
function checked(value: number, name: string): number {
  if (!Number.isFinite(value) || Math.abs(value) > 4e15)
    throw new UsageError(english`${name} is no usable time.`);
  return Math.round(value);
}
