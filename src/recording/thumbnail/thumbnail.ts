import { platform } from 'node:os';
import { env } from 'node:process';
import type { Client } from '../../client/client.js';
import { withDefaults } from '../../client/defaults.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { readObject } from '../../client/objects/read-object.js';
import type { ClientOptions } from '../../client/options.js';
import { english } from '../../english.js';
import { CommandError, UsageError } from '../../errors.js';
import { findFfmpeg } from '../../ffmpeg/find-ffmpeg.js';
import type { Signal } from '../../protocol/ambient.js';
import { isoSeconds } from '../../protocol/time.js';
import { gatherRecording } from '../playlist/gather.js';
import { askLiveList } from '../playlist/live-list.js';
import { livePlaylistOf } from '../playlist/presign-playback.js';
import { checkAsked, connect } from '../sessions/list-sessions.js';
import { LONGEST_SEGMENT_MS } from '../sessions/named-pushes.js';
import { drawPicture } from './draw.js';
import { type Picture, picturesOf } from './pictures.js';

/** Of which channel and moment; null and absent are the same. With all that createClient takes. */
export interface ThumbnailOptions extends ClientOptions {
  /** The name of the channel. */
  channelName: string;
  /** The moment; now when absent, which is the last key frame that the live playlist has. */
  at?: Date | null;
  /** Wider pictures are made as wide as this, 16 to 8192; as they are when absent. */
  width?: number | null;
  /** The ffmpeg to run; the one in PATH when absent. */
  ffmpeg?: string | null;
  /** Asks the service; made of the options when absent. */
  client?: Client | null;
  /** Ends it when it is aborted. */
  signal?: Signal | null;
  /** Variables for ffmpeg, and the PATH to find it in; the process's when absent. */
  env?: Readonly<Record<string, string | undefined>> | null;
  /** `process.platform` of the machine that runs ffmpeg; this one when absent. */
  platform?: string | null;
  /** Where relative names begin; the process's when absent. */
  cwd?: string | null;
}

/** A picture of a channel. */
export interface Thumbnail {
  /** The name of the channel. */
  channelName: string;
  /** The picture, as JPEG. */
  jpeg: Uint8Array;
  /** When it was shown: the moment at which the service began the segment, from its name, and where the picture is in it. */
  time: Date;
  /** Of which object it was made. */
  key: string;
}

const DEFAULTS = {
  ...{ at: null, width: null, ffmpeg: null, client: null },
  ...{ env, platform: platform(), cwd: '.' },
} satisfies Partial<ThumbnailOptions>;

/** Where the picture is. */
interface Place {
  name: string;
  startMs: number;
  /** From the beginning of the segment on; null for its last key frame. */
  seconds: number | null;
}

/**
 * One picture of a channel as a JPEG, decoded by ffmpeg of one segment. Rejects with UsageError for bad options, CommandError
 * `NoPlaylist` (`notFound`) when nothing was ever pushed, `NothingRecorded` (`emptyRange`) when there is nothing at that
 * time, `NoVideo` (`notFound`) for sound alone, `FfmpegMissing` and `NoPicture` (`ffmpeg`), with ServiceError, and with
 * InterruptedError.
 */
export async function thumbnail(options: ThumbnailOptions): Promise<Thumbnail> {
  const settled = withDefaults(options, DEFAULTS);
  const { channelName, at, width, env, platform, cwd } = settled;
  checkAsked({ channelName, start: at });
  if (width !== null && !(Number.isInteger(width) && width >= 16 && width <= 8192))
    throw new UsageError(english`width is a whole number from 16 to 8192, not ${width}.`);
  const signal = options.signal ?? new AbortController().signal;
  const program = await findFfmpeg(settled.ffmpeg, { env, platform, cwd });
  const client = settled.client ?? (await connect(options));
  const place =
    at === null ? await latest(client, channelName, signal) : await placeAt(client, settled, at, signal);

  const key = `${channelName}/${place.name}`;
  const most = CLIENT_LIMITS.pictureSegment.value;
  const { bytes } = await readObject(client, key, { most, signal });
  const pictures = picturesOf(bytes);
  const picture = chosen(pictures, place.seconds);
  if (picture === undefined)
    throw new CommandError(
      'NoVideo',
      english`${channelName}: there is no picture in ${place.name}.`,
      'notFound',
      {
        hint: english`The stream has sound alone, or the object is no segment.`,
      },
    );
  const keyFrames = place.seconds === null && picture.isKey;
  const index = pictures.filter(({ isKey }) => isKey || !keyFrames).indexOf(picture);
  const jpeg = await drawPicture({
    program,
    segment: bytes,
    index,
    keyFrames,
    width,
    env,
    platform,
    cwd,
    signal,
  });
  return { channelName, jpeg, time: new Date(place.startMs + Math.round(picture.seconds * 1000)), key };
}

/** The last key frame, else the picture that is shown at that moment. */
function chosen(pictures: readonly Picture[], seconds: number | null): Picture | undefined {
  if (seconds === null) return pictures.findLast(({ isKey }) => isKey) ?? pictures[0];
  return pictures.findLast((picture) => picture.seconds <= seconds + ROUNDING) ?? pictures[0];
}

/** Names have whole milliseconds. */
const ROUNDING = 0.0005;

async function latest(client: Client, channelName: string, signal: AbortSignal): Promise<Place> {
  const { playlistName } = await livePlaylistOf(client, channelName, signal);
  const { segments } = await askLiveList(client, { channelName, playlistName }, signal);
  const last = segments.at(-1);
  if (last !== undefined) return { ...last, seconds: null };
  const message = english`${channelName}: ${playlistName} lists no segment.`;
  throw new CommandError('NothingRecorded', message, 'emptyRange', {
    advice: { do: 'pushFirst', channelName },
  });
}

/** By their names and durations there are holes of some pictures between segments that follow one another. */
const BETWEEN_MS = 1000;

/** Where only names are known, what began last is it, unless that is longer ago than a segment can be. */
async function placeAt(
  client: Client,
  { channelName }: Pick<ThumbnailOptions, 'channelName'>,
  at: Date,
  signal: AbortSignal,
): Promise<Place> {
  const asked = { client, channelName, end: new Date(at.getTime() + 1), pushes: [], byName: true, signal };
  const exact = await gatherRecording({ ...asked, start: at });
  const wide = () => gatherRecording({ ...asked, start: new Date(at.getTime() - LONGEST_SEGMENT_MS) });
  const found = exact.segments.at(-1) ?? (await wide()).segments.at(-1);
  const lastsMs = found?.seconds == null ? LONGEST_SEGMENT_MS : found.seconds * 1000 + BETWEEN_MS;
  if (found !== undefined && at.getTime() < found.startMs + lastsMs)
    return { ...found, seconds: (at.getTime() - found.startMs) / 1000 };
  const message = english`${channelName}: nothing was recorded at ${isoSeconds(at)}.`;
  throw new CommandError('NothingRecorded', message, 'emptyRange', {
    hint: english`No segment has this moment: the history shows when there were pushes.`,
  });
}
