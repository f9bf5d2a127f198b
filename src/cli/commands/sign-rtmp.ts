import { UsageError } from '../../errors.js';
import { unixSeconds } from '../../protocol/time.js';
import { validateExpiresSeconds } from '../../protocol/validate.js';
import { signRtmpUrl } from '../../sign/rtmp-url.js';
import type { FlagValue, RunCommand } from '../context.js';
import { isoSeconds, parseDuration, parseTime } from '../times.js';

const DEFAULT_SECONDS = 3600;

export const runSignRtmp: RunCommand = async (invocation) => {
  const { context, parsed, output } = invocation;
  const { flags } = parsed;
  const expires = expiry(flags, context.now());
  const playlistName = typeof flags.playlistName === 'string' ? flags.playlistName : null;
  const { channelName } = await invocation.channel(parsed.arguments[0]);
  const { endpoint, bucket, credentials, addressing } = await invocation.settings();
  const { url } = signRtmpUrl({
    endpoint,
    bucket,
    channelName,
    params: { playlistName },
    expires,
    credentials,
    addressing,
    signToken: flags.signToken !== false,
  });

  const expiresAt = new Date(expires * 1000);
  if (output.json) {
    const document = {
      channelName,
      bucket,
      url,
      ...serverAndKey(url),
      expires,
      expiresAt: expiresAt.toISOString(),
    };
    await output.result(document, { kind: 'none' });
    return;
  }
  output.text(`${url}\n`);
  if (context.stdout.isTTY) output.note(`Valid until ${isoSeconds(expiresAt)}.`);
};

/** Absolute Unix seconds. */
function expiry(flags: Readonly<Record<string, FlagValue>>, now: Date): number {
  const [duration, moment] = [flags.expires, flags.expiresAt];
  if (typeof duration === 'string' && typeof moment === 'string') {
    throw new UsageError('Give --expires or --expires-at, not both.');
  }
  if (typeof moment === 'string') return future(moment, now);
  const seconds = typeof duration === 'string' ? parseDuration(duration, '--expires') : DEFAULT_SECONDS;
  validateExpiresSeconds(seconds);
  return unixSeconds(now) + seconds;
}

function future(text: string, now: Date): number {
  if (/^\d{1,9}$/.test(text)) {
    throw new UsageError(`--expires-at: ${text} is too small for a Unix time.`, {
      hint: `For ${Number(text)} seconds from now say --expires ${Number(text)}.`,
    });
  }
  const expires = unixSeconds(parseTime(text, '--expires-at', now));
  if (expires > unixSeconds(now)) return expires;
  throw new UsageError(`--expires-at ${text} is in the past.`, {
    hint: 'Give a later moment in ISO 8601 or Unix seconds, or a duration with --expires.',
  });
}

/** The two halves that encoders with separate fields ask for: up to the last folder, and the rest with its query. */
function serverAndKey(url: string): { server: string; streamKey: string } {
  const slash = url.lastIndexOf('/', url.indexOf('?'));
  return { server: url.slice(0, slash), streamKey: url.slice(slash + 1) };
}
