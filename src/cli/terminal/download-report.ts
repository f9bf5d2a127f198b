import { english } from '../../english.js';
import type { DownloadEvent, DownloadProgress, PlannedDownload } from '../../recording/index.js';
import type { Output } from '../context.js';
import { said, say } from '../say.js';
import { lasting } from './durations.js';
import { createPace } from './pace.js';
import { counted } from './progress-report.js';
import { sized } from './sizes.js';
import type { View } from './view.js';
import { gapLines } from './vod-report.js';

type Named<Name extends DownloadEvent['event']> = Extract<DownloadEvent, { event: Name }>;

/** How often a line is due where none can be redrawn. */
const LOG_MS = 10_000;
/** A network that is gone fails for every segment that is under way. */
const RETRY_NOTE_MS = 5000;

/** Tells what happens to a download: as notes for people, or as the events themselves with `--json`. */
export function downloadReport(output: Output, now: () => Date): (event: DownloadEvent) => Promise<void> {
  const isDue = createPace(LOG_MS, now);
  let retryDue = 0;
  let plan: Named<'planned'> | null = null;
  const saved: Named<'saved'>[] = [];

  function showProgress(progress: DownloadProgress): void {
    if (output.animated) {
      output.progress(progressLine(progress));
      return;
    }
    if (isDue()) output.note(progressLine(progress));
  }

  return async (event) => {
    if (output.json) output.event({ ...event });
    switch (event.event) {
      case 'planned':
        plan = event;
        if (output.json) return;
        for (const line of [...planLines(event, output), GOES_ON]) output.note(line);
        if (event.unsettled > 0) output.warn(unsettledText(event.unsettled));
        return;
      case 'progress':
        if (!output.json) showProgress(event);
        return;
      case 'missing':
        if (!output.json) output.warn(missingText(event, output));
        return;
      case 'retrying': {
        const time = now().getTime();
        if (time < retryDue) return;
        retryDue = time + RETRY_NOTE_MS;
        return output.note(say`${said(event.error.message)} Trying again.`);
      }
      case 'saved':
        saved.push(event);
        return;
      case 'ended':
        output.progress(null);
        if (event.error === null) {
          if (!output.json) await output.result(null, summary(event, saved, output));
        } else if (event.rest !== null) {
          output.note(say`What was fetched is kept in ${event.rest}: the same command line goes on with it.`);
        }
        if (event.error === null && plan !== null && saved.length > plan.files.length && !output.json)
          for (const line of changeLines(saved)) output.note(line);
    }
  };
}

/** `120 of 360 segments  412 MB of 1.19 GB  85.3 MB/s  9s left` */
function progressLine(progress: DownloadProgress): string {
  const { segments, totalSegments, joined, bytes, totalBytes, bytesPerSecond, secondsLeft } = progress;
  const { encodedSeconds } = progress;
  if (encodedSeconds !== null) return say`${lasting(encodedSeconds)} encoded`;
  const isHere = segments === totalSegments || (totalBytes !== null && bytes >= totalBytes);
  if (isHere && joined < totalSegments)
    return say`${sized(bytes)} fetched  ${joined} of ${totalSegments} segments written`;
  return [
    say`${segments} of ${counted(totalSegments, english`segment`)}`,
    sized(Math.max(0, bytes)) + (totalBytes === null ? '' : say` of ${sized(totalBytes)}`),
    bytesPerSecond === null ? '-' : `${sized(bytesPerSecond)}/s`,
    ...(secondsLeft === null ? [] : [say`${lasting(secondsLeft)} left`]),
  ].join('  ');
}

const GOES_ON = english`Ctrl-C stops it; the same command line goes on.`;

/** As many as a line holds at its end. */
const MOST_FILES = 3;

export function planLines(event: PlannedDownload, output: Output, verb = say`Downloading`): string[] {
  const { segments, bytes, seconds, found, gaps, from, files, format } = event;
  const time = (text: string): string => output.time(new Date(text));
  const amount = [
    counted(segments, english`segment`),
    ...(bytes === null ? [] : [sized(bytes)]),
    ...(seconds === null ? [] : [lasting(seconds)]),
  ].join(say`, `);
  const kind = format === 'folder' ? english`folder` : english`file`;
  const named = files.length > MOST_FILES ? [`${files[0]} … ${files.at(-1)}`] : files;
  const what =
    files.length > 1
      ? say`${counted(files.length, kind)}: ${named}`
      : format === 'folder'
        ? say`the folder ${named}`
        : named;
  return [
    ...(from === 'objects'
      ? [say`The playlist may not be read (oss:GetVodPlaylist): going by the names of segments.`]
      : []),
    ...cutLines(event, time),
    ...gapLines(
      gaps.map(({ startTime, endTime }) => ({ start: new Date(startTime), end: new Date(endTime) })),
      output,
    ),
    ...(found > 0 ? [say`Going on with what is there of ${counted(found, english`segment`)}.`] : []),
    say`${verb} ${amount} to ${what}.`,
  ];
}

