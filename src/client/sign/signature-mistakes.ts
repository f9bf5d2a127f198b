import { createHmac } from 'node:crypto';
import { english } from '../../english.js';
import { compareText, decoded, percentEncode } from './encoding.js';
import type { Parameter, PublishUrl } from './publish-url.js';

/** How a URL was signed: rightly, with or without its token, or with known mistakes; none known is an empty list. */
export type Finding = { right: true; tokenSigned: boolean } | { right: false; mistakes: readonly string[] };

export interface Secrets {
  accessKeySecret: string;
  /** The bucket of the URL. */
  bucket: string;
  /** Other buckets that may have been meant. */
  otherBuckets: readonly string[];
}

/** What went into a signature. OSS documentation: HMAC-SHA1 of expiry, parameters and `/{bucket}/{channel}`. */
interface Recipe {
  algorithm: 'sha1' | 'sha256';
  secret: string;
  expires: string;
  params: readonly Parameter[];
  /** Between a name and its value. */
  colon: string;
  bucket: string;
  channel: string;
  /** Everything before `/{bucket}/{channel}`, as a list of lines. */
  lines(recipe: Recipe): readonly string[];
  resource(recipe: Recipe): string;
  digest: 'base64' | 'hex';
  /** What became of the signature on its way into the URL. */
  written(signature: string): string;
}

interface Mistake {
  what: string;
  /** What it makes of a recipe. */
  make(recipe: Recipe): Partial<Recipe>;
}

/** Looks for the way of signing that gives the signature in the URL: without a mistake, with one, or with two. */
export function findMistakes(url: PublishUrl, secrets: Secrets): Finding {
  const { signature } = url;
  const right = rightRecipe(url, secrets);
  const gives = (recipe: Recipe) => signature === signatureOf(recipe);
  const made = (recipe: Recipe, { make }: Mistake) => ({ ...recipe, ...make(recipe) });
  const hasToken = right.params.some(isToken);
  if (gives(right)) return { right: true, tokenSigned: hasToken };
  if (hasToken && gives(withoutToken(right))) return { right: true, tokenSigned: false };

  const bases = hasToken ? [right, withoutToken(right)] : [right];
  const mistakes = mistakesIn(url, secrets);
  for (const base of bases)
    for (const one of mistakes) if (gives(made(base, one))) return { right: false, mistakes: [one.what] };
  for (const base of bases)
    for (const one of mistakes)
      for (const other of mistakes)
        if (gives(made(made(base, one), other))) return { right: false, mistakes: [one.what, other.what] };
  return { right: false, mistakes: [] };
}

function rightRecipe(
  { expires, params, channelName }: PublishUrl,
  { accessKeySecret, bucket }: Secrets,
): Recipe {
  return {
    algorithm: 'sha1',
    secret: accessKeySecret,
    expires: expires ?? '',
    params: [...params].sort(([a], [b]) => compareText(a, b)),
    colon: ':',
    bucket,
    channel: channelName,
    lines: ({ expires, params, colon }) => [expires, ...params.map(([name, value]) => name + colon + value)],
    resource: ({ bucket, channel }) => `/${bucket}/${channel}`,
    digest: 'base64',
    written: (signature) => signature,
  };
}

function signatureOf(recipe: Recipe): string {
  const text = [...recipe.lines(recipe), recipe.resource(recipe)].join('\n');
  const { algorithm, secret, digest } = recipe;
  return recipe.written(createHmac(algorithm, secret).update(text).digest(digest));
}

function withoutToken(recipe: Recipe): Recipe {
  return { ...recipe, params: recipe.params.filter((param) => !isToken(param)) };
}

function isToken([name]: Parameter): boolean {
  return name === 'security-token';
}

const DURATIONS = [60, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400, 604_800];

