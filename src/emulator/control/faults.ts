import { type Effects, type Stage, stageOf } from './effects.js';
import { checkedFaultRule, type FaultMatch, type FaultRule } from './fault-rule.js';
import type { Journal } from './journal.js';

/** A rule, and what it has done. */
export interface FaultReport extends FaultRule {
  /** What the rule is found and deleted by. */
  id: string;
  /** How often it has hit. */
  hits: number;
}

/** What a rule may be matched against. */
export interface About {
  op: string | null;
  channel: string | null;
  method: string | null;
}

export interface Hit<At extends Stage> {
  effect: Effects[At];
  random: () => number;
}

export interface Faults {
  /** Whether something is to go wrong here; counts and journals the hit. */
  hit<At extends Stage>(stage: At, about: About): Hit<At> | null;
  /** Throws UsageError when the rule makes no sense. */
  add(rule: unknown): FaultReport;
  list(): FaultReport[];
  /** False when there is no such rule. */
  remove(id: string): boolean;
  clear(): void;
}

interface ActiveRule {
  rule: FaultRule & { id: string };
  stage: Stage;
  random: () => number;
  seen: number;
  hits: number;
}

export function createFaults(journal: Journal): Faults {
  const rules = new Map<string, ActiveRule>();
  let added = 0;

  function strikes(active: ActiveRule): boolean {
    const { after = 0, times = Number.POSITIVE_INFINITY, match } = active.rule;
    active.seen++;
    if (active.seen <= after || active.hits >= times) return false;
    if (match.probability !== undefined && active.random() >= match.probability) return false;
    active.hits++;
    return true;
  }

  const report = ({ rule, hits }: ActiveRule): FaultReport => ({ ...rule, hits });

  return {
    hit<At extends Stage>(stage: At, about: About): Hit<At> | null {
      const struck = [...rules.values()]
        .filter((active) => active.stage === stage && fits(active.rule.match, about))
        .find(strikes);
      if (struck === undefined) return null;
      const { rule, random } = struck;
      journal.add('fault', { rule: rule.id, ...about, effect: rule.effect });
      return { effect: rule.effect as Effects[At], random };
    },
    add(value) {
      const rule = checkedFaultRule(value);
      do added++;
      while (rules.has(`fault-${added}`));
      const id = rule.id ?? `fault-${added}`;
      const stage = stageOf(rule.match.layer, { ...rule.effect });
      const active = { rule: { ...rule, id }, stage, random: seededRandom(rule.seed ?? 1), seen: 0, hits: 0 };
      rules.set(id, active);
      return report(active);
    },
    list: () => [...rules.values()].map(report),
    remove: (id) => rules.delete(id),
    clear: () => rules.clear(),
  };
}

function fits({ op, channel, method }: FaultMatch, about: About): boolean {
  return (
    (op === undefined || op === about.op) &&
    (channel === undefined || channel === about.channel) &&
    (method === undefined || method.toUpperCase() === about.method)
  );
}

/** Numbers from 0 (inclusive) to 1, the same ones for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
