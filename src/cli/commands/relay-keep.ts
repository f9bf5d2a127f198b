import { OssLiveError } from '../../errors.js';
import type { Keeping } from '../../recording/index.js';
import { said, say } from '../say.js';
import { sampleOf } from '../several/sample.js';
import { type Cell, textsCell } from '../terminal/view.js';
import type { RelayInvocation } from './relay-flags.js';

/** Days by channel. */
type Keeps = ReadonlyMap<string, number>;

/** What would become of the rules of the bucket; nothing where they may not be read, which is said. */
export async function plannedKeeping(invocation: RelayInvocation, keeps: Keeps): Promise<readonly Keeping[]> {
  return unlessRefused(invocation, keeps, async (asking) => {
    const { planKeeping, readRules } = await import('../../recording/index.js');
    return planKeeping(await readRules(asking), keeps).channels;
  });
}

/** Sets the rules that are missing, and says which, and what is in the way of others. */
export async function setKeeping(invocation: RelayInvocation, keeps: Keeps): Promise<void> {
  const { note, warn } = invocation.output;
  const found = await unlessRefused(invocation, keeps, async (asking) => {
    const { keepRecordings } = await import('../../recording/index.js');
    return keepRecordings(asking, keeps);
  });
  const set = found.filter(({ action }) => action === 'set');
  for (const days of new Set(set.map((one) => one.days))) {
    const names = set.filter((one) => one.days === days).map(({ channelName }) => channelName);
    note(say`The bucket deletes what is ${days} days old from now on, of ${sampleOf(names)}.`);
  }
  for (const one of found)
    if (one.action === 'refused')
      warn(say`keep of ${one.channelName} is not in force. ${said(one.error.message)}`);
}

type Asking = { client: Awaited<ReturnType<RelayInvocation['client']>>; signal: AbortSignal };

/** Cameras go on air whatever becomes of the rules. */
async function unlessRefused(
  { client, context, output }: RelayInvocation,
  keeps: Keeps,
  ask: (asking: Asking) => Promise<readonly Keeping[]>,
): Promise<readonly Keeping[]> {
  if (keeps.size === 0) return [];
  const { signal } = context;
  try {
    return await ask({ client: await client(), signal });
  } catch (error) {
    if (!(error instanceof OssLiveError) || signal.aborted) throw error;
    const { hintOf } = await import('../terminal/hints.js');
    const words = [error.message, hintOf(error)].filter((text) => text !== null);
    output.warn(say`keep of ${sampleOf([...keeps.keys()])} is not in force. ${words.map(said).join(' ')}`);
    return [];
  }
}

/** Rows of a plan: those of rules that are not as they should be. */
export function keepingRows(channels: readonly Keeping[]): Cell[][] {
  return channels.flatMap((one) => {
    if (one.action === 'none') return [];
    if (one.action === 'refused') return [[one.channelName, 'keep', textsCell([one.error.message])]];
    return [
      [one.channelName, 'keep', one.before === null ? `${one.days}d` : `${one.before}d -> ${one.days}d`],
    ];
  });
}

/** What programs get of it. */
export function keepingDocument(one: Keeping): object {
  const { channelName, days, action } = one;
  if (one.action === 'none') return { channelName, days, action, ruleId: one.ruleId };
  if (one.action === 'set') return { channelName, days, action, before: one.before };
  return { channelName, days, action, error: { code: one.error.code, message: one.error.message } };
}
