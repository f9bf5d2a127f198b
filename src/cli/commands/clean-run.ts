import type { Client } from '../../client/client.js';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { CleanOptions, PlannedCleaning } from '../../recording/index.js';
import { ask } from '../ask.js';
import type { FlagTable, Invocation } from '../command.js';
import { say } from '../say.js';

export type CleanChoice = Omit<CleanOptions, 'bucket' | 'credentials' | 'client'>;

/** What a cleaning needs of the command line. */
export async function cleaningOptions(
  { context, flags, settings, client }: Invocation<FlagTable>,
  choice: CleanChoice,
): Promise<CleanOptions & { client: Client }> {
  const { endpoint, bucket, region, addressing, signatureVersion, credentials } = await settings();
  const { now, signal } = context;
  return {
    ...{ endpoint, bucket, region, addressing, signatureVersion, credentials },
    ...{ client: await client(), now, signal, dryRun: flags.dryRun, ...choice },
  };
}

/** What a caller wants besides. */
interface Around {
  /** Nothing goes when there is a channel of that name after all. */
  isGone?: boolean;
  /** Instead of the usual question. */
  question?: (amount: string) => string;
  /** What goes on with the rest when it is ended. */
  again?: string;
  /** Whether it has to be said which channel is meant. */
  isOneOfSeveral?: boolean;
  /** Done after a yes, before anything is deleted. */
  first?: () => Promise<void>;
}

function isOnlyView({ olderThanSeconds, before, session, everything }: CleanChoice): boolean {
  return !olderThanSeconds && !before && !session && !everything;
}

/** What there is, as a document. */
export function planIn({
  event: _,
  time: __,
  ...plan
}: PlannedCleaning & { event: string; time: string }): PlannedCleaning {
  return plan;
}

const SAME = english`The same command line goes on with the rest.`;

/** Shows what there is, asks, and deletes. What was answered; `none` when there was nothing to ask about. */
export async function runCleaning(
  invocation: Invocation<FlagTable>,
  choice: CleanChoice,
  { isGone = false, isOneOfSeveral = false, question, first, again = SAME }: Around = {},
): Promise<'yes' | 'no' | 'none'> {
  const { context, flags, output } = invocation;
  const { cleanRecordings } = await import('../../recording/index.js');
  const { amountOf, cleanReport } = await import('../terminal/clean-report.js');
  const options = await cleaningOptions(invocation, choice);
  const report = cleanReport(output, context.now, {
    ...{ dryRun: flags.dryRun, bucket: options.bucket, again, isOneOfSeveral },
  });
  let answer: 'yes' | 'no' | 'none' = 'none';

  async function confirm(plan: PlannedCleaning): Promise<boolean> {
    await report.plan(plan);
    answer = 'no';
    if (isGone && !plan.isGone) {
      output.warn(say`There is a channel ${plan.channelName} again: nothing of it is deleted.`);
      return false;
    }
    const amount = amountOf(plan.chosen);
    const asked = question?.(amount) ?? say`Delete ${amount} of ${plan.channelName} for good?`;
    if (!flags.yes && !(await agreed(invocation, asked))) {
      output.note(say`Nothing was deleted.`);
      return false;
    }
    answer = 'yes';
    await first?.();
    return true;
  }

  // A view is one document for programs.
  const isView = isOnlyView(choice) && output.json;
  try {
    for await (const event of cleanRecordings({ ...options, confirm })) {
      if (!isView) await report.event(event);
      else if (event.event === 'planned') await output.result(planIn(event), { kind: 'none' });
    }
  } finally {
    output.progress(null);
  }
  return answer;
}

/** Throws UsageError where nobody is there to be asked. */
export async function agreed(
  { context }: Pick<Invocation, 'context'>,
  question: string,
  nothing = english`Nothing was deleted`,
): Promise<boolean> {
  if (context.stdin.isTTY && context.stderr.isTTY) return ask(context, question);
  throw new UsageError(english`${nothing}: it takes a yes, and there is nobody to be asked.`, {
    hint: english`Look at what it would do with --dry-run, and add --yes.`,
  });
}
