import type { Invocation } from '../cli/command.js';
import type { PushOptions } from '../cli/commands/push-options.js';
import type { Plans } from './broadcast.js';
import { canDrawText, examine, inspect } from './examine.js';
import type { Source } from './source.js';
import { lookAtTarget } from './targets.js';

interface Asking {
  options: PushOptions;
  source: Source;
  /** The path of ffmpeg. */
  ffmpeg: string;
  channels(): Promise<readonly string[]>;
}

/** Looks at channels and inputs, at the same time, and settles everything; changes nothing. */
export async function plan(invocation: Invocation, asking: Asking): Promise<Plans> {
  const { context, passthrough } = invocation;
  const { options, source, ffmpeg, channels } = asking;
  const givenUp = new AbortController();
  const signal = AbortSignal.any([context.signal, givenUp.signal]);
  const inspected = inspect(source, { ffmpeg, context, signal });
  // The channels come first: what is wrong with the input is of no use without one.
  inspected.catch(() => undefined);
  const look = async () => {
    const channelNames = await channels();
    const settings = await invocation.settings();
    const client = await invocation.client();
    const asked = { client, settings, options, signal };
    const looks = channelNames.map((channelName) => lookAtTarget(channelName, asked));
    return { settings, client, targets: await Promise.all(looks) };
  };
  const { settings, client, targets } = await look().catch((error) => {
    givenUp.abort(error);
    throw error;
  });
  const fragDuration = Math.min(...targets.map((target) => target.fragDuration));
  const asked = { ...options.encoding, fragDuration };
  const examined = examine(source, await inspected, asked);
  const clock = source.kind === 'test' && (await canDrawText(ffmpeg, context));
  const now = () => new Date(context.now().getTime() + client.clockOffsetMs);
  const given = { context, signal: context.signal, client, now, settings, options, source, ffmpeg };
  return { ...given, asked, examined, targets, clock, outputOptions: passthrough };
}
