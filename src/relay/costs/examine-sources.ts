import { CLIENT_LIMITS } from '../../client/limits.js';
import { sideBySide } from '../../client/side-by-side.js';
import { OssLiveError } from '../../errors.js';
import { type PushOptions, planPush } from '../../push/index.js';
import type { RelaySource } from '../options.js';

/** What is known of a source before it is sent. */
export interface ExaminedSource {
  source: RelaySource;
  /** Null when it was not examined. */
  found: { video: FoundVideo | null; bitsPerSecond: number | null; encodes: boolean } | null;
  /** Why not; null when it is not to be examined, or the time was up. */
  error: OssLiveError | null;
}

export interface FoundVideo {
  /** ffmpeg's name: `h264`, `hevc`. */
  codec: string;
  width: number;
  height: number;
  framesPerSecond: number | null;
}

interface Examining {
  /** What all pushes share. */
  shared: Omit<PushOptions, 'inputs' | 'channelNames'>;
  signal: AbortSignal;
  onExamined?: () => void;
}

/**
 * Looks at sources as pushes to them would, some at a time, as far as half a minute suffices, and changes nothing. A source
 * that takes one connection only is left alone.
 */
export async function examineSources(
  sources: readonly RelaySource[],
  { shared, signal, onExamined }: Examining,
): Promise<ExaminedSource[]> {
  const over = AbortSignal.timeout(CLIENT_LIMITS.sourcesExamined.value);
  const either = AbortSignal.any([signal, over]);
  const atOnce = CLIENT_LIMITS.looksAtOnce.value;
  return sideBySide(sources, { atOnce, signal }, async (source) => {
    const examined = await examine(source, { ...shared, signal: either });
    signal.throwIfAborted();
    onExamined?.();
    return examined;
  });
}

async function examine(
  source: RelaySource,
  shared: Examining['shared'] & { signal: AbortSignal },
): Promise<ExaminedSource> {
  const { channelName, input, push } = source;
  if (push.probe === false || shared.signal.aborted) return { source, found: null, error: null };
  try {
    const asked = { ...shared, ...push, inputs: [input], channelNames: [channelName] };
    const { inputs, plan } = await planPush({ ...asked, create: true, enable: true, wait: true });
    const [media] = inputs;
    // A device or the test pattern cannot be examined.
    if (media === undefined) return { source, found: null, error: null };
    const { video, bitsPerSecond } = media;
    const encodes = plan.video !== 'copy';
    return { source, found: { video: video && foundVideo(video), bitsPerSecond, encodes }, error: null };
  } catch (error) {
    if (shared.signal.aborted) return { source, found: null, error: null };
    // What is missing on this machine is missing for all of them.
    if (error instanceof OssLiveError && !/^Ff\w+Missing$/.test(error.code))
      return { source, found: null, error };
    throw error;
  }
}

function foundVideo({ codec, width, height, framesPerSecond }: FoundVideo): FoundVideo {
  return { codec, width, height, framesPerSecond };
}
