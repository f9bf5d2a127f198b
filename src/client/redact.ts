import { decoded } from './sign/encoding.js';

const MASK = '***';

/** A value runs to the next delimiter; a full stop or colon that ends a sentence is not part of it. */
const VALUE = String.raw`[^&\s"'<>,]*[^&\s"'<>,.:;)]`;

const SECRET_PARAMETER = new RegExp(
  `\\b(Signature|x-oss-signature|(?:x-oss-)?security-?token|sts_?token)=${VALUE}`,
  'gi',
);
const KEY_ID_PARAMETER = new RegExp(`\\b(OSSAccessKeyId)=(${VALUE})`, 'gi');
const CREDENTIAL = new RegExp(`\\b(x-oss-credential|Credential)=([^/%&\\s"',]+)((?:/|%2F)${VALUE})`, 'gi');
/** `Authorization: OSS {id}:{signature}`, also as JSON or a header pair. The V4 form is masked by its fields. */
const V1_AUTHORIZATION = /\b(OSS )([^\s:"',]+):([A-Za-z0-9+/=]{27,})/g;
const OTHER_AUTHORIZATION =
  /\b(authorization["']?\s*[:=,]\s*["']?)(?=[^\s"'])(?!OSS )(?!OSS4-HMAC-SHA256 )([^"'\r\n]+)/gi;
/** Header lines, lines of canonical requests and of RTMP strings to sign. */
const TOKEN_LINE = /\b((?:x-oss-)?security-token["']?\s*[:,]\s*["']?)([^\s"',]+)/gi;
const JSON_FIELD =
  /(["'](?:accessKeySecret|securityToken|signature|SignatureProvided)["']\s*:\s*["'])([^"']+)/gi;
const XML_ELEMENT = /(<(SignatureProvided|StringToSignBytes|SecurityToken)>)[^<]*(<\/\2>)/g;
const KEY_ID = /\b(?:LTAI|STS\.)[A-Za-z0-9]{8,}/g;
/** `user:password@` in a URL, up to the last `@`: whoever has one in the password may not have encoded it. */
const PASSWORD = /\b([a-z][a-z0-9+.-]*:\/\/[^\s/:@?#[]*):(?!\d*(?:[\s/?#'"]|$))\S*@/gi;
/** A user name without a password is a token. */
const USER = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/:@?#]+@/gi;

/** Anything shorter is found inside ordinary words: masking it would spoil them and hide nothing. */
const SHORTEST_SECRET = 6;

/**
 * Text that can be shown: signatures, security tokens, passwords in URLs and the given secrets are masked, key ids
 * keep their first and last four characters. Secrets are also found percent-encoded, in JSON and in command lines.
 */
export function redact(text: string, secrets: readonly (string | null | undefined)[] = []): string {
  let shown = text;
  const known = secrets.filter((secret) => secret != null && secret.length >= SHORTEST_SECRET) as string[];
  // One may be the beginning of another.
  for (const secret of known.sort((a, b) => b.length - a.length)) {
    for (const spelling of spellings(secret)) shown = shown.replaceAll(spelling, MASK);
  }
  return shown
    .replace(SECRET_PARAMETER, `$1=${MASK}`)
    .replace(CREDENTIAL, (_, name, id, scope) => `${name}=${maskKeyId(id)}${scope}`)
    .replace(KEY_ID_PARAMETER, (_, name, id) => `${name}=${maskKeyId(id)}`)
    .replace(V1_AUTHORIZATION, (_, scheme, id) => `${scheme}${maskKeyId(id)}:${MASK}`)
    .replace(OTHER_AUTHORIZATION, `$1${MASK}`)
    .replace(TOKEN_LINE, `$1${MASK}`)
    .replace(JSON_FIELD, `$1${MASK}`)
    .replace(XML_ELEMENT, `$1${MASK}$3`)
    .replace(PASSWORD, `$1:${MASK}@`)
    .replace(USER, `$1${MASK}@`)
    .replace(KEY_ID, (id) => maskKeyId(id));
}

/** Parameters of a publish URL that let nobody in. */
export const HARMLESS = /^(Expires|OSSAccessKeyId|playlistName)=/;

/** What lets somebody in, of a URL: the password, or the user when it is alone, and each value of the query. */
export function secretsInUrl(text: string): string[] {
  // Most have neither, at every start.
  if (!text.includes('@') && !text.includes('?')) return [];
  const [, user = '', query = ''] =
    /[a-z][a-z0-9+.-]*:\/\/(?:([^/?#]*)@)?[^?]*(?:\?(.*))?$/is.exec(text) ?? [];
  const pairs = query.split('&').filter((pair) => !HARMLESS.test(pair));
  const values = [user.replace(/^[^:]*:/, ''), ...pairs.map((pair) => pair.replace(/^[^=]*=/, ''))];
  return values.flatMap((value) => [value, decoded(value)]);
}

/** As it stands in texts, URLs, JSON and command lines. */
function spellings(secret: string): string[] {
  const quoted = secret.replaceAll("'", "'\\''");
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), quoted];
}

/** `LTAI****0001`; an id too short to hide anything between its ends is masked whole. */
export function maskKeyId(id: string): string {
  return id.length > 8 ? `${id.slice(0, 4)}****${id.slice(-4)}` : '****';
}
