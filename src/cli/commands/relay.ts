import { isKeyRefused } from '../../client/credentials.js';
import { serviceClock } from '../../client/service-clock.js';
import { english } from '../../english.js';
import { OssLiveError, UsageError } from '../../errors.js';
import type { RelayWorkers } from '../../relay/index.js';
import { defineCommand } from '../command.js';
import { EXIT, exitCodeOf } from '../exit-codes.js';
import { checkNamedFfmpeg, namedFfmpeg } from '../ffmpeg-flag.js';
import { writableLedger } from '../ledger.js';
import { readListenAddress } from '../listen-address.js';
import { say } from '../say.js';
import { fileChanges, makeChannels, readPart } from './relay-file.js';
import { type RelayInvocation, relayFlags } from './relay-flags.js';
import { setKeeping } from './relay-keep.js';
import { showPlan } from './relay-plan.js';

export const relay = defineCommand({
  name: 'relay',
  group: 'Streaming',
  summary: 'Keep many cameras on air, from one file',
  details: [
    'The file is one of channels (see oss-live plan --help); a channel with an input is pushed to. Channels are created and compared as apply does: one that differs is left as it is, which is said. Each source has an ffmpeg of its own, and what befalls one does not touch the others: what breaks is connected again, what fails for good is tried every five minutes at most, for ever.',
    'At SIGHUP, or with --watch-config, the file is read again: only what differs is begun anew, and a file with a mistake is refused while all goes on. Ctrl-C and SIGTERM end all streams cleanly.',
    'With --shard 0/3, 1/3 and 2/3 three processes, on any machines, share the file: each channel is run by one of them, and with a fourth a quarter of them moves, to that one. A channel that another still pushes to is waited for.',
    'States: off (not in its hours), starting, connecting, live, waiting (tried again soon), failed. A terminal shows a table, trouble first; elsewhere and with --json each change is a line.',
  ],
  arguments: [{ name: '<file>', help: 'YAML or JSON with channels and their inputs' }],
  flags: relayFlags,
  examples: [
    { line: 'oss-live relay cameras.yaml', comment: 'all cameras of the file, day and night' },
    { line: 'oss-live relay cameras.yaml --plan', comment: 'what that would do' },
    { line: 'oss-live relay cameras.yaml --metrics 9311 --watch-config --json', comment: 'as a service' },
    { line: 'oss-live relay cameras.yaml --shard 0/3', comment: 'a third of them; 1/3 and 2/3 elsewhere' },
  ],
  async run(asking) {
    const { context, output } = asking;
    const library = await import('../../relay/index.js');
    const file = await readPart(asking);
    await checkNamedFfmpeg(asking);
    const invocation = asking.inPlace(file.place);
    const client = await invocation.client();
    const changes = await library.planChannels({
      ...{ client, channels: file.channels, prune: false, snapshots: false, signal: context.signal },
    });
    if (asking.flags.plan || asking.flags.dryRun) return showPlan(invocation, file, changes);
    // A shard may well be empty.
    if (file.sources.length === 0 && asking.flags.shard === undefined)
      throw new UsageError(english`No channel of ${asking.words[0]} has an input.`, {
        hint: english`Give one: shop-001: rtsp://10.0.1.11/stream1`,
      });
    await makeChannels(invocation, changes);
    await setKeeping(invocation, file.keepDays);
    const { endpoint, bucket, region, addressing, credentialsExpireAt, ...settings } =
      await invocation.settings();
    const { env, platform, cwd, now, signal, onExit } = context;
    const { openRelayDisplay } = await import('../terminal/relay-display.js');
    const display = await openRelayDisplay({
      ...{ context, flags: invocation.flags, output, bucket, now: serviceClock(now, client) },
    });
    const relaying = library.relay({
      ...{ endpoint, bucket, region, addressing, credentialsExpireAt, client },
      credentialsEnd: settings.credentialsEnd,
      credentials: settings.renewCredentials ?? settings.credentials,
      ...{ sources: file.sources, dayLists: file.dayLists },
      bufferBytes: file.bufferBytes,
      workers: workersOf(invocation, settings.network),
      changes: fileChanges(invocation, file.place, display.warn),
      ledger: await writableLedger(invocation.flags, context),
      ffmpeg: namedFfmpeg(invocation)?.path ?? null,
      ...{ env, platform, cwd, now, signal, onExit },
    });
    const { metrics: address } = invocation.flags;
    const metrics =
      address === undefined
        ? null
        : await library.serveRelayMetrics(readListenAddress(address), {
            ...{ bucket, state: relaying.state, workers: relaying.workers, days: relaying.days },
            credentialsEnd: settings.credentialsEnd,
          });
    const calledOff = context.onFullDisk?.(() => {
      output.warn(say`The output cannot be written, since the disk is full; the cameras go on.`);
    });
    try {
      if (metrics !== null) display.note(say`Metrics: ${metrics.origin}/metrics`);
      display.show(relaying.state);
      for await (const event of relaying) {
        // The processes that push ask this one for keys.
        if (event.event === 'state' && event.error !== null && isKeyRefused(event.error))
          settings.credentialsRefused?.();
        display.event(event);
      }
    } finally {
      calledOff?.();
      await metrics?.close();
      display.close();
    }
    const { aborted, reason } = signal;
    if (!aborted) return undefined;
    return reason instanceof OssLiveError ? exitCodeOf(reason) : EXIT.interrupted;
  },
});

/** Tests have a transport of their own, and no program that could be started. */
function workersOf(
  { context, flags }: RelayInvocation,
  network: RelayWorkers['network'],
): RelayWorkers | null {
  const { startWorker } = context;
  if (startWorker === undefined || flags.workers === 0) return null;
  return { count: flags.workers ?? null, network, start: () => startWorker(['__relay-worker']) };
}
