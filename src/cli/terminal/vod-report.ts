import { english } from '../../english.js';
import type { Gap, VodPlaylist } from '../../recording/index.js';
import type { Output } from '../context.js';
import { say } from '../say.js';
import { lasting } from './durations.js';
import { counted } from './progress-report.js';
import { commandLine } from './shell.js';

/** More are counted. */
const MOST_GAPS = 20;

/** For JSON documents. */
export function factsOf({ from, segments, seconds, seams, unsettled, gaps }: VodPlaylist): object {
  const iso = ({ start, end }: Gap) => ({ startTime: start.toISOString(), endTime: end.toISOString() });
  return { from, segments, seconds, seams, unsettled, gaps: gaps.map(iso) };
}

/** Says on stderr what a playlist that was put together has, and lacks; `name`: which. Of the service's nothing is said. */
export function reportPlaylist(
  list: VodPlaylist,
  output: Pick<Output, 'note' | 'warn' | 'time'>,
  name: string | null = null,
): void {
  if (list.from === 'service') return;
  const { segments, seconds, seams, gaps, unsettled } = list;
  const breaks = seams === 0 ? '' : say` with ${counted(seams, english`break`)}`;
  const which = name === null ? '' : `${name}: `;
  output.note(which + say`${counted(segments, english`segment`)}, ${lasting(seconds)}${breaks}.`);
  for (const line of gapLines(gaps, output)) output.note(line);
  if (unsettled > 0) {
    output.warn(
      say`Whether the stream goes on is not known at ${counted(unsettled, english`place`)}, where segments could not be read (oss:GetObject).`,
    );
  }
}

/** Where nothing was recorded; of many gaps the first. */
export function gapLines(gaps: readonly Gap[], output: Pick<Output, 'time'>): string[] {
  const more = gaps.length - MOST_GAPS;
  return [
    ...gaps.slice(0, MOST_GAPS).map((gap) => gapLine(gap, output)),
    ...(more > 0 ? [say`And ${counted(more, english`gap`)} more.`] : []),
  ];
}

function gapLine({ start, end }: Gap, { time }: Pick<Output, 'time'>): string {
  const length = lasting((end.getTime() - start.getTime()) / 1000);
  return say`Nothing was recorded from ${time(start)} to ${time(end)} (${length}).`;
}

/** Says how long signed URLs are good for, and why not for as long as was asked. */
export function reportValidity(
  { validity }: VodPlaylist,
  { note, warn, time }: Pick<Output, 'note' | 'warn' | 'time'>,
): void {
  if (validity === null) return;
  const until = time(validity.expiresAt);
  if (validity.cutBy === 'sevenDays')
    warn(say`A signed URL is good for seven days at most: these until ${until}.`);
  else if (validity.cutBy === 'token')
    warn(say`The URLs are good no longer than the security token: until ${until}.`);
  else note(say`The URLs are good until ${until}.`);
}

/** ffmpeg's programs open no http from a playlist on disk unless they are told to. */
export function tellPlayer(file: string | null, { note }: Pick<Output, 'note'>): void {
  const protocols = '-protocol_whitelist file,http,https,tcp,tls,crypto';
  note(
    say`From disk: ffplay ${protocols} ${commandLine([file ?? 'playlist.m3u8'])} (ffprobe and ffmpeg likewise)`,
  );
}
