import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { AskedRange } from '../../recording/index.js';
import type { FlagsOf, FlagTable } from '../command.js';
import { flagWords } from '../flags.js';
import { commandLine } from '../terminal/shell.js';
import { looksLikeTime, midnight, parseDuration, parseTime } from '../times.js';

/** Which part of what was recorded is meant; shared by all commands that read recordings. */
export const rangeFlags = {
  start: { value: '[time]', help: 'now, 90m, 1h-ago, 10:30, ISO 8601 or Unix seconds' },
  end: { value: '[time]', help: 'the same' },
  last: { value: '[n]', help: 'the latest session, or so many: pushes less than --gap apart' },
  since: { value: '<time>', help: 'from then until now' },
  today: { help: 'from midnight until now, local time' },
  yesterday: { help: 'the day before, local time' },
  gap: { value: '<duration>', help: 'pushes closer together are one session (default 10m)' },
  ledger: {
    value: '<file>',
    help: 'the ledger to read; none: none (default: ledger.ndjson in the state folder)',
  },
} as const satisfies FlagTable;

/** For the help of commands that take them. */
export const RANGE_DETAILS = english`A bare or omitted --start or --end means the start or the end of the latest session: pushes less than --gap apart, of which something is stored. Which it is is said on stderr.`;

/** That of the library, which is not loaded for it; a test compares them. */
const GAP_SECONDS = 600;

type RangeFlags = FlagsOf<typeof rangeFlags>;
type EndFlag = RangeFlags['start'];

/** What was typed. */
export interface GivenRange {
  words: readonly string[];
  flags: RangeFlags;
}

/** Reads the flags; `places` is how many arguments the command takes. Throws UsageError. */
export function askedRange(
  command: readonly string[],
  given: GivenRange,
  places: number,
  now: Date,
): AskedRange {
  const { flags } = given;
  refuseSwallowedArgument(command, given, places);
  refuseSeveralWays(flags);
  const gapSeconds = flags.gap === undefined ? GAP_SECONDS : parseDuration(flags.gap, '--gap');
  const last = typeof flags.last === 'string' ? countIn(flags.last) : 1;
  return { ...endsIn(flags, now), last, gapSeconds };
}

function endsIn(flags: RangeFlags, now: Date): Pick<AskedRange, 'start' | 'end' | 'names'> {
  if (flags.since !== undefined)
    return {
      start: parseTime(flags.since, '--since', now),
      end: now,
      names: { start: '--since', end: 'now' },
    };
  if (flags.today) return { start: midnight(now, 0), end: now, names: { start: 'midnight', end: 'now' } };
  if (flags.yesterday) return { start: midnight(now, -1), end: midnight(now, 0) };
  const end = (flag: EndFlag, option: string) =>
    typeof flag === 'string' ? parseTime(flag, option, now) : null;
  const names = { start: '--start', end: '--end' };
  return { start: end(flags.start, '--start'), end: end(flags.end, '--end'), names };
}

const WAYS = ['last', 'since', 'today', 'yesterday'] as const;

function refuseSeveralWays(flags: RangeFlags): void {
  const ends = (['start', 'end'] as const).filter((name) => flags[name] !== undefined).slice(0, 1);
  const [one, other] = [
    ...ends,
    ...WAYS.filter((name) => flags[name] !== undefined && flags[name] !== false),
  ];
  if (one === undefined || other === undefined) return;
  throw new UsageError(english`--${one} and --${other} do not go together.`, {
    hint: english`Say --start and --end, or one of --last, --since, --today and --yesterday.`,
  });
}

function countIn(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageError(english`--last is a number of sessions, not "${text}".`, {
    hint: english`Say --last or --last 3.`,
  });
}

/** A bare `--end` or `--last` takes the word that follows as its value: `vod --start --end test-channel`. */
function refuseSwallowedArgument(
  command: readonly string[],
  { words: given, flags }: GivenRange,
  places: number,
): void {
  const swallowed = (['start', 'end', 'last'] as const).filter((name) => {
    const value = flags[name];
    return typeof value === 'string' && !(name === 'last' ? /^-?\d+$/.test(value) : looksLikeTime(value));
  });
  const [name] = swallowed;
  const word = name && flags[name];
  if (typeof word !== 'string' || swallowed.length > 1 || given.length >= places) return;
  const words = given.concat(word).sort((a, b) => Number(b.endsWith('.m3u8')) - Number(a.endsWith('.m3u8')));
  const option = (name: string, value: EndFlag) =>
    typeof value === 'string' && value !== word ? [name, value] : [name];
  const range =
    name === 'last' ? ['--last'] : [...option('--start', flags.start), ...option('--end', flags.end)];
  const is = name === 'last' ? english`not a number of sessions` : english`not a time`;
  throw new UsageError(english`--${name}: "${word}" is ${is}.`, {
    hint: english`If it is the channel, put the channel first: ${commandLine([...command, ...words, ...range])}`,
  });
}

/** Whether a part was asked for at all. */
export function isRangeGiven(flags: RangeFlags): boolean {
  return (['start', 'end', ...WAYS] as const).some(
    (name) => flags[name] !== undefined && flags[name] !== false,
  );
}

/** What else was asked for, as words of a command line that gives both ends of a range. */
export function wordsBesideRange<Table extends FlagTable & typeof rangeFlags>(
  table: Table,
  flags: FlagsOf<Table>,
): string[] {
  const { start, end, last, since, today, yesterday, gap, ...others } = table;
  return flagWords<FlagTable>(others, flags);
}
