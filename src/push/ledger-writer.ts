import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { english } from '../english.js';
import { CommandError } from '../errors.js';
import { timeIn } from '../protocol/time.js';
import { appendToLedger, endpointName, type LedgerEntry } from '../recording/index.js';
import { eventError, thousandths } from './events.js';
import type { LiveStat } from './live-watch.js';
import type { Broadcast, LedgerWriter, RecordedConnection } from './on-air.js';
import { readingOf } from './resume.js';
import type { TakenUp } from './supervisor.js';
import { firstPlace } from './take-up.js';
import type { Target } from './targets.js';

/** Options of the user after which a place in the input is no place in the stream any more. */
const CHANGES_TIME = /^-(ss|itsscale|output_ts_offset|copyts|vf|filter\S*|lavfi|r|vsync|fps_mode\S*|bsf\S*)$/;

interface Seen {
  target: Target;
  stat: LiveStat | null;
  start: Date;
  /** How long it was; what it sent where it is not said. */
  ms?: number;
}

type Pushing = Omit<Broadcast, 'losses' | 'ledgerWriter'>;

/**
 * Writes each connection into the ledger when it is over. It begins when the service says that it did; its length is
 * measured, as the clock of this machine may be another.
 */
export function createLedgerWriter(broadcast: Pushing): LedgerWriter {
  const { ledger, cwd, bucket, emit } = broadcast;
  const source = randomUUID();
  const endpoint = endpointName(broadcast.endpoint);
  let isBroken = false;
  let first: Promise<number | null> | undefined;

  /** Of the input from its beginning. */
  function firstSeconds(): Promise<number | null> {
    first ??= firstPlace(readingOf(broadcast)).then(
      (place) => (place === null ? null : place.picture.pts),
      () => null,
    );
    return first;
  }

  async function write(path: string, entry: LedgerEntry): Promise<void> {
    try {
      await appendToLedger(resolve(cwd, path), entry);
      isBroken = false;
    } catch (cause) {
      const message = english`The ledger ${path} cannot be written: ${(cause as Error).message}.`;
      const error = new CommandError('LedgerUnwritable', message, 'configuration', { cause });
      const { channelName } = entry;
      if (!isBroken) emit({ event: 'unrecorded', channelName, error: eventError(error) });
      isBroken = true;
    }
  }

  /** Where in the input the first picture of a connection is that was taken up there; null where it has no such place. */
  async function placeOf(takenUp: TakenUp | null, afterSeconds: number | null): Promise<number | null> {
    if (!hasMediaTime(broadcast)) return afterSeconds;
    if (afterSeconds !== null) {
      const first = await firstSeconds();
      return first === null ? null : first + afterSeconds;
    }
    return takenUp === null ? firstSeconds() : takenUp.place.picture.pts;
  }

  return {
    connection({ targets, takenUp: asked, afterSeconds }): RecordedConnection {
      const beganAtMs = performance.now();
      const seen: Seen[] = [];
      let takenUp = asked;
      let place: Promise<number | null> | undefined;
      let sentAtMs: number | null = null;
      const lastedMs = () => Math.round(performance.now() - (sentAtMs ?? performance.now()));
      /** It was over before the service told of it. Of one that lasted the service has said that it does not know it. */
      const unseen = (): Seen[] => {
        const ms = Math.round(performance.now() - beganAtMs);
        if (sentAtMs === null || ms >= broadcast.liveTimeoutSeconds * 1000) return [];
        const start = new Date(broadcast.now().getTime() - ms);
        const isOpen = (target: Target) => !broadcast.lost.has(target.channelName);
        return targets
          .filter((target) => isOpen(target) && !seen.some((one) => one.target === target))
          .map((target) => ({ target, stat: null, start, ms }));
      };
      return {
        sent(seconds) {
          if (seconds > 0) sentAtMs ??= Math.max(beganAtMs, performance.now() - seconds * 1000);
        },
        live(target, stat) {
          const start = timeIn(stat?.connectedTime ?? '') ?? new Date(broadcast.now().getTime() - lastedMs());
          seen.push({ target, stat, start });
          // Looked for while the push is on its way: its end may be hurried.
          if (ledger !== null) place ??= placeOf(takenUp, afterSeconds);
        },
        restarted() {
          [takenUp, place] = [null, undefined];
        },
        async end() {
          const sentMs = lastedMs();
          const all = [...seen, ...unseen()];
          if (ledger === null || all.length === 0) return;
          const from = await (place ?? placeOf(takenUp, afterSeconds));
          const mediaSeconds = from === null ? null : thousandths(from);
          for (const { target, stat, start, ms = sentMs } of all) {
            const { channelName, playlistName } = target;
            await write(ledger, {
              ...{ endpoint, bucket, channelName },
              startTime: stat?.connectedTime ?? start.toISOString(),
              endTime: new Date(start.getTime() + ms).toISOString(),
              ...{ seconds: ms / 1000, remoteAddr: stat?.remoteAddr ?? null },
              ...{ playlistName, source, mediaSeconds },
            });
          }
        },
      };
    },
  };
}

/** A stream that comes as it comes has no other time than that of the day, and in a loop each place comes again. */
function hasMediaTime({ examined, loop, outputOptions }: Pushing): boolean {
  if (!examined.recorded || loop || examined.inputs.length === 0) return false;
  return !outputOptions.some((option) => CHANGES_TIME.test(option));
}