/** A little more or less is where a segment happens to begin. */
const NEAR_MS = 1000;

function cutLines(event: PlannedDownload, time: (text: string) => string): string[] {
  const { startTime, endTime, firstTime, lastTime } = event;
  const early = Date.parse(startTime) - Date.parse(firstTime);
  const late = lastTime === null ? 0 : Date.parse(lastTime) - Date.parse(endTime);
  if (early <= NEAR_MS && late <= NEAR_MS) return [];
  const ends = [
    ...(early > NEAR_MS ? [say`begins at ${time(firstTime)}, ${lasting(early / 1000, 1)} early`] : []),
    ...(late > NEAR_MS && lastTime !== null
      ? [say`ends at ${time(lastTime)}, ${lasting(late / 1000, 1)} late`]
      : []),
  ];
  return [say`Cut where segments begin, at key frames: it ${ends.join(say` and `)}.`];
}

function unsettledText(count: number): string {
  return say`At ${counted(count, english`place`)} it is not known whether timestamps go on: the segments there could not be read.`;
}

function missingText({ key, startTime, seconds, reason }: Named<'missing'>, output: Output): string {
  const length = seconds === null ? '' : `, ${lasting(seconds, 1)}`;
  return say`Left out: ${key} (${output.time(new Date(startTime))}${length}) is ${reason}.`;
}

const BECAUSE: Readonly<Record<NonNullable<Named<'saved'>['because']>, string>> = {
  day: english`another day`,
  push: english`another push`,
  video: english`the picture is of another kind`,
  audio: english`the sound is of another kind`,
  gap: english`the gap is too long for one file`,
};

/** Why there are more files than were asked for. */
function changeLines(saved: readonly Named<'saved'>[]): string[] {
  const changed = saved.filter(
    ({ because }) => because === 'video' || because === 'audio' || because === 'gap',
  );
  if (changed.length === 0) return [];
  return [
    ...changed.map(
      ({ file, because }) => say`${file} begins anew: ${because === null ? '' : said(BECAUSE[because])}.`,
    ),
    say`One file of them all has to be encoded: --join encode.`,
  ];
}

function summary(event: Named<'ended'>, saved: readonly Named<'saved'>[], output: Output): View {
  const { missing, fetchedBytes, elapsedSeconds } = event;
  const sum = (of: (file: Named<'saved'>) => number) => saved.reduce((total, file) => total + of(file), 0);
  const bytes = sum((file) => file.bytes);
  const isTimed = saved.every(({ seconds }) => seconds !== null);
  const seconds = sum((file) => file.seconds ?? 0);
  const seams = saved.flatMap((file) => file.seams);
  const gapSeconds = seams.reduce((total, seam) => total + seam.gapSeconds, 0);
  const repeated = sum((file) => file.repeated.pictures);
  const damaged = sum((file) => file.damaged);
  const begin = saved[0]?.startTime;
  const rate = elapsedSeconds > 0 ? `, ${sized(fetchedBytes / elapsedSeconds)}/s` : '';
  return {
    kind: 'fields',
    fields: [
      ...saved.map(({ file }) => [english`Saved`, file] as const),
      [english`Size`, { value: bytes, text: sized(bytes) }],
      ...(isTimed ? [[english`Length`, { value: seconds, text: lasting(seconds) }] as const] : []),
      ...(begin === undefined
        ? []
        : [[english`Recorded`, { value: begin, text: output.time(new Date(begin)) }] as const]),
      ...(seams.length === 0
        ? []
        : [[english`Joined`, { value: seams.length, text: seamText(seams.length, gapSeconds) }] as const]),
      ...(repeated === 0
        ? []
        : [[english`Repeated pictures`, { value: repeated, text: say`${repeated}, kept once` }] as const]),
      ...(damaged === 0
        ? []
        : [
            [
              english`Unreadable`,
              { value: damaged, text: say`${damaged} pictures and sounds, left out` },
            ] as const,
          ]),
      ...(missing === 0
        ? []
        : [[english`Left out`, { value: missing, text: counted(missing, english`segment`) }] as const]),
      [english`Took`, { value: elapsedSeconds, text: `${lasting(elapsedSeconds, 1)}${rate}` }],
    ],
  };
}

function seamText(count: number, gapSeconds: number): string {
  const places = `${counted(count, english`place`)}`;
  return gapSeconds === 0 ? say`${places}, without a gap` : say`${places}, ${lasting(gapSeconds, 1)} of gaps`;
}
