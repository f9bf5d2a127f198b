import { playUrl } from '../../client/play-url.js';
import { validatePlaylistName } from '../../client/validate.js';
import { english } from '../../english.js';
import { limits } from '../../protocol/limits.js';
import {
  byDay,
  PLAYLIST_TYPE,
  type Recording,
  type ResolvedRange,
  stitched,
  storePlaylist,
  type VodPlaylist,
  wouldOverwriteLive,
} from '../../recording/index.js';
import type { Invocation } from '../command.js';
import { say } from '../say.js';
import { localTime } from '../terminal/local-time.js';
import type { Field } from '../terminal/view.js';
import { factsOf, reportPlaylist } from '../terminal/vod-report.js';
import { checkPlace } from './vod-place.js';
import { isoRange } from './vod-range.js';

type Saving = Pick<Invocation, 'client' | 'context' | 'flags' | 'output' | 'settings'>;

/** A playlist and where it goes. */
interface Saved {
  playlistName: string;
  list: VodPlaylist;
  place: 'settled' | 'unknown';
}

/** `class-2024-03-05.m3u8`; throws UsageError for a name that has no room for it. */
export function dayName(playlistName: string, day: string): string {
  const { suffix } = limits.playlistName;
  const name = `${playlistName.slice(0, -suffix.length)}-${day}${suffix}`;
  validatePlaylistName(name, limits.vod.ec.playlistSuffix);
  return name;
}

/** The playlist of a recording, or one for each of its days by the clock of this machine. */
export function listsOf(
  recording: Recording,
  playlistName: string,
  isSplit: boolean,
): Omit<Saved, 'place'>[] {
  if (!isSplit) return [{ playlistName, list: stitched(recording) }];
  return byDay(recording, (time) => localTime(time).slice(0, 10)).map((day) => ({
    playlistName: dayName(playlistName, day.day),
    list: stitched(day.recording),
  }));
}

interface Options {
  sessions: ResolvedRange['sessions'];
  /** Whether there is a playlist for each day. */
  isSplit: boolean;
  /** What there is where the only playlist goes; null: not looked at. */
  place: Saved['place'] | null;
}

/** Stores playlists that were put together here, once all their places have been looked at, and shows where they are. */
export async function saveStitched(
  saving: Saving,
  lists: readonly Omit<Saved, 'place'>[],
  { sessions, isSplit, place }: Options,
): Promise<void> {
  const { flags, output } = saving;
  const placed: Saved[] = [];
  for (const one of lists) {
    const names = { channelName: one.list.channelName, playlistName: one.playlistName };
    refuseRunning(names, sessions);
    placed.push({ ...one, place: place ?? (await checkPlace(saving, names)) });
  }
  const stored: Shown[] = [];
  for (const one of placed) {
    reportPlaylist(one.list, output, isSplit ? one.playlistName : null);
    try {
      stored.push(await (flags.dryRun ? planned(saving, one) : saved(saving, one)));
    } catch (error) {
      for (const { object } of stored) output.warn(say`${object} was saved before that.`);
      throw error;
    }
  }
  const documents = stored.map(({ document }) => document);
  const fields = flags.dryRun ? [] : stored.flatMap(({ fields }) => fields);
  await output.result(isSplit ? { playlists: documents } : documents[0], { kind: 'fields', fields });
}

/** What is shown of one. */
interface Shown {
  object: string;
  document: object;
  fields: readonly Field[];
}

/** A push may write another live playlist than the channel's own. */
function refuseRunning(
  { channelName, playlistName }: { channelName: string; playlistName: string },
  sessions: ResolvedRange['sessions'],
): void {
  const running = sessions.flatMap(({ pushes }) => pushes).filter((push) => push.running);
  if (running.some((push) => push.playlistName === playlistName))
    throw wouldOverwriteLive(channelName, playlistName);
}

async function saved(
  { client, context, settings }: Saving,
  { playlistName, list, place }: Saved,
): Promise<Shown> {
  const { channelName, playlist } = list;
  const { signal } = context;
  const answer = await storePlaylist({
    ...{ client: await client(), channelName, playlistName, playlist, signal },
    forbidOverwrite: place === 'unknown',
  });
  const found = await settings();
  const object = `oss://${found.bucket}/${channelName}/${playlistName}`;
  const url = playUrl(found, channelName, playlistName);
  return {
    object,
    document: {
      channelName,
      playlistName,
      ...isoRange(list),
      object,
      playUrl: url,
      ...answer,
      ...factsOf(list),
    },
    fields: [
      [english`Saved`, object],
      [english`Play URL`, url],
    ],
  };
}

/** What would be sent. */
async function planned({ settings, output }: Saving, { playlistName, list }: Saved): Promise<Shown> {
  const found = await settings();
  const url = playUrl(found, list.channelName, playlistName);
  if (!output.json) output.text(`PUT ${url}\nContent-Type: ${PLAYLIST_TYPE}\n\n${list.playlist}\n`);
  const request = { dryRun: true, operation: 'PutObject', method: 'PUT', url };
  return {
    object: `oss://${found.bucket}/${list.channelName}/${playlistName}`,
    document: { ...request, headers: { 'Content-Type': PLAYLIST_TYPE }, body: list.playlist },
    fields: [],
  };
}
