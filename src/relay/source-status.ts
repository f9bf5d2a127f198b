import type { SourceState, SourceStatus } from './events.js';

export interface TellState {
  now(): Date;
  onState(status: SourceStatus, before: SourceState | null): void;
}

/** What there may be to say of a state. */
export interface Reason {
  until?: Date | null;
  error?: { code: string; message: string } | null;
}

/** Tells a state that is another than before, or has another reason. */
export function enter(
  status: SourceStatus,
  { now, onState }: TellState,
  state: SourceState,
  { until = null, error = null }: Reason = {},
): void {
  const { state: before } = status;
  const isNew = state !== before || error?.message !== status.error?.message;
  Object.assign(status, settled(status, now()));
  status.until = until;
  status.error = error === null ? null : { code: error.code, message: error.message };
  status.hasSettled ||= state !== 'starting' && state !== 'connecting';
  if (!isNew) return;
  Object.assign(status, { state, since: now() });
  onState(status, before);
}

/** With what it has been live since it was looked at. */
export function settled(status: SourceStatus, now: Date): SourceStatus {
  if (status.state !== 'live') return { ...status };
  const from = Math.max(status.since.getTime(), status.lastLive?.getTime() ?? 0);
  const liveSeconds = status.liveSeconds + Math.max(0, now.getTime() - from) / 1000;
  return { ...status, liveSeconds, lastLive: now };
}

/** Between two pushes. */
export const NOTHING_SENT = {
  ...{ bitsPerSecond: null, framesPerSecond: null, readBitsPerSecond: null },
  ...{ behindSeconds: null, heldSeconds: null, heldBytes: null },
};
