import { signRtmpUrl } from '../../client/sign/rtmp-url.js';
import { validateExpiresSeconds } from '../../client/validate.js';
import { UsageError } from '../../errors.js';
import { isoSeconds, unixSeconds } from '../../protocol/time.js';
import type { Invocation, RunCommand } from '../command.js';
import type { FlagValue } from '../context.js';
import type { ExitCode } from '../exit-codes.js';
import { colorLevel } from '../terminal/color.js';
import { commandLine } from '../terminal/shell.js';
import { parseDuration, parseTime } from '../times.js';

const DEFAULT_SECONDS = 3600;

export const runSignRtmp: RunCommand = async (invocation) => {
  const { context, parsed, output } = invocation;
  const { flags } = parsed;
  if (typeof flags.check === 'string') return checkInstead(invocation, flags.check);
  const form = formOf(flags);
  const expires = expiry(flags, context.now());
  const params = parameters(flags);
  const { channelName } = await invocation.channel(parsed.arguments[0]);
  const settings = await invocation.settings();
  const { bucket, credentials, credentialsExpireAt } = settings;
  const signToken = flags.signToken !== false;
  const { url } = signRtmpUrl({ ...settings, channelName, params, expires, signToken });
  const expiresAt = new Date(expires * 1000);
  if (credentials.securityToken && credentialsExpireAt !== null && credentialsExpireAt < expiresAt) {
    output.warn(
      `The URL is valid until ${isoSeconds(expiresAt)}, but its security token only until ${isoSeconds(credentialsExpireAt)}.`,
    );
  }

  const parts = serverAndKey(url);
  if (output.json) {
    const { accessKeyId } = credentials;
    const given = { channelName, bucket, url, ...parts, accessKeyId, parameters: params };
    await output.result({ ...given, expires, expiresAt: expiresAt.toISOString() }, { kind: 'none' });
    return;
  }
  await show(invocation, form, { url, ...parts });
  if (context.stdout.isTTY) output.note(`Valid until ${isoSeconds(expiresAt)}.`);
};

const FORMS = ['obs', 'ffmpeg', 'qr'] as const;

type Form = (typeof FORMS)[number];

function formOf(flags: Flags): Form | null {
  const asked = FORMS.filter((form) => flags[form] === true);
  if (asked.length < 2) return asked[0] ?? null;
  throw new UsageError(`Give one of ${asked.map((form) => `--${form}`).join(' and ')}.`);
}

interface Parts {
  url: string;
  server: string;
  streamKey: string;
}

async function show({ context, parsed, output }: Invocation, form: Form | null, parts: Parts): Promise<void> {
  const { url, server, streamKey } = parts;
  switch (form) {
    case 'obs':
      return output.result(null, {
        kind: 'fields',
        fields: [
          ['Server', server],
          ['Stream key', streamKey],
        ],
      });
    case 'ffmpeg':
      return output.text(`${commandLine(['ffmpeg', '-re', '-i', 'input.mp4', ...COPY, url])}\n`);
    case 'qr': {
      const { qrCode } = await import('../terminal/qr-code.js');
      const color = colorLevel(context.stdout, { env: context.env, color: parsed.flags.color }) > 0;
      return output.text(qrCode(url, { columns: context.stdout.columns ?? Number.POSITIVE_INFINITY, color }));
    }
    case null:
      return output.text(`${url}\n`);
  }
}

const COPY = ['-c', 'copy', '-f', 'flv'];

async function checkInstead(invocation: Invocation, url: string): Promise<ExitCode | undefined> {
  if (invocation.parsed.arguments.length > 0) {
    throw new UsageError('--check takes the channel from the URL: leave the argument out.');
  }
  const { checkUrl } = await import('./sign-rtmp-check.js');
  return checkUrl(invocation, url);
}

/** Those of `--param`, and the playlist name. */
function parameters({ param, playlistName }: Flags): Record<string, string> {
  const found = new Map<string, string>();
  for (const text of Array.isArray(param) ? param : []) {
    const equals = text.indexOf('=');
    if (equals < 1) throw new UsageError(`--param ${text} is not name=value.`);
    const name = text.slice(0, equals);
    if (found.has(name)) throw new UsageError(`--param gives ${name} twice.`);
    found.set(name, text.slice(equals + 1));
  }
  if (typeof playlistName === 'string') {
    if (found.has('playlistName')) throw new UsageError('Give --playlist-name or the parameter, not both.');
    found.set('playlistName', playlistName);
  }
  return Object.fromEntries(found);
}

type Flags = Readonly<Record<string, FlagValue>>;

/** Absolute Unix seconds. */
function expiry(flags: Flags, now: Date): number {
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
