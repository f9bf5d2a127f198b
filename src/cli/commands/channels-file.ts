import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { ChannelChange, RelayFile } from '../../relay/index.js';
import type { Argument, FlagTable, Invocation } from '../command.js';
import { say } from '../say.js';
import { severalFlags } from '../several/names.js';
import { stdinText } from '../stdin-text.js';
import { type Cell, type TableView, textsCell } from '../terminal/view.js';

export const FILE: Argument = {
  name: '[file]',
  help: 'YAML or JSON with channels, - for stdin (default: channels.yaml)',
};

export const fileFlags = {
  prune: { help: 'delete the channels of the bucket that the file does not have' },
  snapshots: { help: 'send snapshot settings again, which the service does not report' },
  ...severalFlags,
} as const satisfies FlagTable;

type FileInvocation = Invocation<typeof fileFlags>;

/** The file of the command line, its bucket and so on in force, and what there is to do. */
export interface Planned {
  invocation: FileInvocation;
  changes: readonly ChannelChange[];
}

export async function planFile(asking: FileInvocation): Promise<Planned> {
  const { context, flags, output } = asking;
  const { planChannels } = await import('../../relay/index.js');
  const { place, channels } = await readFileOf(asking);
  const invocation = asking.inPlace(place);
  let looked = 0;
  const changes = await planChannels({
    ...{ client: await invocation.client(), channels, signal: context.signal, jobs: flags.jobs },
    ...{ prune: flags.prune, snapshots: flags.snapshots },
    onLooked: () => output.progress(say`Looked at ${++looked} of ${channels.size}`),
  }).finally(() => output.progress(null));
  return { invocation, changes };
}

/** The file that is named, `channels.yaml` when none is. */
export async function readFileOf({
  context,
  words,
}: Pick<Invocation, 'context' | 'words'>): Promise<RelayFile> {
  const { readChannelsFile } = await import('../../relay/index.js');
  const [name = 'channels.yaml'] = words;
  const isStdin = name === '-';
  const text = isStdin
    ? await stdinText(context.stdin, english`file of channels`)
    : await textIn(resolve(context.cwd, name), name);
  return readChannelsFile(text, { name: isStdin ? 'stdin' : name, env: context.env });
}

async function textIn(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EISDIR') throw new UsageError(english`${name} is a folder.`);
    if (code !== 'ENOENT') throw new UsageError(english`${name} cannot be read: ${message}.`);
    throw new UsageError(english`There is no file ${name}.`, {
      hint: english`To begin with the channels that there are: oss-live export > channels.yaml`,
    });
  }
}

/** What would be done, without what is as it should be. */
export function changesView(changes: readonly ChannelChange[]): TableView {
  return {
    kind: 'table',
    columns: [english`Channel`, english`Action`, english`What`],
    rows: changes.filter(({ action }) => action !== 'none').map(row),
    empty: say`All channels are as the file says.`,
  };
}

function row(change: ChannelChange): Cell[] {
  const live = 'live' in change && change.live ? [english`live now`] : [];
  const parts = [...(change.action === 'change' ? change.differences.map(words) : []), ...live];
  return [change.channelName, change.action, textsCell(parts)];
}

function words({ setting, is, wanted }: { setting: string; is: Cell; wanted: Cell }): string {
  return `${setting} ${JSON.stringify(is ?? '')} -> ${JSON.stringify(wanted)}`;
}

const ACTION_COUNTS: Readonly<Record<string, (count: number) => string>> = {
  create: (count) => say`${count} to create`,
  change: (count) => say`${count} to change`,
  enable: (count) => say`${count} to enable`,
  disable: (count) => say`${count} to disable`,
  delete: (count) => say`${count} to delete`,
};

/** `2 to create, 1 to change`; the number of those that are as they should be last. */
export function summaryOf(changes: readonly ChannelChange[]): string {
  const counts = new Map<string, number>();
  for (const { action } of changes) counts.set(action, (counts.get(action) ?? 0) + 1);
  const unchanged = counts.get('none') ?? 0;
  counts.delete('none');
  const parts = [...counts].map(([action, count]) => ACTION_COUNTS[action]?.(count) ?? '');
  return [...parts, say`${unchanged} unchanged`].join(say`, `);
}

/** What programs get of a change. */
export function changeDocument(change: ChannelChange): object {
  const { channelName, action } = change;
  return {
    ...{ channelName, action },
    ...('live' in change ? { live: change.live } : {}),
    ...('differences' in change ? { differences: change.differences } : {}),
    ...('settings' in change ? { settings: change.settings } : {}),
  };
}
