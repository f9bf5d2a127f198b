import { getLiveChannelHistory } from '../../client/operations/get-live-channel-history.js';
import { english } from '../../english.js';
import { CommandError, isNoSuchChannel, ServiceError } from '../../errors.js';
import type { AskedRange, Found, KnownPush, Looking } from '../../recording/index.js';
import { defineCommand, type FlagTable, type Invocation } from '../command.js';
import { say } from '../say.js';
import { CHANNELS, severalFlags, severalNames } from '../several/names.js';
import { lasting } from '../terminal/durations.js';
import { commandLine } from '../terminal/shell.js';
import { type Cell, timeCell, type View } from '../terminal/view.js';
import { askedRange, isRangeGiven, rangeFlags } from './range-flags.js';

const flags = { ...rangeFlags, ...severalFlags } as const satisfies FlagTable;

export const history = defineCommand({
  name: 'history',
  group: 'Channels',
  operation: getLiveChannelHistory,
  summary: 'Show the pushes to a live channel, by sessions',
  details: [
    'The last ten, which is what the service tells, and the one that is running. With one of the options below those of another time: older ones are known from the ledger, which push writes, and from the names of the segments.',
    'Pushes less than --gap apart are one session: a terminal shows an empty line between two, a pipe has a fifth column with their numbers, of which the latest is 1. With --json, records is what the service tells.',
  ],
  arguments: [CHANNELS],
  flags,
  examples: [
    { line: 'oss-live history cam-42', comment: 'start, end and publisher of each push' },
    { line: 'oss-live history cam-42 --last 3', comment: 'the latest three sessions' },
    { line: "oss-live history 'cam-*' --today", comment: 'of many channels' },
    { line: 'oss-live history cam-42 --since 7d', comment: 'a week, by ledger and names of segments' },
  ],
  async run(invocation) {
    const { context, flags, words, output } = invocation;
    const now = context.now();
    const asked = askedRange(['oss-live', 'history'], { words, flags }, 1, now);
    const { checkAsked } = await import('./vod-range.js');
    checkAsked(asked);
    const several = await severalNames(invocation, words);
    if (several === null) {
      const { channelName } = await invocation.channel(words[0]);
      const told = await historyOf(invocation, channelName, { ...asked, now, signal: context.signal });
      await output.result(told, viewOf(told.sessions));
      return;
    }
    const { forEach, tellOutcomes } = await import('../several/each.js');
    // Two times and a name are more than a usual terminal has room for.
    const isNarrow = output.format === 'terminal' && (context.stdout.columns ?? 80) < 100;
    const doing = { names: several.names, jobs: flags.jobs, doing: say`Asked about` };
    const outcomes = await forEach(invocation, doing, (channelName, signal) =>
      historyOf(invocation, channelName, { ...asked, now, signal }),
    );
    await tellOutcomes(output, outcomes, {
      columns: [
        english`Name`,
        english`Start`,
        ...(isNarrow ? [] : [english`End`]),
        english`Duration`,
        english`Publisher`,
      ],
      rows: (channelName, { sessions }) =>
        rowsOf(sessions).map((row) => [channelName, ...row.filter((_, at) => !isNarrow || at !== 1)]),
      document: (told) => told,
    });
  },
});

type HistoryInvocation = Invocation<typeof flags>;

/** What is known of one channel. */
async function historyOf(
  invocation: HistoryInvocation,
  channelName: string,
  { start, end, last, gapSeconds, now, signal }: AskedRange & { now: Date; signal: AbortSignal },
) {
  const { flags, output } = invocation;
  const { findSessions } = await import('../../recording/index.js');
  const { lookingFor } = await import('./range.js');
  const looking = { ...(await lookingFor(invocation, channelName, now)), signal };
  const isLatest = start === null && end === null;
  const wanted = isRangeGiven(flags)
    ? { start, end, last: isLatest ? last : null, gapSeconds, byNames: true }
    : { start: null, end: null, last: null, gapSeconds, byNames: false, withEmpty: true as const };
  const found = await findSessions(looking, wanted).catch(async (error: unknown) => {
    throw wanted.last === null ? await leftBehind(error, looking, gapSeconds) : error;
  });
  const sessions = isRangeGiven(flags) ? found.sessions : latest(found);
  // Where nothing else tells either, the right to ask is what is missing.
  const told = found.history ?? (sessions.length > 0 ? null : await ask(invocation, channelName, signal));
  if (told === null)
    output.warn(
      say`${found.isGone ? say`Channel ${channelName} is gone` : say`The history of ${channelName} cannot be read`}: what is told is known from the ledger and the names of segments.`,
    );
  const { records, requestId } = told ?? { records: [], requestId: null };
  return { records, sessions, requestId };
}

async function ask({ client }: Pick<Invocation, 'client'>, channelName: string, signal: AbortSignal) {
  return (await client()).getLiveChannelHistory({ channelName }, { signal });
}

/** What became of a channel that is gone: its segments, which the service's own history does not tell of, may be there. */
async function leftBehind(error: unknown, looking: Looking, gapSeconds: number): Promise<unknown> {
  if (!(error instanceof ServiceError && isNoSuchChannel(error))) return error;
  const { findSessions } = await import('../../recording/index.js');
  const wanted = { start: null, end: null, last: 1, gapSeconds, byNames: true };
  const found = await findSessions(looking, wanted).catch((cause: unknown) => {
    if (cause instanceof ServiceError) return null;
    throw cause;
  });
  if (found === null || found.sessions.length === 0) return error;
  const { channelName } = looking;
  const message = english`${channelName} is gone; what was recorded of it is still there.`;
  const hint = english`See it: ${commandLine(['oss-live', 'history', channelName, '--last'])}`;
  return new CommandError(error.code, message, 'notFound', { hint, cause: error });
}

const MOST_SESSIONS = 10;

/** What the service tells, whole, or the latest that are known from elsewhere. */
function latest({ sessions, history: told }: Found): Found['sessions'] {
  const starts = (told?.records ?? []).flatMap(({ startTime }) => Date.parse(startTime ?? '') || []);
  if (starts.length === 0) return sessions.slice(-MOST_SESSIONS);
  return sessions.filter(({ end }) => end.getTime() >= Math.min(...starts));
}

function viewOf(sessions: Found['sessions']): View {
  const ends = sessions.map((_, index) =>
    sessions.slice(0, index + 1).reduce((sum, { pushes }) => sum + pushes.length, 0),
  );
  return {
    kind: 'table',
    columns: [english`Start`, english`End`, english`Duration`, english`Publisher`],
    rows: rowsOf(sessions),
    empty: say`No pushes.`,
    breaks: ends.slice(0, -1),
  };
}

function rowsOf(sessions: Found['sessions']): Cell[][] {
  return sessions.flatMap(({ pushes }, index) => pushes.map((push) => row(push, sessions.length - index)));
}

/** A duration is `1h 02m 03s` for people, seconds in a pipe. */
function row({ start, end, running, remoteAddr }: KnownPush, session: number): Cell[] {
  const seconds = (end.getTime() - start.getTime()) / 1000;
  return [
    timeCell(start.toISOString()),
    running ? { value: '', text: 'running' } : timeCell(end.toISOString()),
    { value: seconds, text: lasting(seconds) },
    remoteAddr,
    session,
  ];
}
