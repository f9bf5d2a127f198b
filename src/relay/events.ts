/**
 * `off`: not in its hours. `starting`: its turn has not come. `connecting`: it is on its way, and the service has not seen it
 * yet. `waiting`: it broke, and is tried again. `failed`: it cannot be sent as it is, which is tried slowly.
 */
export const SOURCE_STATES = ['off', 'starting', 'connecting', 'live', 'waiting', 'failed'] as const;
export type SourceState = (typeof SOURCE_STATES)[number];

/** How a source does. */
export interface SourceStatus {
  channelName: string;
  state: SourceState;
  since: Date;
  /** When it is tried again, or is on air again; null when that is not known. */
  until: Date | null;
  /** Why, for `waiting` and `failed`. */
  error: { code: string; message: string } | null;
  /** Over all connections since the start. */
  liveSeconds: number;
  sentSeconds: number;
  bytes: number;
  droppedFrames: number;
  /** Of live input: what was not stored between two connections, in seconds. */
  lostSeconds: number;
  reconnects: number;
  bitsPerSecond: number | null;
  framesPerSecond: number | null;
  /** How long its buffer is, and how far what was sent is behind what was read; null without one. */
  bufferSeconds: number | null;
  behindSeconds: number | null;
  /** With a buffer: what the source brings, and what is held. */
  readBitsPerSecond: number | null;
  heldSeconds: number | null;
  heldBytes: number | null;
  lastLive: Date | null;
  /** Whether it has been in another state than `starting` and `connecting`: its first turn is over. */
  hasSettled: boolean;
}

/** What all sources with a buffer need, and what gets through. */
export interface UplinkFigures {
  neededBitsPerSecond: number;
  sentBitsPerSecond: number;
  /** How many sources fall behind, of how many. */
  behind: number;
  sources: number;
}

/** What happens to a relay, each with the time at which it happened. */
export type RelayEvent = { time: string } & (
  | { event: 'started'; sources: number }
  | {
      event: 'state';
      channelName: string;
      state: SourceState;
      before: SourceState | null;
      until: string | null;
      error: { code: string; message: string } | null;
    }
  /** So much of a source was lost before it was live again: `by` what the service has stored, or at least what was not sent. */
  | { event: 'missing'; channelName: string; seconds: number; by: 'stored' | 'sent' }
  /** Pictures leave a buffer before their time, for want of memory, or no longer; it holds so much. */
  | { event: 'shortened'; channelName: string; over: boolean; heldSeconds: number }
  /** The ledger cannot be written; told once for a source. */
  | { event: 'unrecorded'; channelName: string; error: { code: string; message: string } }
  /** The uplink does not carry all sources with a buffer, or does again. */
  | ({ event: 'uplink'; over: boolean } & UplinkFigures)
  /** A process that carries media was started. */
  | { event: 'worker'; state: 'started'; worker: number; pid: number | null }
  /** It has died, with all that it sent; the sources begin anew in another one. */
  | { event: 'worker'; state: 'died'; worker: number; how: string; channelNames: readonly string[] }
  /** The clock of this machine is so far behind that of the service, or ahead of it: less than 0. Hours and days go by the service's. */
  | { event: 'clock'; offsetSeconds: number }
  /** The credentials end within the hour, or have ended: what is connected goes on, and nothing else connects. */
  | { event: 'credentials'; expireAt: string; ended: boolean }
  /** The list of a day was saved; with an error it was not, and is tried again. `day` is null before one is known. */
  | {
      event: 'day';
      channelName: string;
      day: string | null;
      playlistName: string | null;
      error: { code: string; message: string } | null;
    }
  /** So many events before it were left out, since nobody read them in time. */
  | { event: 'unread'; events: number }
  /** Other sources from now on. */
  | { event: 'changed'; added: readonly string[]; removed: readonly string[]; restarted: readonly string[] }
  | { event: 'ended'; sources: number }
);
