import { english } from '../../english.js';
import type { CleanEvent, CleaningProgress, PlannedCleaning } from '../../recording/index.js';
import type { Output } from '../context.js';
import { said, say } from '../say.js';
import { cleanTable } from './clean-table.js';
import { createPace } from './pace.js';
import { counted } from './progress-report.js';
import { sized, thousands } from './sizes.js';

type Named<Name extends CleanEvent['event']> = Extract<CleanEvent, { event: Name }>;

/** How often a line is due where none can be redrawn. */
const LOG_MS = 10_000;
/** More are counted. */
const MOST_NAMED = 10;
const MOST_FAILURES = 20;

export interface CleanReport {
  event(event: CleanEvent): Promise<void>;
  /** Shows what there is and what is to go, once. */
  plan(plan: PlannedCleaning): Promise<void>;
}

interface CleanReportOptions {
  dryRun: boolean;
  bucket: string;
  again: string;
  /** Whether it has to be said which channel is meant. */
  isOneOfSeveral?: boolean;
}

/** Tells what happens to recordings: as a table and notes for people, or as the events themselves with `--json`. */
export function cleanReport(
  output: Output,
  now: () => Date,
  { dryRun, bucket, again, isOneOfSeveral = false }: CleanReportOptions,
): CleanReport {
  const isDue = createPace(LOG_MS, now);
  let isShown = false;
  const failures: Named<'failed'>[] = [];

  function showProgress(progress: CleaningProgress): void {
    if (output.json || output.quiet) return;
    if (output.animated) output.progress(progressLine(progress));
    else if (isDue()) output.note(progressLine(progress));
  }

  async function plan(planned: PlannedCleaning): Promise<void> {
    if (isShown || output.json) return;
    isShown = true;
    if (isOneOfSeveral) output.note(say`Channel ${planned.channelName}:`);
    // On stdout stands the result: with -n the keys.
    if (!dryRun) await output.result(null, cleanTable(planned, { isOneOfSeveral }));
    for (const line of planLines(planned, output)) output.note(line);
    for (const line of warnings(planned, bucket)) output.warn(line);
  }

  return {
    plan,
    async event(event) {
      if (output.json) output.event({ ...event });
      switch (event.event) {
        case 'planned':
          return plan(event);
        case 'progress':
          return showProgress(event);
        case 'wouldDelete':
          if (output.json) return;
          return output.text(event.objects.map(({ key, bytes }) => keyLine(key, bytes, output)).join(''));
        case 'failed':
          failures.push(event);
          return;
        case 'spared':
          return output.note(sparedText(event));
        case 'ended':
          output.progress(null);
          if (!output.json) await tellEnd(event, failures, output, again);
      }
    },
  };
}

function keyLine(key: string, bytes: number, { format }: Output): string {
  return format === 'tsv' ? `${key}\t${bytes}\n` : `${key}  ${sized(bytes)}\n`;
}

/** `1,234 segments and 2 playlists, 1.19 GB` */
export function amountOf(chosen: { segments: number; playlists: number; bytes: number } | null): string {
  const { segments, playlists, bytes } = chosen ?? { segments: 0, playlists: 0, bytes: 0 };
  const parts = [
    ...(segments > 0 || playlists === 0 ? [many(segments, english`segment`)] : []),
    ...(playlists > 0 ? [many(playlists, english`playlist`)] : []),
  ];
  return say`${parts.join(say` and `)} (${sized(bytes)})`;
}

function many(count: number, word: string): string {
  return counted(count, word).replace(String(count), thousands(count));
}

function progressLine({ phase, objects, totalObjects }: CleaningProgress): string {
  if (phase === 'listing') return say`${many(objects, english`segment`)} found`;
  const total = totalObjects === null ? '' : say` of ${thousands(totalObjects)}`;
  return say`${thousands(objects)}${total} deleted`;
}

