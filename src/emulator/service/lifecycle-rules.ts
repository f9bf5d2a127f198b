import { randomUUID } from 'node:crypto';
import type { XmlElement } from '../../protocol/xml.js';
import type { ObjectHead } from '../store/contents.js';
import { Refusal, type RefusalName } from './refusals.js';
import { childElements, childText, exactChildText } from './xml-in.js';

const MOST_RULES = 1000;
const LONGEST_ID = 255;
const DAY_MS = 86_400_000;

const ACTIONS = [
  'Expiration',
  'NoncurrentVersionExpiration',
  'AbortMultipartUpload',
  'Transition',
  'NoncurrentVersionTransition',
] as const;

/**
 * The rules with an ID each. Throws a Refusal for what the service does not take: OSS documentation, "PutBucketLifecycle"
 * and the pages of the ECs 0014-00000014 to 0014-00000085. Rules that are disabled count like the others.
 */
export function checkedLifecycleRules(rules: readonly XmlElement[], mayOverlap: boolean): XmlElement[] {
  if (rules.length === 0) throw new Refusal('malformedXml');
  if (rules.length > MOST_RULES) throw new Refusal('tooManyLifecycleRules');
  for (const rule of rules) checkRule(rule);
  const ids = rules.map((rule) => childText(rule, 'ID')).filter((id) => id);
  if (new Set(ids).size < ids.length) throw new Refusal('sameRuleId');
  checkOverlaps(rules, mayOverlap);
  return rules.map(withId);
}

function checkRule(rule: XmlElement): void {
  if ((childText(rule, 'ID') ?? '').length > LONGEST_ID) throw new Refusal('longRuleId');
  const actions = ACTIONS.flatMap((name) => childElements(rule, name));
  const status = childText(rule, 'Status');
  if ((status !== 'Enabled' && status !== 'Disabled') || actions.length === 0) throw bad(rule);
  for (const action of actions) {
    const [days, date] = [childText(action, 'Days'), childText(action, 'CreatedBeforeDate')];
    if (days !== null && date !== null) throw new Refusal('daysAndDate');
    const count = days ?? childText(action, 'NoncurrentDays');
    const marker = childText(action, 'ExpiredObjectDeleteMarker') === 'true';
    if (count !== null ? !/^[1-9]\d{0,8}$/.test(count) : date === null && !marker) throw bad(rule);
    if (date !== null && dateIn(date) === null) throw bad(rule);
  }
}

function bad(rule: XmlElement): Refusal {
  return new Refusal('badLifecycleRule', [['RuleID', childText(rule, 'ID') ?? '']]);
}

/** Midnight UTC, in milliseconds. */
function dateIn(text: string): number | null {
  const time = /^\d{4}-\d\d-\d\dT00:00:00\.000Z$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

/** What two rules may not both do to one object. */
interface Deed {
  prefix: string;
  action: string;
  refusal: RefusalName;
}

/** Sorted by prefix, what overlaps with a prefix comes right after it. */
function checkOverlaps(rules: readonly XmlElement[], mayOverlap: boolean): void {
  const prefixes = rules.map(prefixOf);
  if (!mayOverlap && new Set(prefixes).size < prefixes.length) throw new Refusal('samePrefix');
  const deeds = rules.flatMap((rule) => deedsOf(rule).filter((deed) => !mayOverlap || isAlwaysAlone(deed)));
  const before = new Map<string, string>();
  for (const { prefix, action, refusal } of deeds.sort((a, b) => (a.prefix < b.prefix ? -1 : 1))) {
    const outer = before.get(action);
    if (outer !== undefined && prefix.startsWith(outer)) throw new Refusal(refusal);
    before.set(action, prefix);
  }
}

/** Of unfinished uploads no two rules may overlap, whatever the request allows (OSS documentation, "Lifecycle rules"). */
function isAlwaysAlone({ action }: Deed): boolean {
  return action === 'AbortMultipartUpload';
}

function deedsOf(rule: XmlElement): Deed[] {
  const prefix = prefixOf(rule);
  return ACTIONS.flatMap((name) =>
    childElements(rule, name).map((element): Deed => {
      const storageClass = childText(element, 'StorageClass');
      return storageClass === null
        ? { prefix, action: name, refusal: 'sameAction' }
        : { prefix, action: `${name} ${storageClass}`, refusal: 'sameTransition' };
    }),
  );
}

/** Without one, a rule is for all objects. */
function prefixOf(rule: XmlElement): string {
  return exactChildText(rule, 'Prefix') ?? '';
}

/** The service makes one up where there is none. */
function withId(rule: XmlElement): XmlElement {
  if (childText(rule, 'ID')) return rule;
  const [name, content] = rule;
  const others = typeof content === 'string' ? [] : content.filter(([child]) => child !== 'ID');
  return [name, [['ID', randomUUID()], ...others]];
}

/**
 * Which objects the rules delete at that moment. Those that go by tags delete nothing, since objects here have none. The
 * service looks once a day; storage classes do not change.
 */
export function isExpired(rules: readonly XmlElement[], object: ObjectHead, nowMs: number): boolean {
  return rules.some((rule) => {
    const [expiration] = childElements(rule, 'Expiration');
    if (expiration === undefined || childText(rule, 'Status') !== 'Enabled' || !isFor(rule, object))
      return false;
    const [days, date] = [childText(expiration, 'Days'), childText(expiration, 'CreatedBeforeDate')];
    if (days !== null) return nowMs - object.lastModifiedMs >= Number(days) * DAY_MS;
    const dateMs = date === null ? null : dateIn(date);
    return dateMs !== null && object.lastModifiedMs < dateMs && nowMs >= dateMs;
  });
}

function isFor(rule: XmlElement, { key, bytes }: ObjectHead): boolean {
  if (!key.startsWith(prefixOf(rule)) || childElements(rule, 'Tag').length > 0) return false;
  const [filter] = childElements(rule, 'Filter');
  if (filter === undefined) return true;
  const [least, most] = [childText(filter, 'ObjectSizeGreaterThan'), childText(filter, 'ObjectSizeLessThan')];
  if (least !== null && bytes <= Number(least)) return false;
  if (most !== null && bytes >= Number(most)) return false;
  return !childElements(filter, 'Not').some(
    (not) => childElements(not, 'Tag').length === 0 && key.startsWith(exactChildText(not, 'Prefix') ?? ''),
  );
}
