import { signRtmpUrl } from '../../client/sign/rtmp-url.js';
import { validateExpiresSeconds } from '../../client/validate.js';
import { english, listed } from '../../english.js';
import { UsageError } from '../../errors.js';
import { isLoopback } from '../../protocol/loopback.js';
import { unixSeconds } from '../../protocol/time.js';
import { isNews } from '../../settings/state.js';
import { CHANNEL, defineCommand, type FlagsOf, type FlagTable, type Invocation } from '../command.js';
import type { ExitCode } from '../exit-codes.js';
import { say } from '../say.js';
import { signsToken } from '../sign-token.js';
import { commandLine } from '../terminal/shell.js';
import { parseDuration, parseTime } from '../times.js';

const DEFAULT_SECONDS = 3600;

const flags = {
  expires: { value: '<duration>', help: 'how long the URL is valid: 3600, 90m, 12h, 7d; default 1h' },
  expiresAt: { value: '<time>', help: 'until when instead: ISO 8601 or Unix seconds' },
  playlistName: { value: '<name.m3u8>', help: "write this playlist instead of the channel's own" },
  param: { value: '<name=value...>', help: 'a further signed parameter; may be repeated' },
  obs: { help: 'print server and stream key, the two boxes of OBS' },
  ffmpeg: { help: 'print an ffmpeg command that a shell takes as it is' },
  qr: { help: 'print a QR code, for encoders on a phone' },
  check: { value: '<url>', help: 'take a publish URL apart: 0 when it can be used, 4 when not' },
  signToken: { negated: true, help: 'append the STS token without signing it' },
} as const satisfies FlagTable;

/** Told once for each bucket, to whoever looks at the URL. */
const ABOUT_V1 = english`Signed with V1, which OSS asks of RTMP. Whether accounts that are closed to V1 may push is not documented.`;

type Flags = FlagsOf<typeof flags>;
type SignInvocation = Invocation<typeof flags>;

export const signRtmp = defineCommand({
  name: 'sign-rtmp',
  group: 'Streaming',
  summary: 'Print a signed publish URL, for any encoder that speaks RTMP',
  details: [
    'One line on stdout. When the channel is known, nothing is sent: the URL is computed on this machine.',
    'The signature is checked when a publisher connects; a running push goes on after it has expired.',
    'It is always V1: OSS has no other for RTMP. Accounts opened since March 2025 are closed to V1 over HTTP; whether they may push is not documented.',
    '--check sends nothing either. Of an invalid signature it says what was signed differently, as far as that can be found with the secret.',
  ],
  arguments: [CHANNEL],
  flags,
  examples: [
    { line: 'oss-live sign-rtmp --expires 3600', comment: 'for the channel last created, valid for an hour' },
    {
      line: 'ffmpeg -re -i 1.flv -c copy -f flv "$(oss-live sign-rtmp test-channel)"',
      comment: 'push with any other tool',
    },
    {
      line: 'oss-live sign-rtmp test-channel --obs',
      comment: 'server and stream key apart, as OBS asks for them',
    },
    {
      line: "oss-live sign-rtmp --check 'rtmp://...'",
      comment: 'which channel and key, how long, and whether the signature is valid',
    },
  ],
  async run(invocation) {
    const { context, flags, words, output } = invocation;
    if (flags.check !== undefined) return checkInstead(invocation, flags.check);
    const form = formOf(flags);
    const expires = expiry(flags, context.now());
    const params = parameters(flags);
    const { channelName } = await invocation.channel(words[0]);
    const settings = await invocation.settings();
    const { bucket, credentials, credentialsExpireAt } = settings;
    const signToken = await signsToken(context, settings, flags.signToken);
    const { url } = signRtmpUrl({ ...settings, channelName, params, expires, signToken });
    const expiresAt = new Date(expires * 1000);
    if (credentials.securityToken && credentialsExpireAt !== null && credentialsExpireAt < expiresAt) {
      output.warn(
        say`The URL is valid until ${output.time(expiresAt)}, but its security token only until ${output.time(credentialsExpireAt)}.`,
      );
    }

    const parts = serverAndKey(url);
    if (output.json) {
      const { accessKeyId } = credentials;
      const given = { channelName, bucket, url, ...parts, accessKeyId, parameters: params };
      await output.result({ ...given, expires, expiresAt: expiresAt.toISOString() }, { kind: 'none' });
      return undefined;
    }
    await show(invocation, form, { url, ...parts });
    if (!context.stdout.isTTY) return;
    output.note(say`Valid until ${output.time(expiresAt)}.`);
    if (!isLoopback(new URL(settings.endpoint).hostname) && (await isNews(context, settings, 'rtmp-v1')))
      output.note(ABOUT_V1);
  },
});