function mistakesIn(url: PublishUrl, { otherBuckets }: Secrets): Mistake[] {
  const mistake = (what: string, make: Mistake['make']): Mistake => ({ what, make });
  const values = (what: string, change: (value: string) => string) =>
    mistake(what, ({ params }) => ({
      params: params.map(([name, value]) => [name, change(value)] as const),
    }));
  const resource = (what: string, resource: Recipe['resource']) => mistake(what, () => ({ resource }));
  const channel = (what: string, channel: string) => mistake(what, () => ({ channel }));
  const expires = (what: string, expires: string) => mistake(what, () => ({ expires }));
  const written = (what: string, written: Recipe['written']) => mistake(what, () => ({ written }));
  return [
    channel(
      english`the channel was signed percent-encoded; it is signed raw`,
      percentEncode(url.channelName),
    ),
    channel(english`the channel was signed as it stands in the URL; it is signed raw`, url.rawChannel),
    channel(english`the channel was encoded twice in the URL`, decoded(url.channelName)),
    mistake(english`playlistName was not signed`, ({ params }) => ({
      params: params.filter(([name]) => name !== 'playlistName'),
    })),
    mistake(english`no parameter was signed`, () => ({ params: [] })),
    values(english`parameter values were signed percent-encoded; they are signed raw`, percentEncode),
    values(english`parameter values were encoded twice in the URL`, decoded),
    values(english`a + in a parameter was turned into a space before it was signed`, (value) =>
      value.replaceAll('+', ' '),
    ),
    values(english`a space in a parameter was a + when it was signed`, (value) => value.replaceAll(' ', '+')),
    mistake(
      english`the parameters were signed in the order of the URL; they are sorted by name`,
      ({ params }) => ({
        params: url.params.filter(([name]) => params.some(([kept]) => kept === name)),
      }),
    ),
    mistake(english`parameters were signed as name=value; it is name:value`, () => ({ colon: '=' })),
    ...otherBuckets.map((bucket) =>
      mistake(english`bucket ${bucket} was signed; the URL leads elsewhere`, () => ({ bucket })),
    ),
    resource(
      english`live/ was signed; the resource is /bucket/channel`,
      ({ bucket, channel }) => `/${bucket}/live/${channel}`,
    ),
    resource(
      english`the bucket was not signed; the resource is /bucket/channel`,
      ({ channel }) => `/${channel}`,
    ),
    resource(english`live/ was signed in place of the bucket`, ({ channel }) => `/live/${channel}`),
    resource(
      english`the resource was signed without its first slash`,
      ({ bucket, channel }) => `${bucket}/${channel}`,
    ),
    resource(
      english`?live was signed; that is for HTTP requests`,
      ({ bucket, channel }) => `/${bucket}/${channel}?live`,
    ),
    resource(english`a line break was signed at the end`, ({ bucket, channel }) => `/${bucket}/${channel}\n`),
    mistake(english`the text of an HTTP request (GET) was signed; RTMP has its own`, () => ({
      lines: ({ expires }) => ['GET', '', '', expires],
    })),
    ...DURATIONS.map((seconds) =>
      expires(english`a duration (${seconds}) was signed; it is the Unix time in the URL`, String(seconds)),
    ),
    expires(english`Unix milliseconds were signed; the URL has seconds`, `${url.expires}000`),
    mistake(english`HMAC-SHA256 was used; it is HMAC-SHA1`, () => ({ algorithm: 'sha256' })),
    mistake(english`the signature is hexadecimal; it is base64`, () => ({ digest: 'hex' })),
    written(english`a + of the signature was turned into a space`, (signature) =>
      signature.replaceAll('+', ' '),
    ),
    written(english`the signature was encoded twice`, percentEncode),
    written(english`the end of the signature (=) is missing`, (signature) => signature.replace(/=+$/, '')),
    mistake(english`a line break after the secret was used as part of it`, ({ secret }) => ({
      secret: `${secret}\n`,
    })),
    mistake(english`a space after the secret was used as part of it`, ({ secret }) => ({
      secret: `${secret} `,
    })),
  ];
}
