import { english } from '../../english.js';
import { isNoSuchChannel, OssLiveError, ServiceError } from '../../errors.js';
import {
  endpointName,
  findSessions,
  gapsIn,
  type Looking,
  type ResolvedRange,
  type Session,
} from '../../recording/index.js';
import type { Invocation } from '../command.js';
import type { Output } from '../context.js';
import { ledgerPath } from '../ledger.js';
import { said, say } from '../say.js';
import { lasting } from '../terminal/durations.js';
import { counted } from '../terminal/progress-report.js';
import { commandLine } from '../terminal/shell.js';
import { wholeSeconds } from '../times.js';
import type { rangeFlags } from './range-flags.js';

/** Where to look for what was pushed to a channel. */
export async function lookingFor(
  { context, flags, settings, client, output }: Invocation<Pick<typeof rangeFlags, 'ledger'>>,
  channelName: string,
  now: Date,
): Promise<Looking> {
  const { endpoint, bucket } = await settings();
  const ledger = ledgerPath(flags, context);
  if (flags.ledger !== undefined && ledger !== null) await tellUnreadable(ledger, output);
  const place = { endpoint: endpointName(endpoint), bucket, channelName };
  return { client: await client(), ...place, ledger, now, signal: context.signal };
}

/** A ledger that was named and says nothing for another reason than that it is empty. */
async function tellUnreadable(ledger: string, { warn }: Output): Promise<void> {
  const { access, constants, stat } = await import('node:fs/promises');
  const isFolder = await stat(ledger).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  const reason = isFolder
    ? english`it is a folder`
    : await access(ledger, constants.R_OK).then(
        () => null,
        (error: Error) => error.message,
      );
  if (reason !== null) warn(say`The ledger cannot be read: ${said(reason)}.`);
}

/** Says on stderr which part is taken where that was not asked for in so many words. */
export function tellRange({ start, end, ...range }: ResolvedRange, output: Output): void {
  const { empty } = range;
  for (const push of empty.slice(-MOST_EMPTY))
    output.note(
      push.running
        ? say`Nothing is stored yet of the push that runs since ${output.time(push.start)}: it is passed over.`
        : say`Nothing is stored of the push of ${output.time(push.start)}: it is passed over.`,
    );
  if (empty.length > MOST_EMPTY)
    output.note(
      say`Nor of ${counted(empty.length - MOST_EMPTY, english`push`, english`pushes`)} before that.`,
    );
  if (range.source === 'asked') return;
  output.note(say`Range: ${output.time(start)} to ${output.time(end)} (${sourceOf(range)}).`);
}

/** So many empty pushes are named, the latest. */
const MOST_EMPTY = 5;

/** What the ends of a range come from: `the latest push`, `the latest session: 3 pushes, gaps of 12s and 40s`. */
function sourceOf({ sessions, source }: Pick<ResolvedRange, 'sessions' | 'source'>): string {
  if (source === 'hour') return say`no push is known`;
  const pushes = sessions.flatMap((session) => session.pushes);
  const names = pushes.some(({ knownFrom }) => knownFrom === 'segments')
    ? say`, as names of segments tell`
    : '';
  const more = `${names}${pushes.some(({ running }) => running) ? say`, still on air` : ''}`;
  if (pushes.length === 1) return say`the latest push${more}`;
  const many = counted(pushes.length, english`push`, english`pushes`);
  if (sessions.length > 1) return say`the latest ${sessions.length} sessions: ${many}${more}`;
  const gaps = sessions.flatMap(gapsIn).map((seconds) => lasting(seconds));
  return say`the latest session: ${many}, ${gapsText(gaps)}${more}`;
}

const MOST_GAPS = 5;

function gapsText(gaps: readonly string[]): string {
  if (gaps.length === 1) return say`a gap of ${gaps[0]}`;
  if (gaps.length > MOST_GAPS) return say`${gaps.length} gaps`;
  return say`gaps of ${gaps.slice(0, -1)} and ${gaps.at(-1)}`;
}

/** How many sessions are named where nothing was found. */
const NAMED_SESSIONS = 10;

/** Nothing in the range is not the end of it: the sessions that there are are told, as lines to type. */
export async function withSessions<T>(
  answer: Promise<T>,
  looking: Looking,
  { command, gapSeconds, output }: { command: readonly string[]; gapSeconds: number; output: Output },
): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof OssLiveError) || error.kind !== 'emptyRange') throw error;
    const wanted = { start: null, end: null, last: NAMED_SESSIONS, gapSeconds, byNames: true };
    const found = await findSessions(looking, wanted).catch((cause: unknown) => {
      if (cause instanceof ServiceError && isNoSuchChannel(cause)) error.hint = cause.hint;
      return null;
    });
    const lines = (found?.sessions ?? []).map((session) => sessionLine(session, command, output));
    if (lines.length > 1) {
      output.note(say`What there is of ${looking.channelName}:`);
      for (const line of lines) output.note(`  ${line}`);
    }
    const latest = lines.at(-1)?.split('  #')[0];
    if (latest !== undefined) error.hint = english`For the latest session: ${latest}`;
    throw error;
  }
}

/** What is said of it is a comment to the shell. */
function sessionLine(session: Session, command: readonly string[], output: Output): string {
  const { start, end } = wholeSeconds(session);
  const line = commandLine([...command, '--start', output.time(start), '--end', output.time(end)]);
  const seconds = (end.getTime() - start.getTime()) / 1000;
  return `${line}  # ${lasting(seconds)}, ${counted(session.pushes.length, english`push`, english`pushes`)}`;
}
