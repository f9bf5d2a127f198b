import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import { type Effects, isLayer, type Layer, type Stage, stageOf } from './effects.js';

/** What is struck. */
export interface FaultMatch {
  /** Where. */
  layer: Layer;
  /** An operation name over HTTP, `publish` of a publisher. */
  op?: string;
  /** The name of a channel; any when absent. */
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
  /** What is struck. */
  match: FaultMatch;
  /** How many that fit are let pass first. */
  after?: number;
  /** How many are hit; all when it is left out. */
  times?: number;
  /** Of the draws for `probability`: the same seed, the same strikes; 1 when absent. */
  seed?: number;
  /** What goes wrong: the effects of one stage. */
  effect: Effects[Stage];
}

const RULE_FIELDS = ['id', 'match', 'after', 'times', 'seed', 'effect'];
const MATCH_FIELDS = ['layer', 'op', 'channel', 'method', 'probability'];

/**
 * Rules come as JSON from anywhere; a misspelt field must not make one that does something else, or nothing. Throws
 * UsageError, which names the field.
 */
export function checkedFaultRule(value: unknown): FaultRule {
  const rule = fieldsOf(value, 'A fault rule', RULE_FIELDS);
  const match = fieldsOf(rule.match, 'The match of a fault rule', MATCH_FIELDS);
  if (!isLayer(match.layer))
    throw new UsageError(english`The layer of a fault rule is http, rtmp, media or clock.`);
  for (const name of ['op', 'channel', 'method']) demand(match, name, (field) => typeof field === 'string');
  demand(match, 'probability', (field) => typeof field === 'number' && field >= 0 && field <= 1);
  demand(rule, 'id', (field) => typeof field === 'string' && field !== '');
  for (const name of ['after', 'times', 'seed'])
    demand(rule, name, (field) => Number.isSafeInteger(field) && (field as number) >= 0);
  const effect = fieldsOf(rule.effect, 'The effect of a fault rule', null);
  const stage = stageOf(match.layer, effect);
  if (stage === 'connection' && match.channel !== undefined)
    throw new UsageError(
      english`A fault rule with the effect ${Object.keys(effect)[0]} cannot match a channel: none is known by then.`,
    );
  return { ...rule, match, effect } as unknown as FaultRule;
}

function fieldsOf(value: unknown, what: string, known: readonly string[] | null): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(english`${what} must be an object.`);
  const stranger = Object.keys(value).find((name) => known?.includes(name) === false);
  if (stranger !== undefined) throw new UsageError(english`${what} has no field ${stranger}.`);
  return { ...value };
}

function demand(fields: Record<string, unknown>, name: string, check: (field: unknown) => boolean): void {
  if (fields[name] === undefined || check(fields[name])) return;
  throw new UsageError(english`The ${name} of a fault rule cannot be ${JSON.stringify(fields[name])}.`);
}
