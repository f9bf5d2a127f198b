import { OssLiveError } from '../errors.js';
import { type Stored, storedOf, untilFinished } from '../recording/index.js';
import { checkListed } from './check-listed.js';
import { encodesPictures } from './ffmpeg/encoding.js';
import type { Reading } from './ffmpeg/packets.js';
import { longestSegment } from './longest-segment.js';
import type { Broadcast } from './on-air.js';
import type { Plans } from './plan.js';
import { mostOnItsWay } from './socket-buffers.js';
import { namesIn } from './source.js';
import type { Left, TakenUp } from './supervisor.js';
import { firstPlace, placeAfter } from './take-up.js';

/** What is known of how much of a connection is stored. */
interface Kept {
  by: TakenUp['by'];
  seconds: number;
}

/** The playlist rounds each length; rounding is to make nothing sure that is not. */
const ROUNDING_SECONDS = 0.001;
/** How much longer or shorter than it says a file may be when it is looped: a picture and a sound frame. */
const ROUND_SECONDS = 0.1;
/** With less than that of a file missing from the list nothing is: the last picture may have no length. */
const LAST_PICTURE_SECONDS = 0.02;

/** Finds where a recording is to be gone on with; null when all of it is stored. */
export async function takeUp(broadcast: Broadcast, left: Left): Promise<TakenUp | null> {
  const { examined, loop, outputOptions } = broadcast;
  const reading = readingOf(broadcast);
  const [kept, begun] = await Promise.all([keptOf(broadcast, left), left.place ?? firstPlace(reading)]);
  if (begun === null) return null;
  const { durationSeconds } = examined;
  const end = begun.picture.pts + left.grown.seconds;
  if (!loop && durationSeconds !== null && end > durationSeconds - REST_SECONDS) {
    if (kept.by === 'stored' && kept.seconds >= left.grown.seconds - LAST_PICTURE_SECONDS) return null;
  }
  const round = loop ? inRound(begun.picture.pts + kept.seconds, durationSeconds) : null;
  const from = round === null ? begun : await firstPlace(reading);
  if (from === null) return null;
  const storedSeconds = round === null ? kept.seconds : Math.max(0, round - from.picture.pts);
  const place = await placeAfter(
    {
      ...{ begun: from, storedSeconds },
      encoded: encodesPictures(examined.plan, outputOptions),
      framesPerSecond: lowestRate(broadcast),
    },
    reading,
  );
  if (place === null) return null;
  const back = from.picture.pts + storedSeconds - place.picture.pts;
  return { place, by: kept.by, sentAgain: left.grown.seconds - kept.seconds + back };
}

/** A recording is not taken up again for less, when all of it is stored. */
const REST_SECONDS = 0.5;

/** Where in a file that is looped this is; null in its first round. */
function inRound(seconds: number, durationSeconds: number | null): number | null {
  if (durationSeconds === null || durationSeconds === 0 || seconds < durationSeconds) return null;
  const rounds = Math.floor(seconds / durationSeconds);
  const sure = seconds - rounds * durationSeconds - rounds * ROUND_SECONDS;
  return rounds * ROUND_SECONDS >= durationSeconds ? 0 : (sure + durationSeconds) % durationSeconds;
}

export function readingOf(broadcast: Pick<Broadcast, keyof Plans>): Reading {
  const { ffmpeg, env, platform, cwd, source, examined, signal } = broadcast;
  const [name = ''] = namesIn(source);
  return { program: ffmpeg, ...{ env, platform, cwd, signal, name }, input: { ...broadcast, ...examined } };
}

export function lowestRate({ examined }: Pick<Broadcast, 'examined'>): number | null {
  const rates = examined.inputs.flatMap(({ video }) => video?.framesPerSecond ?? []);
  return rates.length === 0 ? null : Math.min(...rates);
}

/** Of a recording that was sent to its end: ffmpeg ends well when all of it has gone into a socket. */
export async function checkEnd(broadcast: Broadcast, left: Left): Promise<void> {
  const { client, signal, connected, examined, targets } = broadcast;
  const noticed = await Promise.all(
    [...connected].map(
      ([channelName, connectedTime]) =>
        connectedTime === null || untilFinished({ client, signal, channelName, connectedTime }),
    ),
  );
  const isNoticed = noticed.every(Boolean);
  const longest = Math.max(...targets.map(({ fragDuration }) => longestSegment(examined, fragDuration)));
  await checkListed({
    ...{ isNoticed, longest, signal },
    lacking: () => lackingSeconds(broadcast, left, isNoticed),
  });
}

/** What of it is not listed; 0 as well where that is no sign of a loss. */
async function lackingSeconds(broadcast: Broadcast, left: Left, isNoticed: boolean): Promise<number> {
  try {
    const { by, seconds } = await keptOf(broadcast, left);
    // A service that lists nothing yet of what has ended is late with all of it.
    const isTold = by === 'stored' && (seconds > 0 || !isNoticed);
    return isTold ? left.grown.seconds - seconds : 0;
  } catch (error) {
    if (isNoticed && error instanceof OssLiveError && !broadcast.signal.aborted) return 0;
    throw error;
  }
}

/** The least of what the channels have, as one stream goes to all of them. */
async function keptOf(broadcast: Broadcast, left: Left): Promise<Kept> {
  const { targets, connected, lost } = broadcast;
  const going = targets.filter(({ channelName }) => !lost.has(channelName));
  const kept = await Promise.all(
    going.map(async ({ channelName }): Promise<Kept> => {
      const connectedTime = connected.get(channelName);
      // The service never saw it.
      if (connectedTime === undefined) return { by: 'start', seconds: 0 };
      const stored = connectedTime && (await storedOnce(broadcast, channelName, connectedTime));
      if (!stored) return { by: 'buffers', seconds: await arrivedSeconds(broadcast, left) };
      const seconds = stored.seconds - stored.segments * ROUNDING_SECONDS;
      return { by: 'stored', seconds: Math.max(0, Math.min(seconds, left.grown.seconds)) };
    }),
  );
  return kept.reduce((least, one) => (one.seconds < least.seconds ? one : least), kept[0] ?? NOTHING);
}

const NOTHING: Kept = { by: 'start', seconds: 0 };

/** What is stored of a connection that is over, once the service has finished its last segment. */
export async function storedOnce(
  { client, signal, now }: Pick<Broadcast, 'client' | 'signal' | 'now'>,
  channelName: string,
  connectedTime: Date,
): Promise<Stored | null> {
  const asking = { client, channelName, connectedTime, signal };
  await untilFinished(asking);
  return storedOf(asking, now());
}

/** Without a look at what is stored: all but what the buffers on the way can hold. */
async function arrivedSeconds({ examined }: Broadcast, { grown }: Left): Promise<number> {
  const [media] = examined.inputs;
  const bytesPerSecond = grown.bytes > 0 ? grown.bytes / grown.seconds : (media?.bitsPerSecond ?? 0) / 8;
  if (bytesPerSecond === 0) return 0;
  return Math.max(0, grown.seconds - (await mostOnItsWay()) / bytesPerSecond);
}
