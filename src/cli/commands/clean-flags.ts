import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { CleanOptions } from '../../recording/index.js';
import type { FlagsOf, FlagTable } from '../command.js';
import { parseDuration, parseTime } from '../times.js';

export const cleanFlags = {
  olderThan: { value: '<duration>', help: "what began so long ago, by the service's clock: 30d, 12h" },
  before: { value: '<time>', help: 'what began before: 2024-03-05, ISO 8601, Unix seconds, 90m' },
  session: { value: '<time>', help: 'the session that went on at this time, as the view shows it' },
  withPlaylists: { help: 'saved playlists of which something goes too; without it they keep what they name' },
  gap: { value: '<duration>', help: 'segments closer together are one session (default 10m)' },
  jobs: {
    value: '<count>',
    help: 'requests to delete that are under way at once',
    integer: [1, 16],
    default: 4,
  },
  orphans: { help: 'what looks like the recordings of channels that are gone' },
  lifecycle: {
    value: '<duration|show|off>',
    help: 'have the bucket delete what is older: 30d; show its rules, or take ours off',
  },
} as const satisfies FlagTable;

export type CleanFlags = FlagsOf<typeof cleanFlags>;

type Chosen = Pick<
  CleanOptions,
  'olderThanSeconds' | 'before' | 'session' | 'withPlaylists' | 'gapSeconds' | 'jobs'
>;

/** The flags, read and checked. Throws UsageError. */
export function readFlags(flags: CleanFlags, now: Date): Chosen {
  const ways = (['olderThan', 'before', 'session'] as const).filter((name) => flags[name] !== undefined);
  if (ways.length > 1) {
    const [one, other] = ways.map(optionOf);
    throw new UsageError(english`${one} and ${other} do not go together.`, {
      hint: english`Say --older-than, --before or --session.`,
    });
  }
  const { olderThan, before, session, gap, withPlaylists, jobs } = flags;
  if (withPlaylists && ways.length === 0) {
    throw new UsageError(english`--with-playlists alone deletes nothing.`, {
      hint: english`Say what is to go, too: --older-than 30d, --before or --session.`,
    });
  }
  return {
    olderThanSeconds: olderThan === undefined ? null : parseDuration(olderThan, '--older-than'),
    before: before === undefined ? null : parseTime(before, '--before', now),
    session: session === undefined ? null : parseTime(session, '--session', now),
    gapSeconds: gap === undefined ? null : parseDuration(gap, '--gap'),
    ...{ withPlaylists, jobs },
  };
}

function optionOf(name: 'olderThan' | 'before' | 'session'): string {
  return name === 'olderThan' ? '--older-than' : `--${name}`;
}
