import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { english } from '../../english.js';
import { OssLiveError, UsageError } from '../../errors.js';
import type { ChannelChange, RelayChange, RelayFile } from '../../relay/index.js';
import { say } from '../say.js';
import { readFileOf } from './channels-file.js';
import { lookForChanges } from './relay-file-looks.js';
import { type RelayInvocation, readShard } from './relay-flags.js';
import { setKeeping } from './relay-keep.js';

/** The file, and of it the channels that this process runs. */
export async function readPart(asking: RelayInvocation): Promise<RelayFile> {
  const { shard: text } = asking.flags;
  const shard = text === undefined ? null : readShard(text);
  const file = await readFileOf(asking);
  if (shard === null) return file;
  const { isOfShard } = await import('../../relay/index.js');
  return {
    ...file,
    channels: new Map([...file.channels].filter(([name]) => isOfShard(name, shard))),
    sources: file.sources.filter(({ channelName }) => isOfShard(channelName, shard)),
    dayLists: new Map([...file.dayLists].filter(([name]) => isOfShard(name, shard))),
    // The rules of a bucket are one document: several that change it would undo what others did.
    keepDays: shard.index === 0 ? file.keepDays : new Map(),
  };
}

/** What is not there is made; what differs is somebody's, and only told. */
export async function makeChannels(
  invocation: RelayInvocation,
  changes: readonly ChannelChange[],
): Promise<void> {
  const { context, output } = invocation;
  const { applyChange } = await import('../../relay/index.js');
  const client = await invocation.client();
  for (const change of changes) {
    if (change.action === 'create') {
      await applyChange(client, change, context.signal);
      output.note(say`Channel ${change.channelName}: created.`);
    } else if (change.action !== 'none') {
      output.warn(say`Channel ${change.channelName} is not as the file says; oss-live apply makes it so.`);
    }
  }
}

/** The sources of the file, each time it is read again. What is wrong with it is told, and changes nothing. */
export async function* fileChanges(
  asking: RelayInvocation,
  place: RelayFile['place'],
  warn: (line: string) => void,
): AsyncGenerator<RelayChange> {
  const { context, flags, words } = asking;
  const { signal } = context;
  const path = resolve(context.cwd, words[0] ?? '');
  let wake = () => {};
  let isAsked = false;
  const ask = (): void => {
    isAsked = true;
    wake();
  };
  const calledOff = context.onHangup(ask);
  signal.addEventListener('abort', ask);
  const lookedEnough = flags.watchConfig
    ? lookForChanges({
        stamp: () => stampOf(path),
        onChange: ask,
        onSilence: () =>
          warn(english`${words[0]} cannot be looked at: its disk does not answer. All goes on as before.`),
      })
    : () => undefined;
  try {
    for (;;) {
      if (!isAsked && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (signal.aborted) return;
      isAsked = false;
      const changed = await readAgain(asking, place, warn);
      if (changed !== null) yield changed;
    }
  } finally {
    lookedEnough();
    signal.removeEventListener('abort', ask);
    calledOff();
  }
}

async function readAgain(
  asking: RelayInvocation,
  place: RelayFile['place'],
  warn: (line: string) => void,
): Promise<RelayChange | null> {
  const { planChannels } = await import('../../relay/index.js');
  try {
    const file = await readPart(asking);
    if (JSON.stringify(file.place) !== JSON.stringify(place))
      throw new UsageError(english`The bucket of ${asking.words[0]} has changed: that needs a new start.`);
    const invocation = asking.inPlace(place);
    const { signal } = asking.context;
    const client = await invocation.client();
    const asked = { client, channels: file.channels, prune: false, snapshots: false, signal };
    await makeChannels(invocation, await planChannels(asked));
    await setKeeping(invocation, file.keepDays);
    return file;
  } catch (error) {
    if (!(error instanceof OssLiveError) || asking.context.signal.aborted) throw error;
    warn(english`The file was not taken, and all goes on as before: ${error.message}`);
    return null;
  }
}

async function stampOf(path: string): Promise<string> {
  return stat(path).then(
    ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
    () => '',
  );
}
