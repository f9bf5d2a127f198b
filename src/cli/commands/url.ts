import { bareRegion, locate, readEndpoint } from '../../client/endpoint.js';
import { validateExpiresSeconds, validatePlaylistName } from '../../client/validate.js';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { Playback } from '../../recording/index.js';
import type { Settings } from '../../settings/settings.js';
import { CHANNEL, defineCommand, type FlagTable } from '../command.js';
import { say } from '../say.js';
import { reportPlayback } from '../terminal/playback-report.js';
import { parseDuration } from '../times.js';

const DEFAULT_SECONDS = 3600;
/** Nobody's: what it is allowed, every page is. */
const ANY_PAGE = 'https://oss-live.invalid';

const flags = {
  expires: { value: '<duration>', help: 'how long a signed link is good: 3600, 90m, 12h, 7d; default 1h' },
  object: {
    value: '<playlist.m3u8>',
    help: "a playlist saved in the channel's folder, instead of its live one",
  },
  domain: { value: '<host>', help: 'custom domain of the bucket for the link: play.example.com' },
  origin: { value: '<origin>', help: 'look whether a web page of this origin may play it' },
  qr: { help: 'print a QR code, to watch on a phone' },
} as const satisfies FlagTable;

export const url = defineCommand({
  name: 'url',
  group: 'Playback',
  summary: 'Print a URL that plays a channel, signed if its bucket is private',
  details: [
    'One line on stdout. Where anybody may read the playlist and its segments it is the play URL as it is; else a link whose segments the service signs (x-oss-process=hls/sign). Which it is, is found out by asking for them without a signature.',
    'Whoever has a signed link can watch until it expires: after an hour, or --expires, with V4 after seven days at most, and never after the security token of a temporary key. A player that is then in the middle of it stops.',
    'A playlist of more than 1 MB (about 1.8 days of segments of 5 s) the service does not sign: vod --presign signs its segments here, download saves them.',
    'The link is tried as a player on a web page would, and what page may not play it is told on stderr, with the CORS rule that the bucket lacks. Nothing is changed in the bucket.',
  ],
  arguments: [CHANNEL],
  flags,
  examples: [
    { line: 'ffplay "$(oss-live url test-channel)"', comment: 'watch what is live' },
    {
      line: 'oss-live url test-channel --object class.m3u8 --expires 7d',
      comment: 'a recording that vod-save has stored, for a week',
    },
    {
      line: 'oss-live url test-channel --domain play.example.com --origin https://www.example.com',
      comment: 'on a custom domain, for a page of another',
    },
    { line: 'oss-live url test-channel --qr', comment: 'for a phone' },
  ],
  async run(invocation) {
    const { context, flags, words, output } = invocation;
    const expiresSeconds =
      flags.expires === undefined ? DEFAULT_SECONDS : parseDuration(flags.expires, '--expires');
    validateExpiresSeconds(expiresSeconds);
    if (flags.object !== undefined) validatePlaylistName(flags.object);
    const origin = flags.origin === undefined ? null : originIn(flags.origin);
    if (flags.domain !== undefined) readEndpoint(flags.domain);

    const { channelName } = await invocation.channel(words[0]);
    const [settings, client] = [await invocation.settings(), await invocation.client()];
    const { corsGap, findPlayback, livePlaylistOf } = await import('../../recording/index.js');
    const isLive = flags.object === undefined;
    const { playlistName, isKnown } = isLive
      ? await livePlaylistOf(client, channelName, context.signal)
      : { playlistName: flags.object, isKnown: true };
    if (!isKnown)
      output.warn(
        say`The name of its playlist was not looked up (oss:GetLiveChannel): ${playlistName} is taken; --object names another.`,
      );
    const { openTransport } = await import('../connect.js');
    const found = await findPlayback({
      ...settings,
      ...(flags.domain === undefined ? {} : onDomain(flags.domain, settings)),
      ...{
        client,
        channelName,
        playlistName,
        isLive,
        expiresSeconds,
        now: context.now,
        signal: context.signal,
      },
      transport: context.transport ?? (await openTransport(settings.network)),
      origin: origin ?? ANY_PAGE,
    });

    const { signatureVersion, credentials, credentialsExpireAt, bucket } = settings;
    const hasOpenToken = Boolean(credentials.securityToken) && credentialsExpireAt === null;
    const isKeptOut = origin !== null && found.allowsOrigin === false;
    const cors = isKeptOut ? await corsGap(client, origin, context.signal) : null;
    reportPlayback({ ...found, origin, cors, signatureVersion, hasOpenToken }, output);
    if (output.json) {
      const object = `oss://${bucket}/${channelName}/${playlistName}`;
      const document = {
        channelName,
        playlistName,
        object,
        ...documentOf(found, signatureVersion),
        origin,
        cors,
      };
      await output.result(document, { kind: 'none' });
    } else if (flags.qr) {
      const { showQrCode } = await import('../terminal/qr-code.js');
      showQrCode(found.url, context, flags);
    } else {
      output.text(`${found.url}\n`);
    }
  },
});

/** `https://www.example.com`, as browsers send it. */
function originIn(text: string): string {
  const { protocol, origin = 'null' } = URL.canParse(text) ? new URL(text) : { protocol: '' };
  if (/^https?:$/.test(protocol)) return origin;
  throw new UsageError(english`--origin ${JSON.stringify(text)} is not the origin of a web page.`, {
    hint: english`An origin is scheme, host and port: https://www.example.com`,
  });
}

/** Links lead there; the region that signs is still that of the bucket. */
function onDomain(domain: string, settings: Settings): Pick<Settings, 'endpoint' | 'region' | 'addressing'> {
  const { signRegion } = locate(settings);
  const region = signRegion === null ? null : bareRegion(signRegion);
  return { endpoint: readEndpoint(domain).url, region, addressing: 'cname' };
}

function documentOf(
  { url, isPublic, validity, wasTried, allowsOrigin }: Playback,
  signatureVersion: Settings['signatureVersion'],
): object {
  return {
    ...{ url, isPublic, signatureVersion: validity === null ? null : signatureVersion },
    expiresSeconds: validity?.expiresSeconds ?? null,
    expiresAt: validity?.expiresAt.toISOString() ?? null,
    ...{ cutBy: validity?.cutBy ?? null, wasTried, allowsOrigin },
  };
}