const FORMS = ['obs', 'ffmpeg', 'qr'] as const;

type Form = (typeof FORMS)[number];

function formOf(flags: Flags): Form | null {
  const asked = FORMS.filter((form) => flags[form]);
  if (asked.length < 2) return asked[0] ?? null;
  throw new UsageError(
    english`Give one of ${listed(
      asked.map((form) => `--${form}`),
      'and',
    )}.`,
  );
}

interface Parts {
  url: string;
  server: string;
  streamKey: string;
}

async function show(
  { context, flags, output }: SignInvocation,
  form: Form | null,
  parts: Parts,
): Promise<void> {
  const { url, server, streamKey } = parts;
  switch (form) {
    case 'obs':
      return output.result(null, {
        kind: 'fields',
        fields: [
          [english`Server`, server],
          [english`Stream key`, streamKey],
        ],
      });
    case 'ffmpeg':
      return output.text(`${commandLine(['ffmpeg', '-re', '-i', 'input.mp4', ...COPY, url])}\n`);
    case 'qr': {
      const { showQrCode } = await import('../terminal/qr-code.js');
      return showQrCode(url, context, flags);
    }
    case null:
      return output.text(`${url}\n`);
  }
}

const COPY = ['-c', 'copy', '-f', 'flv'];

async function checkInstead(invocation: SignInvocation, url: string): Promise<ExitCode | undefined> {
  if (invocation.words.length > 0) {
    throw new UsageError(english`--check takes the channel from the URL: leave the argument out.`);
  }
  const { checkUrl } = await import('./sign-rtmp-check.js');
  return checkUrl(invocation, url);
}

/** Those of `--param`, and the playlist name. */
function parameters({ param, playlistName }: Flags): Record<string, string> {
  const found = new Map<string, string>();
  for (const text of param ?? []) {
    const equals = text.indexOf('=');
    if (equals < 1) throw new UsageError(english`--param ${text} is not name=value.`);
    const name = text.slice(0, equals);
    if (found.has(name)) throw new UsageError(english`--param gives ${name} twice.`);
    found.set(name, text.slice(equals + 1));
  }
  if (playlistName !== undefined) {
    if (found.has('playlistName'))
      throw new UsageError(english`Give --playlist-name or the parameter, not both.`);
    found.set('playlistName', playlistName);
  }
  return Object.fromEntries(found);
}

/** Absolute Unix seconds. */
function expiry(flags: Flags, now: Date): number {
  const { expires: duration, expiresAt: moment } = flags;
  if (duration !== undefined && moment !== undefined) {
    throw new UsageError(english`Give --expires or --expires-at, not both.`);
  }
  if (moment !== undefined) return future(moment, now);
  const seconds = duration === undefined ? DEFAULT_SECONDS : parseDuration(duration, '--expires');
  validateExpiresSeconds(seconds);
  return unixSeconds(now) + seconds;
}

function future(text: string, now: Date): number {
  if (/^\d{1,9}$/.test(text)) {
    throw new UsageError(english`--expires-at: ${text} is too small for a Unix time.`, {
      hint: english`For ${Number(text)} seconds from now say --expires ${Number(text)}.`,
    });
  }
  const expires = unixSeconds(parseTime(text, '--expires-at', now));
  if (expires > unixSeconds(now)) return expires;
  throw new UsageError(english`--expires-at ${text} is in the past.`, {
    hint: english`Give a later moment in ISO 8601 or Unix seconds, or a duration with --expires.`,
  });
}

/** The two halves that encoders with separate fields ask for: up to the last folder, and the rest with its query. */
function serverAndKey(url: string): { server: string; streamKey: string } {
  const slash = url.lastIndexOf('/', url.indexOf('?'));
  return { server: url.slice(0, slash), streamKey: url.slice(slash + 1) };
}
