import { maskKeyId, redact } from '../../client/redact.js';
import { type PublishUrl, readPublishUrl } from '../../client/sign/publish-url.js';
import { findMistakes } from '../../client/sign/signature-mistakes.js';
import { english } from '../../english.js';
import { ConfigurationError } from '../../errors.js';
import { isoSeconds } from '../../protocol/time.js';
import type { Credentials } from '../../protocol/wire.js';
import { resolveSettings } from '../../settings/settings.js';
import type { Invocation } from '../command.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { age } from '../terminal/durations.js';
import { withLocalTimes } from '../terminal/local-time.js';

/** What `--check` says about a signature, and why. */
type Signature =
  | { verdict: 'valid'; note: string | null }
  | { verdict: 'invalid'; mistakes: readonly string[] }
  | { verdict: 'unchecked'; why: string };

/** Takes a publish URL apart and tells whether a publisher could use it: exit code 0, or 4 when it could not. */
export async function checkUrl(invocation: Invocation, text: string): Promise<ExitCode | undefined> {
  const { context, output } = invocation;
  const url = readPublishUrl(text);
  const expiry = expiryOf(url.expires, context.now());
  const signature = await judge(invocation, url);
  const { bucket, channelName, accessKeyId, params } = url;
  await output.result(
    {
      ...{ bucket, channelName, accessKeyId },
      expires: expiry.at === null ? null : expiry.at.getTime() / 1000,
      expiresAt: expiry.at?.toISOString() ?? null,
      usable: expiry.usable,
      parameters: Object.fromEntries(params.map(([name, value]) => [name, shownValue(name, value)])),
      signature,
    },
    {
      kind: 'fields',
      fields: [
        [english`Bucket`, bucket ?? english`not in the URL: a custom domain`],
        [english`Channel`, channelName],
        [english`Key`, accessKeyId ?? english`none: only a public-read-write bucket takes such a URL`],
        [english`Expires`, { value: expiry.words, text: withLocalTimes(expiry.words) }],
        ...(params.length > 0
          ? [
              [
                english`Parameters`,
                params.map(([name, value]) => `${name}=${shownValue(name, value)}`),
              ] as const,
            ]
          : []),
        [english`Signature`, signatureLines(signature)],
      ],
    },
  );
  return expiry.usable && signature.verdict !== 'invalid' ? undefined : EXIT.denied;
}

function shownValue(name: string, value: string): string {
  const isSecret = redact(`${name}=value`) !== `${name}=value`;
  return isSecret ? '***' : value;
}

interface Expiry {
  at: Date | null;
  usable: boolean;
  words: string;
}

function expiryOf(text: string | null, now: Date): Expiry {
  if (text === null) return { at: null, usable: false, words: english`never said: Expires is missing` };
  const at = new Date(Number(text) * 1000);
  if (!/^\d+$/.test(text) || Number.isNaN(at.getTime())) {
    const why = /^\d{13}$/.test(text) ? english`milliseconds; it is Unix seconds` : english`not Unix seconds`;
    return { at: null, usable: false, words: english`${text} is ${why}` };
  }
  const seconds = Math.floor(at.getTime() / 1000) - Math.floor(now.getTime() / 1000);
  if (Number(text) < 1e9) {
    return { at, usable: false, words: english`${text} is a duration; it is the Unix time of the end` };
  }
  if (Number(text) >= 1e12) {
    const words = english`${text} is milliseconds; it is Unix seconds, and so ends in ${at.getUTCFullYear()}`;
    return { at, usable: true, words };
  }
  return seconds > 0
    ? { at, usable: true, words: english`${isoSeconds(at)}, in ${age(now, at)}` }
    : { at, usable: false, words: english`${isoSeconds(at)}: expired ${age(at, now)} ago` };
}

async function judge(invocation: Invocation, url: PublishUrl): Promise<Signature> {
  if (url.params.some(([name]) => /^x-oss-(signature|credential)/i.test(name))) {
    return { verdict: 'invalid', mistakes: [english`it is signed with V4; RTMP takes HMAC-SHA1 (V1) only`] };
  }
  if (url.signature === null)
    return { verdict: 'invalid', mistakes: [english`there is no Signature in the URL`] };
  const known = await knownKey(invocation, url);
  if (typeof known === 'string') return { verdict: 'unchecked', why: known };
  const { credentials, bucket } = known;
  if (url.accessKeyId !== credentials.accessKeyId) {
    const [theirs, ours] = [url.accessKeyId ?? english`no key`, credentials.accessKeyId].map(maskKeyId);
    const why = english`it is signed by ${theirs}, and the secret at hand is that of ${ours}`;
    return { verdict: 'unchecked', why };
  }
  const finding = findMistakes(url, {
    accessKeySecret: credentials.accessKeySecret,
    bucket: url.bucket ?? bucket,
    otherBuckets: url.bucket === null || url.bucket === bucket ? [] : [bucket],
  });
  if (!finding.right) return { verdict: 'invalid', mistakes: finding.mistakes };
  return { verdict: 'valid', note: tokenNote(url, credentials, finding.tokenSigned) };
}

function tokenNote(
  { params }: PublishUrl,
  { securityToken }: Credentials,
  tokenSigned: boolean,
): string | null {
  const token = params.find(([name]) => name === 'security-token')?.[1];
  if (token === undefined)
    return securityToken ? english`but the key is temporary, and its security-token is missing` : null;
  return tokenSigned ? null : english`with the security-token appended unsigned, as the Go and C# SDKs do`;
}

/** The key and bucket that are set, or why there are none. What only the bucket lacks is taken from the URL. */
async function knownKey(
  { context, flags, settings }: Invocation,
  { bucket }: PublishUrl,
): Promise<{ credentials: Credentials; bucket: string } | string> {
  try {
    return await settings();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const standIn = { endpoint: 'oss-cn-hangzhou.aliyuncs.com', bucket: bucket ?? 'bucket' };
    return resolveSettings(context, { ...standIn, ...flags }).catch((missing: Error) => missing.message);
  }
}

function signatureLines(signature: Signature): string | string[] {
  switch (signature.verdict) {
    case 'valid':
      return signature.note === null ? 'valid' : english`valid, ${signature.note}`;
    case 'invalid':
      if (signature.mistakes.length === 0)
        return english`invalid: most likely another secret, channel, bucket or expiry`;
      return signature.mistakes.map((mistake) => english`invalid: ${mistake}`);
    case 'unchecked':
      return english`not checked: ${signature.why}`;
  }
}
