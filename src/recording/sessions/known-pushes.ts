import { unlessDenied } from '../../client/look.js';
import type { LiveChannelHistory } from '../../client/operations/get-live-channel-history.js';
import type { LiveChannelStat } from '../../client/operations/get-live-channel-stat.js';
import { isNoSuchChannel, ServiceError } from '../../errors.js';
import { timeIn, unixSeconds } from '../../protocol/time.js';
import type { LedgerEntry } from '../ledger/entry.js';
import { readLedger } from '../ledger/read-ledger.js';
import type { Looking } from './looking.js';
import { type KnownPush, UNTOLD } from './session.js';

export interface Known {
  /** In the order of their starts. */
  pushes: KnownPush[];
  /** Null when it may not be read, and of a channel that is gone. */
  history: LiveChannelHistory | null;
  /** What the service says of a channel that is gone. */
  gone: ServiceError | null;
}

/** What ledger and service tell of the pushes to a channel. */
export async function knownPushes(looking: Looking): Promise<Known> {
  const { client, channelName, ledger, now, signal } = looking;
  let gone: ServiceError | null = null;
  const told = <T>(answer: Promise<T>) =>
    unlessDenied(answer).catch((error: unknown) => {
      if (!(error instanceof ServiceError && isNoSuchChannel(error))) throw error;
      gone = error;
      return null;
    });
  const [stat, history, entries] = await Promise.all([
    told(client.getLiveChannelStat({ channelName }, { signal })),
    told(client.getLiveChannelHistory({ channelName }, { signal })),
    ledger === null ? [] : readLedger(ledger, looking),
  ]);
  const service = [...finished(history), ...running(stat, now)];
  return { pushes: merged(service, entries.flatMap(fromLedger)), history, gone };
}

/** What the history tells, as it does; what it lacks a time of is none. */
export function finished(history: LiveChannelHistory | null): KnownPush[] {
  return (history?.records ?? []).flatMap(({ startTime, endTime, remoteAddr }) => {
    const [start, end] = [timeIn(startTime ?? ''), timeIn(endTime ?? '')];
    return start === null || end === null
      ? []
      : [{ start, end, ...UNTOLD, remoteAddr, knownFrom: 'history' }];
  });
}

/** One, or none. Until now: the clock here may be behind. */
export function running(stat: LiveChannelStat | null, now: Date): KnownPush[] {
  const start = timeIn(stat?.connectedTime ?? '');
  if (stat?.status !== 'Live' || start === null) return [];
  const { remoteAddr } = stat;
  const end = now > start ? now : start;
  return [{ start, end, running: true, ...UNTOLD, remoteAddr, knownFrom: 'stat' }];
}

function fromLedger(entry: LedgerEntry): KnownPush[] {
  const start = timeIn(entry.startTime);
  if (start === null) return [];
  const end = timeIn(entry.endTime ?? '');
  return [
    {
      ...{ start, end: end !== null && end > start ? end : start },
      ...{ remoteAddr: textIn(entry.remoteAddr), playlistName: textIn(entry.playlistName) },
      ...{ source: textIn(entry.source), mediaSeconds: numberIn(entry.mediaSeconds), knownFrom: 'ledger' },
    },
  ];
}

/** A line may have been written by anybody. */
const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberIn = (value: unknown): number | null => (Number.isFinite(value) ? (value as number) : null);

/** Each push once: the service knows best when it was, the ledger what it was. */
export function merged(service: readonly KnownPush[], ledger: readonly KnownPush[]): KnownPush[] {
  const pushes = [...service];
  // A ledger may have hundreds of thousands of lines.
  const bySecond = new Map<number, number[]>();
  const note = ({ start }: KnownPush, at: number) => {
    const second = unixSeconds(start);
    const inSecond = bySecond.get(second);
    if (inSecond === undefined) bySecond.set(second, [at]);
    else inSecond.push(at);
  };
  service.forEach(note);
  for (const entry of ledger) {
    const inSecond = bySecond.get(unixSeconds(entry.start)) ?? [];
    let at = inSecond.find((index) => isNamesake(pushes[index], entry)) ?? -1;
    if (at < 0) at = service.findIndex((push) => isSame(push, entry));
    const push = pushes[at];
    if (push === undefined) note(entry, pushes.push(entry) - 1);
    else pushes[at] = combined(push, entry, at < service.length);
  }
  return pushes.sort((a, b) => a.start.getTime() - b.start.getTime());
}

/** Of two that began in the same second: history has whole ones, in which there may be several. */
function isNamesake(push: KnownPush | undefined, { remoteAddr }: KnownPush): boolean {
  if (push === undefined) return false;
  return push.remoteAddr === null || remoteAddr === null || push.remoteAddr === remoteAddr;
}

/** What was written by another clock: a channel has one publisher at a time, so most of it cannot be in two pushes. */
function isSame(push: KnownPush, entry: KnownPush): boolean {
  const common =
    Math.min(push.end.getTime(), entry.end.getTime()) - Math.max(push.start.getTime(), entry.start.getTime());
  const shorter = Math.min(lengthMs(push), lengthMs(entry));
  return common > 0 && common > shorter / 2;
}

const lengthMs = ({ start, end }: KnownPush): number => end.getTime() - start.getTime();

/** `watch` and `push` may both have written a line. */
function combined(push: KnownPush, entry: KnownPush, isTold: boolean): KnownPush {
  return {
    ...push,
    // Without the word of the service the longer one counts.
    end: !isTold && entry.end > push.end ? entry.end : push.end,
    remoteAddr: push.remoteAddr ?? entry.remoteAddr,
    playlistName: entry.playlistName ?? push.playlistName,
    source: entry.source ?? push.source,
    mediaSeconds: entry.source === null ? push.mediaSeconds : entry.mediaSeconds,
    knownFrom: 'ledger',
  };
}
