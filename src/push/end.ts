import type { Invocation } from '../cli/command.js';
import { EXIT, type ExitCode } from '../cli/exit-codes.js';
import { eventError } from '../cli/terminal/push-report.js';
import { playUrl } from '../client/play-url.js';
import { OssLiveError } from '../errors.js';
import { isoSeconds } from '../protocol/time.js';
import { latestPush, resolveWindow } from '../recording/index.js';
import type { Broadcast } from './broadcast.js';
import type { EndedChannel } from './events.js';
import { untilStored } from './targets.js';

interface Ending {
  began: Date;
  /** What ended the push; null when it came to its end or was interrupted. */
  error: unknown;
}

/**
 * Saves what is to be saved, tells how it went, and throws what went wrong. A push to several channels of which some
 * failed has an exit code of its own.
 */
export async function endBroadcast(
  invocation: Invocation,
  broadcast: Broadcast,
  { began, error }: Ending,
): Promise<ExitCode | undefined> {
  const { targets, tally, report, context, client } = broadcast;
  const channels: EndedChannel[] = [];
  for (const { channelName, playUrl: url } of targets) {
    const sent = tally.seconds > 0 && !broadcast.lost.has(channelName);
    if (sent) await untilStored(client, channelName);
    const saved = sent ? await saveVod(invocation, broadcast, channelName, began) : NOT_ASKED;
    const failure = broadcast.lost.get(channelName) ?? saved.error ?? error;
    channels.push({
      ...{ channelName, playUrl: url, vodUrl: saved.url },
      error: failure instanceof OssLiveError ? eventError(failure) : null,
    });
  }
  const rounded = (seconds: number) => Math.round(seconds * 1000) / 1000;
  const { seconds, gapSeconds } = tally;
  const ended = {
    ...tally,
    ...{
      channels,
      seconds: rounded(seconds),
      gapSeconds: rounded(gapSeconds),
      interrupted: context.signal.aborted,
    },
    error: error instanceof OssLiveError ? eventError(error) : null,
  };
  await report.ended(ended, vodCommand(broadcast));
  if (error !== null) throw error;
  return channels.some((channel) => channel.error !== null) ? EXIT.partial : undefined;
}

interface Saved {
  url: string | null;
  error: OssLiveError | null;
}

const NOT_ASKED: Saved = { url: null, error: null };

/** The recording of exactly this push, which the service may know as several. */
async function saveVod(
  { output }: Invocation,
  { client, settings, options, since, ...broadcast }: Broadcast,
  channelName: string,
  began: Date,
): Promise<Saved> {
  if (options.vod === null) return NOT_ASKED;
  // Not the signal of the context: the recording is also saved of a push that was interrupted.
  const signal = AbortSignal.timeout(60_000);
  try {
    const now = broadcast.now();
    const start = since ?? began;
    const end = (await latestPush(client, channelName, now, signal))?.end ?? now;
    const push = { start, end: end > start ? end : now };
    const window = resolveWindow({ start: null, end: null }, push, now);
    const { startTime, endTime } = window;
    const asked = { channelName, playlistName: options.vod, startTime, endTime };
    await client.postVodPlaylist(asked, { signal });
    return { url: playUrl(settings, channelName, options.vod), error: null };
  } catch (error) {
    if (!(error instanceof OssLiveError)) throw error;
    output.warn(`The recording of channel ${channelName} was not saved: ${error.message}`);
    return { url: null, error };
  }
}

/** After several connections the latest push is not the whole of it. */
function vodCommand({ targets, tally, since }: Broadcast): string[] {
  const start = tally.reconnects > 0 && since !== null ? [isoSeconds(since)] : [];
  return ['oss-live', 'vod', targets[0]?.channelName ?? '', '--start', ...start, '--end'];
}
