import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { LifecycleChange, PlannedCleaning } from '../../recording/index.js';
import type { FlagTable, Invocation } from '../command.js';
import { say } from '../say.js';
import { stateText, tellRules } from '../terminal/lifecycle-report.js';
import { commandLine } from '../terminal/shell.js';
import { parseDuration } from '../times.js';
import { agreed, cleaningOptions } from './clean-run.js';

const DAY_SECONDS = 86_400;

/** `--lifecycle 30d`, `show` and `off`. */
export async function runLifecycle(invocation: Invocation<FlagTable>, asked: string): Promise<undefined> {
  const { context, flags, words, output } = invocation;
  const days = asked === 'show' || asked === 'off' ? null : daysIn(asked);
  const { channelName, why } = await invocation.channel(words[0]);
  if (asked !== 'show' && why !== 'named' && !flags.yes && !flags.dryRun) {
    throw new UsageError(english`The rule is for a channel, and ${channelName} was not named.`, {
      hint: english`Name it: ${commandLine(['oss-live', 'clean', channelName, '--lifecycle', asked])}, or confirm with --yes.`,
    });
  }
  const { ownRule, putRules, readRules, withoutRule, withRule } = await import('../../recording/index.js');
  const asking = { client: await invocation.client(), signal: context.signal };
  const document = await readRules(asking);
  const own = ownRule(document, channelName);
  if (asked === 'show') return tellRules(document.rules, channelName, output);

  let change: LifecycleChange | null;
  if (days === null) change = withoutRule(document, channelName);
  else change = own?.days === days && own.status === 'Enabled' ? null : withRule(document, channelName, days);
  if (change === null) return tellDone(invocation, { channelName, days, changed: false });
  if (flags.dryRun) {
    await output.result({ dryRun: true, channelName, document: change.after }, { kind: 'none' });
    if (!output.json) output.text(change.after === null ? '' : `${change.after.replace(/\n$/, '')}\n`);
    if (change.after === null) output.note(say`The bucket would have no lifecycle rules.`);
    return;
  }
  if (days !== null) {
    const plan = await lookAhead(invocation, channelName, days);
    for (const line of stateText(plan, days, document.rules.length)) output.note(line);
    if (
      !flags.yes &&
      !(await agreed(
        invocation,
        say`Have the bucket delete what is older from now on?`,
        english`Nothing was changed`,
      ))
    )
      return output.note(say`Nothing was changed.`) as undefined;
  }
  await putRules(asking, change);
  return tellDone(invocation, { channelName, days, changed: true });
}

function daysIn(text: string): number {
  const seconds = parseDuration(text, '--lifecycle');
  if (seconds % DAY_SECONDS === 0) return seconds / DAY_SECONDS;
  throw new UsageError(english`--lifecycle goes by whole days, not ${text}.`, {
    hint: english`Say --lifecycle 30d; show or off for what there is.`,
  });
}

/** What the rule would find there now. */
async function lookAhead(
  invocation: Invocation<FlagTable>,
  channelName: string,
  days: number,
): Promise<PlannedCleaning | null> {
  const { cleanRecordings } = await import('../../recording/index.js');
  const options = await cleaningOptions(invocation, {
    ...{ channelName, olderThanSeconds: days * DAY_SECONDS, withPlaylists: true, confirm: () => false },
  });
  for await (const event of cleanRecordings(options)) if (event.event === 'planned') return event;
  return null;
}

interface Done {
  channelName: string;
  /** Null: no rule. */
  days: number | null;
  changed: boolean;
}

async function tellDone({ output, settings }: Invocation<FlagTable>, done: Done): Promise<undefined> {
  const { channelName, days, changed } = done;
  const { bucket } = await settings();
  await output.result(done, { kind: 'none' });
  const place = `oss://${bucket}/${channelName}/`;
  if (days === null)
    output.note(
      changed
        ? say`The bucket deletes nothing below ${place} by that rule any more.`
        : say`There is no rule for ${place} that was set with --lifecycle.`,
    );
  else
    output.note(
      changed
        ? say`The bucket deletes what lies below ${place} and is ${days} days old, once a day.`
        : say`Unchanged: the bucket deletes what lies below ${place} and is ${days} days old.`,
    );
}
