import type { Source } from '../../push/source.js';
import type { Invocation } from '../command.js';
import type { Plans } from './broadcast.js';
import { canDrawText, examine, inspect } from './examine.js';
import type { PushOptions } from './options.js';
import { lookAtTarget, type Target } from './targets.js';

interface Asking {
  options: PushOptions;
  source: Source;
  /** The path of ffmpeg. */
  ffmpeg: string;
  channels: readonly string[];
}

/** Looks at channels and inputs, at the same time, and settles everything; changes nothing. */
export async function plan(invocation: Invocation, asking: Asking): Promise<Plans> {
  const { context, parsed } = invocation;
  const { options, source, ffmpeg, channels } = asking;
  const settings = await invocation.settings();
  const client = await invocation.client();
  const givenUp = new AbortController();
  const signal = AbortSignal.any([context.signal, givenUp.signal]);
  const inspected = inspect(source, { ffmpeg, context, signal });
  // The channels come first: what is wrong with the input is of no use without one.
  inspected.catch(() => undefined);
  let targets: Target[];
  try {
    const looking = { client, settings, options, signal };
    targets = await Promise.all(channels.map((channelName) => lookAtTarget(channelName, looking)));
  } catch (error) {
    givenUp.abort(error);
    throw error;
  }
  const fragDuration = Math.min(...targets.map((target) => target.fragDuration));
  const asked = { ...options.encoding, fragDuration };
  const examined = examine(source, await inspected, asked);
  const clock = source.kind === 'test' && (await canDrawText(ffmpeg, context));
  const now = () => new Date(context.now().getTime() + client.clockOffsetMs);
  const given = { context, signal: context.signal, client, now, settings, options, source, ffmpeg };
  return { ...given, asked, examined, targets, clock, outputOptions: parsed.passthrough };
}
