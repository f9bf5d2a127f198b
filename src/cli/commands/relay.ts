import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { OssLiveError, UsageError } from '../../errors.js';
import type { ChannelChange, RelayFile, RelaySource } from '../../relay/index.js';
import { defineCommand, type FlagTable, type Invocation } from '../command.js';
import { EXIT, exitCodeOf } from '../exit-codes.js';
import { FFMPEG_FLAG, namedFfmpeg } from '../ffmpeg-flag.js';
import { writableLedger } from '../ledger.js';
import { readListenAddress } from '../listen-address.js';
import { changeDocument, changesView, readFileOf, summaryOf } from './channels-file.js';

const flags = {
  plan: { help: 'show what would be done with the channels, and which sources there are; do nothing' },
  watchConfig: { help: 'read the file again whenever it changes, as at SIGHUP' },
  metrics: {
    value: '<[host:]port>',
    help: 'serve /metrics, /healthz and /readyz; on 127.0.0.1 without a host',
  },
  ledger: {
    value: '<file>',
    help: 'write the connections down in this file; none: nowhere (default: ledger.ndjson in the state folder)',
  },
  ffmpeg: FFMPEG_FLAG,
} as const satisfies FlagTable;

type RelayInvocation = Invocation<typeof flags>;

export const relay = defineCommand({
  name: 'relay',
  group: 'Streaming',
  summary: 'Keep many cameras on air, from one file',
  details: [
    'The file is one of channels (see oss-live plan --help); a channel with an input is pushed to. Channels are created and compared as apply does: one that differs is left as it is, which is said. Each source has an ffmpeg of its own, and what befalls one does not touch the others: what breaks is connected again, what fails for good is tried every five minutes at most, for ever.',
    'At SIGHUP, or with --watch-config, the file is read again: only what differs is begun anew, and a file with a mistake is refused while all goes on. Ctrl-C and SIGTERM end all streams cleanly.',
    'States: off (not in its hours), starting, connecting, live, waiting (tried again soon), failed. A terminal shows a table, trouble first; elsewhere and with --json each change is a line.',
  ],
  arguments: [{ name: '<file>', help: 'YAML or JSON with channels and their inputs' }],
  flags,
  examples: [
    { line: 'oss-live relay cameras.yaml', comment: 'all cameras of the file, day and night' },
    { line: 'oss-live relay cameras.yaml --plan', comment: 'what that would do' },
    { line: 'oss-live relay cameras.yaml --metrics 9311 --watch-config --json', comment: 'as a service' },
  ],
  async run(asking) {
    const { context, output } = asking;
    const library = await import('../../relay/index.js');
    const file = await readFileOf(asking);
    const invocation = asking.inPlace(file.place);
    const client = await invocation.client();
    const changes = await library.planChannels({
      ...{ client, channels: file.channels, prune: false, snapshots: false, signal: context.signal },
    });
    if (asking.flags.plan || asking.flags.dryRun) return showPlan(invocation, file, changes);
    if (file.sources.length === 0)
      throw new UsageError(`No channel of ${asking.words[0]} has an input.`, {
        hint: 'Give one: shop-001: rtsp://10.0.1.11/stream1',
      });
    await makeChannels(invocation, changes);
    const { endpoint, bucket, region, addressing, credentialsExpireAt, ...settings } =
      await invocation.settings();
    const { env, platform, cwd, now, signal, onExit } = context;
    const { openRelayDisplay } = await import('../terminal/relay-display.js');
    const display = await openRelayDisplay({ context, flags: invocation.flags, output, bucket });
    const relaying = library.relay({
      ...{ endpoint, bucket, region, addressing, credentialsExpireAt, client },
      credentials: settings.renewCredentials ?? settings.credentials,
      sources: file.sources,
      changes: fileChanges(invocation, file.place, display.note),
      ledger: await writableLedger(invocation.flags, context),
      ffmpeg: namedFfmpeg(invocation)?.path ?? null,
      ...{ env, platform, cwd, now, signal, onExit },
    });
    const { metrics: address } = invocation.flags;
    const metrics =
      address === undefined
        ? null
        : await library.serveRelayMetrics(readListenAddress(address), {
            ...{ bucket, state: relaying.state },
            // Those of a role are asked for anew in time.
            credentialsExpireAt: settings.renewCredentials === null ? credentialsExpireAt : null,
          });
    try {
      if (metrics !== null) display.note(`Metrics: ${metrics.origin}/metrics`);
      display.show(relaying.state);
      for await (const event of relaying) display.event(event);
    } finally {
      await metrics?.close();
      display.close();
    }
    const { aborted, reason } = signal;
    if (!aborted) return undefined;
    return reason instanceof OssLiveError ? exitCodeOf(reason) : EXIT.interrupted;
  },
});

