import { CommandError } from '../../../errors.js';
import {
  type LifecycleAsking,
  type LifecycleChange,
  ownRule,
  putRules,
  readRules,
  refuseInTheWay,
  roomIn,
  tooMany,
  withRules,
} from './lifecycle.js';
import type { LifecycleRule, RulesDocument } from './rules-document.js';

/** What is to become of how long the recordings of a channel are kept. */
export type Keeping = { channelName: string; days: number } & (
  | { action: 'none'; ruleId: string | null }
  /** `before`: the days of the rule that is changed; null when there is none, or it goes by something else. */
  | { action: 'set'; before: number | null }
  | { action: 'refused'; error: CommandError }
);

/** What rules have the bucket delete what channels record after so many days, and what is in their way. */
export function planKeeping(
  document: RulesDocument,
  wanted: ReadonlyMap<string, number>,
): { channels: Keeping[]; change: LifecycleChange | null } {
  const set = new Map<string, number>();
  let room = roomIn(document);
  const channels = [...wanted].map(([channelName, days]): Keeping => {
    const named = { channelName, days };
    const own = ownRule(document, channelName);
    const enough = document.rules.find((rule) => isEnough(rule, `${channelName}/`, days));
    if (enough !== undefined) return { ...named, action: 'none', ruleId: enough.id };
    try {
      refuseInTheWay(document, channelName);
      if (own === null && room-- < 1) throw tooMany(document);
    } catch (error) {
      if (error instanceof CommandError) return { ...named, action: 'refused', error };
      throw error;
    }
    set.set(channelName, days);
    return { ...named, action: 'set', before: own?.days ?? null };
  });
  return { channels, change: set.size === 0 ? null : withRules(document, set) };
}

/** Whoever set it: a rule for all channels of a kind is one rule instead of hundreds. */
function isEnough(
  { prefix, status, isPartial, days: its }: LifecycleRule,
  own: string,
  days: number,
): boolean {
  return own.startsWith(prefix) && status === 'Enabled' && !isPartial && its === days;
}

/** Somebody else may change the rules at the same time. */
const ATTEMPTS = 3;

/**
 * Has the bucket delete what channels record after so many days. What somebody has just changed is read again, and so is
 * what was put: another change at the same moment may have taken its place.
 */
export async function keepRecordings(
  asking: LifecycleAsking,
  wanted: ReadonlyMap<string, number>,
): Promise<Keeping[]> {
  let told: Keeping[] | null = null;
  for (let attempt = 1; ; attempt++) {
    const { channels, change } = planKeeping(await readRules(asking), wanted);
    told ??= channels;
    if (change === null) return told;
    try {
      await putRules(asking, change);
    } catch (error) {
      const isOthers = error instanceof CommandError && error.code === 'LifecycleChanged';
      if (!isOthers || attempt >= ATTEMPTS) throw error;
      told = null;
      continue;
    }
    if (attempt >= ATTEMPTS) return told;
  }
}
