import { isDenied } from '../../client/look.js';
import { sideBySide } from '../../client/side-by-side.js';
import { english } from '../../english.js';
import { CommandError, InterruptedError, OssLiveError, ServiceError } from '../../errors.js';
import type { Plan } from '../change.js';
import type { Invocation } from '../command.js';
import type { Output } from '../context.js';
import { say } from '../say.js';
import type { Cell } from '../terminal/view.js';

/** What came of one of several channels. */
export interface Outcome<Result> {
  channelName: string;
  /** Null where it failed. */
  result: Result | null;
  error: OssLiveError | null;
}

interface Several {
  names: readonly string[];
  jobs: number;
  /** Begins a line about how far it is: `Asked`, `Enabled`. */
  doing: string;
}

/** What takes no longer is told by its result. */
const QUICK_MS = 1000;

/**
 * Does the same to each of several channels, some at a time. What fails of one is told at the end and keeps nobody from
 * the others, unless it would fail of all: keys, bucket and network are tried on the first one alone.
 */
export async function forEach<Result>(
  { context, output }: Pick<Invocation, 'context' | 'output'>,
  { names, jobs, doing }: Several,
  work: (channelName: string, signal: AbortSignal) => Promise<Result>,
): Promise<Outcome<Result>[]> {
  const began = performance.now();
  let done = 0;
  let failed = 0;
  async function one(channelName: string, signal: AbortSignal): Promise<Outcome<Result>> {
    const outcome = await outcomeOf(channelName, signal, work);
    done++;
    if (outcome.error !== null) failed++;
    if (performance.now() - began < QUICK_MS) return outcome;
    const failures = failed === 0 ? '' : say`, ${failed} failed`;
    output.progress(say`${doing} ${done} of ${names.length}${failures}`);
    return outcome;
  }
  const [first, ...others] = names;
  if (first === undefined) return [];
  try {
    const tried = await one(first, context.signal);
    if (tried.error !== null && concernsAll(tried.error)) throw tried.error;
    return [tried, ...(await sideBySide(others, { atOnce: jobs, signal: context.signal }, one))];
  } finally {
    output.progress(null);
  }
}

async function outcomeOf<Result>(
  channelName: string,
  signal: AbortSignal,
  work: (channelName: string, signal: AbortSignal) => Promise<Result>,
): Promise<Outcome<Result>> {
  try {
    return { channelName, result: await work(channelName, signal), error: null };
  } catch (error) {
    if (!(error instanceof OssLiveError) || error instanceof InterruptedError || error.kind === 'bug')
      throw error;
    return { channelName, result: null, error };
  }
}

function concernsAll(error: OssLiveError): boolean {
  if (error.code === 'NoSuchBucket' || error.kind === 'configuration') return true;
  if (error instanceof ServiceError) return error.kind === 'denied' && !isDenied(error);
  return error.kind === 'network';
}

/** How results of several channels are shown. */
export interface Shown<Result> {
  columns: readonly string[];
  /** The cells of a channel; those behind the columns are for pipes. */
  rows(channelName: string, result: Result): readonly (readonly Cell[])[];
  /** What programs get of it, beside the name. */
  document(result: Result): object;
}

/** Shows what came of several channels, and throws (exit 8) when some failed. */
export async function tellOutcomes<Result>(
  output: Output,
  outcomes: readonly Outcome<Result>[],
  { columns, rows, document }: Shown<Result>,
): Promise<void> {
  const channels = outcomes.map(({ channelName, result, error }) => ({
    channelName,
    ...(result === null ? {} : document(result)),
    ...(error === null ? {} : failureOf(error)),
  }));
  const done = outcomes.flatMap(({ channelName, result }) =>
    result === null ? [] : rows(channelName, result),
  );
  await output.result({ channels }, { kind: 'table', columns, rows: done, empty: '' });
  await refuseFailures(output, outcomes);
}

/** What programs get of a failure. */
export function failureOf(error: OssLiveError): { requestId: string | null; code: string; message: string } {
  const { requestId = null } = error as Partial<ServiceError>;
  return { requestId, code: error.code, message: error.message };
}

/** People see so many; `--json` has all. */
const MOST_TOLD = 20;

/** Tells what failed as a table on stderr, and throws. */
export async function refuseFailures(output: Output, outcomes: readonly Outcome<unknown>[]): Promise<void> {
  const failed = outcomes.filter(({ error }) => error !== null);
  if (failed.length === 0) return;
  const rows = failed.map(({ channelName, error }) => [channelName, error?.code ?? '', error?.message ?? '']);
  await output.tell({
    kind: 'table',
    columns: [english`Failed`, english`Code`, english`Message`],
    rows: rows.slice(0, MOST_TOLD),
    empty: '',
  });
  if (rows.length > MOST_TOLD)
    output.warn(say`and ${rows.length - MOST_TOLD} more: --json tells all of them.`);
  const [first] = failed;
  throw new CommandError(
    'PartlyFailed',
    english`${failed.length} of ${outcomes.length} channels failed.`,
    'partial',
    {
      hint: first?.error?.hint ?? null,
      advice: first?.error?.advice ?? null,
    },
  );
}

/** Of changes that are not sent: the requests. */
export async function tellPlans(output: Output, plans: readonly Plan[], amongEvents = false): Promise<void> {
  const document = { dryRun: true, requests: plans.map(({ document }) => document) };
  if (amongEvents && output.json) output.event({ event: 'channels', ...document });
  else await output.result(document, { kind: 'none' });
  if (!output.json) for (const { text } of plans) output.text(text);
}