async function showPlan(
  { output }: RelayInvocation,
  { sources }: RelayFile,
  changes: readonly ChannelChange[],
): Promise<undefined> {
  const document = {
    channels: changes.map(changeDocument),
    sources: sources.map(({ channelName }) => channelName),
  };
  await output.result({ dryRun: true, ...document }, changesView(changes));
  output.note(`Channels: ${summaryOf(changes)}. Sources: ${sources.length}, each with an ffmpeg of its own.`);
}

/** What is not there is made; what differs is somebody's, and only told. */
async function makeChannels(invocation: RelayInvocation, changes: readonly ChannelChange[]): Promise<void> {
  const { context, output } = invocation;
  const { applyChange } = await import('../../relay/index.js');
  const client = await invocation.client();
  for (const change of changes) {
    if (change.action === 'create') {
      await applyChange(client, change, context.signal);
      output.note(`Channel ${change.channelName}: created.`);
    } else if (change.action !== 'none') {
      output.warn(`Channel ${change.channelName} is not as the file says; oss-live apply makes it so.`);
    }
  }
}

const LOOK_MS = 2000;

/** The sources of the file, each time it is read again. What is wrong with it is told, and changes nothing. */
async function* fileChanges(
  asking: RelayInvocation,
  place: RelayFile['place'],
  note: (line: string) => void,
): AsyncGenerator<readonly RelaySource[]> {
  const { context, flags, words } = asking;
  const path = resolve(context.cwd, words[0] ?? '');
  let seen = await stampOf(path);
  let wake = () => {};
  let isAsked = false;
  const calledOff = context.onHangup(() => {
    isAsked = true;
    wake();
  });
  const looking = setInterval(async () => {
    const stamp = flags.watchConfig ? await stampOf(path) : seen;
    if (stamp === seen) return;
    seen = stamp;
    isAsked = true;
    wake();
  }, LOOK_MS);
  try {
    for (;;) {
      if (!isAsked) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          context.signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      if (context.signal.aborted) return;
      isAsked = false;
      const sources = await readAgain(asking, place, note);
      if (sources !== null) yield sources;
    }
  } finally {
    clearInterval(looking);
    calledOff();
  }
}

async function readAgain(
  asking: RelayInvocation,
  place: RelayFile['place'],
  note: (line: string) => void,
): Promise<readonly RelaySource[] | null> {
  const { planChannels } = await import('../../relay/index.js');
  try {
    const file = await readFileOf(asking);
    if (JSON.stringify(file.place) !== JSON.stringify(place))
      throw new UsageError(`The bucket of ${asking.words[0]} has changed: that needs a new start.`);
    const invocation = asking.inPlace(place);
    const { signal } = asking.context;
    const client = await invocation.client();
    const asked = { client, channels: file.channels, prune: false, snapshots: false, signal };
    await makeChannels(invocation, await planChannels(asked));
    return file.sources;
  } catch (error) {
    if (!(error instanceof OssLiveError) || asking.context.signal.aborted) throw error;
    note(`The file was not taken, and all goes on as before: ${error.message}`);
    return null;
  }
}

async function stampOf(path: string): Promise<string> {
  return stat(path).then(
    ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
    () => '',
  );
}