function planLines(plan: PlannedCleaning, output: Output): string[] {
  const { segments, bytes, playlists, others, chosen, kept, liveSince, isGone, channelName, untimed } = plan;
  const going = playlists.filter(({ goes }) => goes);
  const saved = playlists.filter(({ role, goes }) => role !== 'live' && !goes);
  return [
    say`${many(segments, english`segment`)}, ${sized(bytes)}` +
      (others.objects === 0
        ? say`.`
        : say`; ${many(others.objects, english`other object`)} (${sized(others.bytes)}) ${others.objects === 1 ? 'stays as it is' : 'stay as they are'}.`),
    ...(liveSince === null
      ? []
      : [say`Somebody is pushing since ${output.time(new Date(liveSince))}: that stays.`]),
    ...(untimed === null
      ? []
      : [
          say`${many(untimed.segments, english`segment`)} with a name that is no time: when it was stored counts.`,
        ]),
    ...(isGone ? [say`There is no channel ${channelName} any more.`] : []),
    ...listLines(saved, chosen === null ? say`Saved` : say`Stays`),
    ...listLines(going, say`Goes`),
    ...(kept.live > 0 ? [say`${many(kept.live, english`segment`)} of the push that is running: kept.`] : []),
    ...(kept.listed > 0
      ? [
          say`${many(kept.listed, english`segment`)} stay that playlists name (--with-playlists deletes those too).`,
        ]
      : []),
    ...(chosen === null ? [] : [goesText(chosen, output)]),
    ...(chosen === null && segments > 0
      ? [say`Nothing is deleted without --older-than, --before or --session.`]
      : []),
  ];
}

/** Short enough for a line of 80 columns. */
function goesText(chosen: NonNullable<PlannedCleaning['chosen']>, { time }: Output): string {
  const amount = amountOf(chosen);
  return chosen.before === null
    ? say`Goes: ${amount}.`
    : say`Goes, from before ${time(new Date(chosen.before))}: ${amount}.`;
}

function listLines(lists: PlannedCleaning['playlists'], what: string): string[] {
  const more = lists.length - MOST_NAMED;
  return [
    ...lists.slice(0, MOST_NAMED).map(({ key, segments, missing }) => {
      const gone = missing === 0 ? '' : say`, ${missing} that ${missing === 1 ? 'is' : 'are'} not there`;
      const count = many(segments, english`segment`);
      return say`${what}: ${key} names ${count}${gone}.`;
    }),
    ...(more > 0 ? [say`And ${counted(more, english`playlist`)} more.`] : []),
  ];
}

const UNREADABLE: Readonly<Record<string, string>> = {
  tooLarge: english`is too large to be read`,
  noPlaylist: english`is no playlist that can be read`,
  archived: english`is archived`,
  denied: english`may not be read (oss:GetObject)`,
};

function warnings({ unreadable, isLiveUnknown, versioning }: PlannedCleaning, bucket: string): string[] {
  return [
    ...unreadable.map(
      ({ key, reason }) =>
        say`${key} ${said(UNREADABLE[reason] ?? reason)}: nothing is deleted, since it may name anything.`,
    ),
    ...(isLiveUnknown
      ? [say`Whether somebody is pushing may not be asked (oss:GetLiveChannelStat): nothing is deleted.`]
      : []),
    ...(versioning === 'Enabled' || versioning === 'Suspended'
      ? [
          say`${bucket} keeps versions: what is deleted stays as a noncurrent version behind a delete marker, and is billed until a rule for noncurrent versions deletes it.`,
        ]
      : []),
  ];
}

function sparedText({ keys, because }: Named<'spared'>): string {
  const reason = because === 'live' ? say`somebody has begun to push` : say`a playlist that stays names them`;
  return say`${many(keys.length, english`object`)} kept: ${reason}.`;
}

async function tellEnd(
  event: Named<'ended'>,
  failures: readonly Named<'failed'>[],
  output: Output,
  again: string,
): Promise<void> {
  const { segments, playlists, bytes, unanswered, interrupted, error } = event;
  if (failures.length > 0) {
    await output.tell({
      kind: 'table',
      columns: [english`Not deleted`, english`Code`, english`Message`],
      rows: failures.slice(0, MOST_FAILURES).map(({ key, code, message }) => [key, code, message]),
      empty: '',
    });
    if (failures.length > MOST_FAILURES) output.note(say`And ${failures.length - MOST_FAILURES} more.`);
  }
  if (segments + playlists > 0 || interrupted || unanswered > 0)
    output.note(say`Deleted ${amountOf({ segments, playlists, bytes })}.`);
  if (unanswered > 0)
    output.note(say`Of ${many(unanswered, english`object`)} more it is not known: there was no answer.`);
  if (error !== null && segments + playlists > 0) output.note(again);
}
