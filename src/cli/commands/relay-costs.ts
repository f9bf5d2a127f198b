import { availableParallelism } from 'node:os';
import { english } from '../../english.js';
import type { RelayCosts, RelayFile } from '../../relay/index.js';
import { namedFfmpeg } from '../ffmpeg-flag.js';
import { say } from '../say.js';
import { sized } from '../terminal/sizes.js';
import { type Cell, textsCell } from '../terminal/view.js';
import type { RelayInvocation } from './relay-flags.js';

/** Looks at the sources as far as that is possible in a while. */
export async function estimate(
  { context, flags, output, settings, client }: RelayInvocation,
  { sources, bufferBytes }: RelayFile,
): Promise<RelayCosts> {
  const { costsOf, examineSources, usualBytes, workerCount } = await import('../../relay/index.js');
  const { endpoint, bucket, region, addressing, credentials } = await settings();
  const { env, platform, cwd, now, signal } = context;
  let looked = 0;
  const examined = await examineSources(sources, {
    shared: {
      ...{ endpoint, bucket, region, addressing, credentials, client: await client() },
      ...{ ffmpeg: namedFfmpeg({ flags, context })?.path ?? null, env, platform, cwd, now },
    },
    signal,
    onExamined: () => output.progress(say`Examined ${++looked} of ${sources.length} sources`),
  }).finally(() => output.progress(null));
  const workers = flags.workers === 0 ? 0 : workerCount(flags.workers ?? null, sources.length);
  return costsOf(examined, { workers, bufferLimitBytes: bufferBytes ?? usualBytes() });
}

/** Rows of a plan: what is encoded, and what could not be examined. */
export function costRows({ sources }: RelayCosts): Cell[][] {
  return sources.flatMap(({ channelName, error, encodes, video, cores }): Cell[][] => {
    if (error !== null) return [[channelName, 'dark', textsCell([error.message])]];
    if (!encodes) return [];
    const what = video === null ? [] : [`${video.codec} ${video.width}x${video.height}`];
    return [[channelName, 'encode', textsCell([...what, english`${cores.toFixed(1)} cores`])]];
  });
}

/** What all of it costs, in sentences. */
export async function tellCosts({ output }: RelayInvocation, costs: RelayCosts): Promise<void> {
  const { ASSUMED, machineBytes } = await import('../../relay/index.js');
  const { processes, sources, memoryBytes, bufferBytes, cores, uplinkBitsPerSecond } = costs;
  const [memory, buffers, uplink] = [sized(memoryBytes), sized(bufferBytes), mbits(uplinkBitsPerSecond)];
  output.note(
    say`With all on air: ${processes} processes, ${memory} of memory (${buffers} for buffers), ${cores.toFixed(1)} cores, ${uplink} of uplink with a fifth to spare.`,
  );
  const assumed = sources.length - costs.examined;
  if (assumed > 0)
    output.note(
      say`Not examined: ${assumed} of ${sources.length}. Of these ${mbits(ASSUMED.bitsPerSecond)} each are assumed, copied unless the file has them encoded.`,
    );
  const there = availableParallelism();
  if (cores > there) {
    const encoded = sources.filter(({ encodes }) => encodes).length;
    output.warn(
      encoded === 0
        ? english`This machine has ${there} cores, and the sources need ${cores.toFixed(1)}: divide them with --shard.`
        : english`This machine has ${there} cores, and the sources need ${cores.toFixed(1)}, of which ${costs.encodingCores.toFixed(1)} to encode ${encoded}: have the cameras send H.264, or divide them with --shard.`,
    );
  }
  const memoryThere = machineBytes();
  if (memoryBytes > memoryThere)
    output.warn(
      english`This machine has ${sized(memoryThere)} of memory, and the sources need ${memory}: shorten buffers, or divide the sources with --shard.`,
    );
}

function mbits(bitsPerSecond: number): string {
  const count = bitsPerSecond / 1e6;
  return `${count >= 10 ? Math.round(count) : count.toFixed(1)} Mbit/s`;
}
