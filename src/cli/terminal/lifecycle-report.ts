import { english } from '../../english.js';
import type { LifecycleRule, PlannedCleaning } from '../../recording/index.js';
import type { Output } from '../context.js';
import { say } from '../say.js';
import { counted } from './progress-report.js';
import { sized } from './sizes.js';

/** The rules of the bucket, those first that are for what lies below the channel's prefix. */
export async function tellRules(
  rules: readonly LifecycleRule[],
  channelName: string,
  output: Output,
): Promise<undefined> {
  const prefix = `${channelName}/`;
  const isFor = (rule: LifecycleRule) => prefix.startsWith(rule.prefix) || rule.prefix.startsWith(prefix);
  const sorted = rules.toSorted((a, b) => Number(isFor(b)) - Number(isFor(a)));
  const document = sorted.map((rule) => {
    const { id, prefix, status, actions, days } = rule;
    return { id, prefix, status, actions, days, isForChannel: isFor(rule) };
  });
  await output.result(
    { channelName, rules: document },
    {
      kind: 'table',
      columns: [english`Prefix`, english`ID`, english`Status`, english`Does`, english`Days`],
      rows: sorted.map(({ prefix, id, status, actions, days }) => [
        ...[{ value: prefix, text: prefix === '' ? say`(all objects)` : prefix }, id, status],
        ...[actions.join(', '), days],
      ]),
      empty: say`The bucket has no lifecycle rules.`,
    },
  );
  if (rules.length > 0 && !rules.some(isFor)) output.note(say`None of them is for ${prefix}`);
}

/** What a rule would find. */
export function stateText(plan: PlannedCleaning | null, days: number, rules: number): string[] {
  if (plan === null) return [];
  const { channelName, segments, bytes, others, chosen, playlists } = plan;
  const lists = playlists.filter(({ role }) => role !== 'live').length;
  return [
    say`Below ${channelName}/ are ${counted(segments, english`segment`)} (${sized(bytes)}), ${counted(lists, english`saved playlist`)} and ${counted(others.objects, english`other object`)}.`,
    say`${counted(chosen?.segments ?? 0, english`segment`)} (${sized(chosen?.bytes ?? 0)}) of them are ${days} days old by now.`,
    say`The rule deletes everything below that prefix, saved playlists and what they name too, by when it was stored.`,
    ...(rules === 0
      ? []
      : [say`The bucket has ${counted(rules, english`lifecycle rule`)}; those of others stay as they are.`]),
  ];
}
