import { broadcast } from './broadcast.js';
import { argumentsFor, shownCommand, signTargets } from './command.js';
import { eventStream } from './event-stream.js';
import type { PushEvent } from './events.js';
import type { Plan } from './ffmpeg/encoding.js';
import { maskLine } from './ffmpeg/mask-line.js';
import type { Media } from './ffmpeg/media.js';
import type { PushOptions, SharingOptions } from './options.js';
import { makePlans } from './plan.js';
import type { Finding } from './preflight.js';
import { isStdin } from './source.js';

export { BufferMemory } from '../publish/index.js';
export type { EndedChannel, EventError, PushEvent, PushProgress } from './events.js';
export type { Plan } from './ffmpeg/encoding.js';
export { ffmpegFailure } from './ffmpeg/failure.js';
export type { AudioFacts, Media, VideoFacts } from './ffmpeg/media.js';
export type { PushOptions } from './options.js';
export type { Finding } from './preflight.js';

/**
 * Pushes files or a stream to channels through ffmpeg, and keeps it on air: examines the input, signs the URLs, makes
 * sure that the service is live, reconnects and resumes when the stream breaks (docs/push.md).
 *
 * Begins when the first event is asked for. ffmpeg is never kept waiting by whoever reads: of `progress` only the latest
 * waits, and of more than 1000 events the oldest lines of ffmpeg are left out, which the next line tells. The last event
 * is `ended`. `return()`, as by leaving a `for await`, and the signal end the stream cleanly, within four seconds, and
 * still save the recording; they are no errors. What else ends a push early is in `ended`, and then thrown: UsageError
 * for an input that cannot be sent, ServiceError, NetworkError, CommandError. Channels of several that failed while
 * others went on are only in `ended`.
 */
export function push(options: PushOptions): AsyncGenerator<PushEvent, void, void> {
  const now = options.now ?? (() => new Date());
  return eventStream((add, signal) => {
    const emit: Parameters<typeof broadcast>[1] = ({ event, ...fields }) =>
      add({ event, time: now().toISOString(), ...fields } as PushEvent);
    return broadcast(options, emit, signal);
  }, options.signal);
}

/** The same, with a buffer that shares memory with those of other pushes. */
export function pushSharing(options: SharingOptions): AsyncGenerator<PushEvent, void, void> {
  return push(options);
}

/** What a push would do. */
export interface PushPlan {
  /** The names of the channels. */
  channels: readonly string[];
  /** Empty for what cannot be examined before it is sent. */
  inputs: readonly Media[];
  /** What is copied and what encoded. */
  plan: Plan;
  /** What is worth knowing before it begins. */
  findings: readonly Finding[];
  /** ffmpeg and its arguments, signatures and passwords masked. */
  command: readonly string[];
  /** With a buffer: where what ffmpeg writes is published to, by this process; signatures masked. Else empty. */
  publishUrls: readonly string[];
}

/** Looks at the input and the channels as a push does, and changes nothing. Throws what `push` would throw by then. */
export async function planPush(options: PushOptions): Promise<PushPlan> {
  // What is read of stdin for a look would be missing in the push.
  const looked = { ...options, ...(options.inputs.some(isStdin) ? { probe: false } : {}) };
  const plans = await makePlans(looked, options.signal ?? new AbortController().signal);
  const { urls } = await signTargets(plans);
  const { inputs, plan, findings } = plans.examined;
  const isBuffered = plans.bufferSeconds !== null;
  const command = shownCommand(plans.ffmpeg, argumentsFor(plans, isBuffered ? null : urls, 0));
  const publishUrls = isBuffered ? urls.map((url) => maskLine(url)) : [];
  const channels = plans.targets.map(({ channelName }) => channelName);
  return { channels, inputs, plan, findings, command, publishUrls };
}
