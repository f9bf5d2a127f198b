import { UsageError } from '../../errors.js';
import { type Effects, isLayer, type Layer, type Stage, stageOf } from './effects.js';
import type { Journal } from './journal.js';
import { seededRandom } from './random.js';

export interface FaultMatch {
  layer: Layer;
  /** An operation name over HTTP, `publish` of a publisher. */
  op?: string;
  channel?: string;
  /** An HTTP method. */
  method?: string;
  /** From 0 to 1; drawn from `seed`. */
  probability?: number;
}

/** Makes something go wrong on purpose. Rules are looked at in order; the first that fits is the one. */
export interface FaultRule {
  /** Given when it is left out. */
  id?: string;
  match: FaultMatch;
  /** How many that fit are let pass first. */
  after?: number;
  /** How many are hit; all when it is left out. */
  times?: number;
  seed?: number;
  effect: Effects[Stage];
}

export interface FaultReport extends FaultRule {
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
      const rule = checkedRule(value);
      added++;
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

const RULE_FIELDS = ['id', 'match', 'after', 'times', 'seed', 'effect'];
const MATCH_FIELDS = ['layer', 'op', 'channel', 'method', 'probability'];

/** Rules come as JSON from anywhere; a misspelt field must not make one that does something else. */
function checkedRule(value: unknown): FaultRule {
  const rule = fieldsOf(value, 'A fault rule', RULE_FIELDS);
  const match = fieldsOf(rule.match, 'The match of a fault rule', MATCH_FIELDS);
  if (!isLayer(match.layer)) throw new UsageError('The layer of a fault rule is http, rtmp, media or clock.');
  for (const name of ['op', 'channel', 'method']) demand(match, name, (field) => typeof field === 'string');
  demand(match, 'probability', (field) => typeof field === 'number' && field >= 0 && field <= 1);
  demand(rule, 'id', (field) => typeof field === 'string' && field !== '');
  for (const name of ['after', 'times', 'seed'])
    demand(rule, name, (field) => Number.isSafeInteger(field) && (field as number) >= 0);
  const effect = fieldsOf(rule.effect, 'The effect of a fault rule', null);
  return { ...rule, match, effect } as unknown as FaultRule;
}

function fieldsOf(value: unknown, what: string, known: readonly string[] | null): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`${what} must be an object.`);
  const stranger = Object.keys(value).find((name) => known?.includes(name) === false);
  if (stranger !== undefined) throw new UsageError(`${what} has no field ${stranger}.`);
  return { ...value };
}

function demand(fields: Record<string, unknown>, name: string, check: (field: unknown) => boolean): void {
  if (fields[name] === undefined || check(fields[name])) return;
  throw new UsageError(`The ${name} of a fault rule cannot be ${JSON.stringify(fields[name])}.`);
}
