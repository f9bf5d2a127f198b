import type { Client } from '../../../client/client.js';
import { english } from '../../../english.js';
import { CommandError, ServiceError, UnreadableAnswerError } from '../../../errors.js';
import { type LifecycleRule, RulesDocument } from './rules-document.js';

export interface LifecycleAsking {
  client: Pick<Client, 'getBucketLifecycle' | 'putBucketLifecycle' | 'deleteBucketLifecycle'>;
  signal: AbortSignal;
}

/** A change that is not made yet. */
export interface LifecycleChange {
  /** What the bucket has now; null when it has no rules. */
  before: string | null;
  /** What it is to have; null for no rules. */
  after: string | null;
  /** Whether some of the other rules are for the same objects, so that the service has to be told to take them back. */
  allowOverlap: boolean;
}

const MOST_RULES = 1000;

function ruleIdOf(channelName: string): string {
  return `oss-live ${channelName}`;
}

/** The rules of the bucket; throws UnreadableAnswerError for a document that cannot be changed without harm. */
export async function readRules({ client, signal }: LifecycleAsking): Promise<RulesDocument> {
  const text = await documentOf(client, signal);
  try {
    return new RulesDocument(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const message = english`The lifecycle rules of the bucket cannot be read: ${error.message}.`;
    throw new UnreadableAnswerError(message, { httpStatus: 200, requestId: null });
  }
}

async function documentOf(client: LifecycleAsking['client'], signal: AbortSignal): Promise<string | null> {
  try {
    return (await client.getBucketLifecycle(null, { signal })).document;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'NoSuchLifecycle') return null;
    throw error;
  }
}

/** The one for `{channelName}/` that was set here; null when there is none. */
export function ownRule({ rules }: RulesDocument, channelName: string): LifecycleRule | null {
  const [ownId, ownPrefix] = [ruleIdOf(channelName), `${channelName}/`];
  return rules.find(({ id, prefix }) => id === ownId && prefix === ownPrefix) ?? null;
}

/**
 * Says what the rules of the bucket would be with one that deletes what lies below `{channelName}/` and is so many days old.
 * Throws CommandError `LifecycleOverlap` when another rule is in the way, `TooManyRules` for rule 1,001: the service would
 * refuse both.
 */
export function withRule(document: RulesDocument, channelName: string, days: number): LifecycleChange {
  refuseInTheWay(document, channelName);
  if (ownRule(document, channelName) === null && roomIn(document) < 1) throw tooMany(document);
  return withRules(document, new Map([[channelName, days]]));
}

/** The same for several channels, by name, none of which has a rule in its way. */
export function withRules(document: RulesDocument, wanted: ReadonlyMap<string, number>): LifecycleChange {
  const rules = [...wanted].map(([channelName, days]) => ({
    ...{ id: ruleIdOf(channelName), prefix: `${channelName}/`, days },
    instead: ownRule(document, channelName),
  }));
  const replaced = new Set(rules.map(({ instead }) => instead));
  const others = document.rules.filter((rule) => !replaced.has(rule));
  const before = document.rules.length === 0 ? null : document.text;
  return { before, after: document.with(rules), allowOverlap: overlap(others) };
}

/** Throws CommandError `LifecycleOverlap` when another rule leaves no room for one for the channel. */
export function refuseInTheWay(document: RulesDocument, channelName: string): void {
  const own = ownRule(document, channelName);
  const prefix = `${channelName}/`;
  const id = ruleIdOf(channelName);
  for (const rule of document.rules) {
    if (rule === own) continue;
    const isSame = rule.prefix === prefix;
    if (rule.id === id || isSame || (isAround(rule, prefix) && rule.actions.includes('Expiration')))
      throw inTheWay(
        rule,
        prefix,
        isSame ? '0014-00000085' : rule.id === id ? '0014-00000020' : '0014-00000084',
      );
  }
}

/** How many rules there may still be beside these. */
export function roomIn({ rules }: RulesDocument): number {
  return MOST_RULES - rules.length;
}

export function tooMany({ rules }: RulesDocument): CommandError {
  const message = english`The bucket has ${rules.length} lifecycle rules, and the service takes no more than ${MOST_RULES} (EC 0014-00000014).`;
  return new CommandError('TooManyRules', message, 'conflict', {
    hint: english`Take one off first, or have one rule for several channels: a common beginning of their names.`,
  });
}

/** Without the rule for the channel; null when there is none that was set here. */
export function withoutRule(document: RulesDocument, channelName: string): LifecycleChange | null {
  const own = ownRule(document, channelName);
  if (own === null) return null;
  const others = document.rules.filter((rule) => rule !== own);
  const after = others.length === 0 ? null : document.without(own);
  return { before: document.text, after, allowOverlap: overlap(others) };
}

/**
 * Puts the rules, if they are still those that the change is made of. Between that look and the change there is a moment in
 * which somebody else's change would be lost: the service knows no condition for it. Throws CommandError `LifecycleChanged`.
 */
export async function putRules(
  { client, signal }: LifecycleAsking,
  { before, after, allowOverlap }: LifecycleChange,
): Promise<void> {
  const now = await readRules({ client, signal });
  if ((now.rules.length === 0 ? null : now.text) !== before) {
    throw new CommandError(
      'LifecycleChanged',
      english`Somebody has just changed the lifecycle rules.`,
      'conflict',
      {
        hint: english`Nothing was changed: look at the rules, and try again.`,
      },
    );
  }
  try {
    if (after === null) await client.deleteBucketLifecycle(null, { signal });
    else await client.putBucketLifecycle({ document: after, allowOverlap }, { signal });
  } catch (error) {
    if (!(error instanceof ServiceError) || !REFUSED.has(error.ec ?? '')) throw error;
    const message = english`The service does not take the rule beside the others: ${error.message}`;
    throw new CommandError('LifecycleOverlap', message, 'conflict', { cause: error });
  }
}

/** Too many rules, an ID twice, and what rules may not do beside each other. */
const REFUSED: ReadonlySet<string> = new Set(
  ['14', '20', '79', '80', '82', '84', '85'].map((end) => `0014-000000${end}`),
);

function isAround({ prefix }: LifecycleRule, other: string): boolean {
  return prefix.startsWith(other) || other.startsWith(prefix);
}

function overlap(rules: readonly LifecycleRule[]): boolean {
  const sorted = rules.toSorted((a, b) => (a.prefix < b.prefix ? -1 : 1));
  const open: LifecycleRule[] = [];
  for (const rule of sorted) {
    while (open.length > 0 && !rule.prefix.startsWith(open.at(-1)?.prefix ?? '')) open.pop();
    if (
      open.some(
        ({ prefix, actions }) =>
          prefix === rule.prefix || actions.some((name) => rule.actions.includes(name)),
      )
    )
      return true;
    open.push(rule);
  }
  return false;
}

function inTheWay({ id, prefix, status }: LifecycleRule, own: string, ec: string): CommandError {
  const where = prefix === '' ? english`all objects` : `"${prefix}"`;
  const state = status === 'Disabled' ? english`, though it is disabled,` : '';
  const message = english`The rule ${JSON.stringify(id ?? '')} for ${where}${state} leaves no room for one for "${own}" (EC ${ec}).`;
  return new CommandError('LifecycleOverlap', message, 'conflict', {
    hint: english`Nothing was changed. Change that rule, or take it off, where it was set.`,
  });
}
