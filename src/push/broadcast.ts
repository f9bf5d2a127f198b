import { playUrl } from '../client/play-url.js';
import { wait } from '../client/retry.js';
import { OssLiveError } from '../errors.js';
import { awaitLastSegment, latestPush, resolveWindow } from '../recording/index.js';
import { type Broadcast, connectOnce } from './connection.js';
import { type EndedChannel, eventError, type Happening } from './events.js';
import { createHearing } from './hearing.js';
import type { PushOptions } from './options.js';
import { makePlans, refuseWarnings } from './plan.js';
import { overlapSeconds } from './reconnect.js';
import { incomplete, shortfalls } from './shortfall.js';
import { emptyTally, supervise } from './supervisor.js';
import { makeReady, untilStored } from './targets.js';

/** A push from the look at its input to its recording. The last event is `ended`; what ended it is thrown. */
export async function broadcast(
  options: PushOptions,
  tell: (event: Happening) => void,
  signal: AbortSignal,
): Promise<void> {
  // What was sent before it began again counts for nothing, and ffmpeg's own clock is then behind.
  let restarted = false;
  const emit = (event: Happening): void => {
    restarted ||= event.event === 'restarted';
    tell(event);
  };
  const tally = emptyTally();
  let onAir: Broadcast | null = null;
  let began = new Date();
  let error: unknown = null;
  try {
    const plans = await makePlans(options, signal);
    const { inputs, plan, findings } = plans.examined;
    emit({ event: 'preflight', inputs, plan, findings });
    if (plans.strict) refuseWarnings(plans.examined);
    const { clockOffsetMs } = plans.client;
    if (clockOffsetMs !== 0) emit({ event: 'clock', offsetSeconds: clockOffsetMs / 1000 });
    for (const target of plans.targets) await makeReady(target, plans, emit);
    onAir = { ...plans, emit, tally, lost: new Map(), since: null, hearing: createHearing(plans.client) };
    began = plans.now();
    await keepOnAir(onAir);
  } catch (thrown) {
    // Whatever an interruption broke on the way, it was the interruption.
    if (!signal.aborted) error = thrown;
  }
  // Read or not, an open pipe keeps the process running.
  options.stdin?.destroy();
  const words = [options.inputs, options.channelNames].flat().filter((word) => typeof word === 'string');
  const channels = onAir === null ? [] : await endChannels(onAir, { began, error });
  const missing = onAir === null || error !== null || signal.aborted ? [] : shortfalls(onAir, restarted);
  for (const shortfall of missing) emit({ event: 'incomplete', ...shortfall });
  if (missing.length > 0) error = incomplete(missing);
  emit({
    event: 'ended',
    channels,
    since: onAir?.since?.toISOString() ?? null,
    ...tally,
    seconds: thousandths(tally.seconds),
    gapSeconds: thousandths(tally.gapSeconds),
    interrupted: signal.aborted,
    error: error instanceof OssLiveError ? eventError(error, words) : null,
  });
  if (error !== null) throw error;
}

function thousandths(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

/** Resolves when the input is at its end or the push was interrupted. */
function keepOnAir(onAir: Broadcast): Promise<void> {
  const { inputs, recorded, durationSeconds } = onAir.examined;
  return supervise({
    ...{ ...onAir, policy: onAir, wait, nowMs: () => performance.now(), random: Math.random },
    recording: recorded ? { durationSeconds, overlapSeconds: overlapSeconds(inputs) } : null,
    connect: (connection) => connectOnce(onAir, connection),
    onReconnect({ attempt, delayMs, position, error }) {
      onAir.emit({
        event: 'reconnecting',
        ...{ attempt, delaySeconds: delayMs / 1000, position: recorded ? position : null },
        error: eventError(error),
      });
    },
    onResumed: (gapSeconds) => onAir.emit({ event: 'resumed', gapSeconds: thousandths(gapSeconds) }),
  });
}

interface Ending {
  began: Date;
  /** What ended the push; null when it came to its end or was interrupted. */
  error: unknown;
}

/** Saves what is to be saved, and says of each channel how it went. */
async function endChannels(onAir: Broadcast, { began, error }: Ending): Promise<EndedChannel[]> {
  const channels: EndedChannel[] = [];
  for (const { channelName, playUrl: url } of onAir.targets) {
    const sent = onAir.tally.seconds > 0 && !onAir.lost.has(channelName);
    if (sent) await untilStored(onAir.client, channelName);
    const saved = sent ? await saveVod(onAir, channelName, began) : NOT_ASKED;
    const failure = onAir.lost.get(channelName) ?? saved.error ?? error;
    channels.push({
      ...{ channelName, playUrl: url, vodUrl: saved.url },
      error: failure instanceof OssLiveError ? eventError(failure) : null,
    });
  }
  return channels;
}

interface Saved {
  url: string | null;
  error: OssLiveError | null;
}

const NOT_ASKED: Saved = { url: null, error: null };

/** The recording of exactly this push, which the service may know as several. */
async function saveVod(onAir: Broadcast, channelName: string, began: Date): Promise<Saved> {
  const { client, vod, emit } = onAir;
  if (vod === null) return NOT_ASKED;
  // Not the signal of the push: the recording is also saved of one that was interrupted.
  const signal = AbortSignal.timeout(60_000);
  try {
    const now = onAir.now();
    const start = onAir.since ?? began;
    const end = (await latestPush(client, channelName, now, signal))?.end ?? now;
    const push = { start, end: end > start ? end : now };
    const { startTime, endTime, ...range } = resolveWindow({ start: null, end: null }, push, now);
    emit({
      event: 'saving',
      ...{ channelName, startTime: range.start.toISOString(), endTime: range.end.toISOString() },
      truncated: range.isCut,
    });
    await awaitLastSegment({
      client,
      channelName,
      window: { startTime, endTime },
      endedAt: end,
      now,
      signal,
    });
    await client.postVodPlaylist({ channelName, playlistName: vod, startTime, endTime }, { signal });
    return { url: playUrl(onAir, channelName, vod), error: null };
  } catch (error) {
    if (!(error instanceof OssLiveError)) throw error;
    emit({ event: 'unsaved', channelName, error: eventError(error) });
    return { url: null, error };
  }
}
