import type { ServiceError, SignedCause, SignedDifference } from '../../errors.js';
import { decoded } from './encoding.js';

/** What went into a signature, as both sides see it. */
export interface Signed {
  stringToSign: string;
  /** V4 only. Not every server shows it. */
  canonicalRequest: string | null;
}

/** Null unless the service refused a signature and says what it would have signed. */
export function differenceIn(ours: Signed, error: ServiceError): SignedDifference | null {
  if (error.code !== 'SignatureDoesNotMatch') return null;
  const { StringToSign: text, StringToSignBytes: bytes, CanonicalRequest: canonicalRequest } = error.extra;
  // The bytes have lost nothing on their way through XML.
  const stringToSign = bytes === undefined ? text : Buffer.from(bytes.replace(/\s/g, ''), 'hex').toString();
  if (!stringToSign) return null;
  return compareSigned(ours, { stringToSign, canonicalRequest: canonicalRequest ?? null });
}

/** Holds what was signed here against what the service says it should have been. */
export function compareSigned(ours: Signed, theirs: Signed): SignedDifference {
  if (ours.stringToSign === theirs.stringToSign) return { cause: { kind: 'secret' }, line: null };
  const isV4 = ours.stringToSign.startsWith('OSS4-');
  if (!isV4) return firstDifference(ours.stringToSign, theirs.stringToSign, causeInV1);
  const first = firstDifference(ours.stringToSign, theirs.stringToSign, causeInV4);
  // The last line is a hash of the canonical request, which says more.
  if (first.cause.kind !== 'unseen') return first;
  if (ours.canonicalRequest === null || theirs.canonicalRequest === null) return { ...first, line: null };
  return firstDifference(ours.canonicalRequest, theirs.canonicalRequest, causeInCanonical);
}

type Judge = (at: number, ours: string, theirs: string, lines: readonly string[]) => SignedCause;

function firstDifference(ourText: string, theirText: string, judge: Judge): SignedDifference {
  const [ourLines, theirLines] = [ourText.split('\n'), theirText.split('\n')];
  const at = ourLines.findIndex((line, index) => line !== theirLines[index]);
  const index = at < 0 ? ourLines.length : at;
  const [ours, theirs] = [ourLines[index] ?? '', theirLines[index] ?? ''];
  const same = [...ours].findIndex((character, position) => character !== [...theirs][position]);
  const column = same < 0 ? [...ours].length : same;
  const cause = judge(index, ours, theirs, ourLines);
  return { cause, line: cause.kind === 'token' ? null : { ours, theirs, column } };
}

/** Algorithm, time, scope, hash. */
function causeInV4(at: number, ours: string, theirs: string): SignedCause {
  if (at === 0) return { kind: 'algorithm' };
  if (at === 1) return { kind: 'clock' };
  if (at > 2) return { kind: 'unseen' };
  const [date, region] = ours.split('/');
  const [theirDate, theirRegion] = theirs.split('/');
  if (date !== theirDate) return { kind: 'clock' };
  return { kind: region === theirRegion ? 'product' : 'region' };
}

/** Method, path, query, a line for each header, and what ends them. */
function causeInCanonical(at: number, ours: string, theirs: string): SignedCause {
  if (at === 0) return { kind: 'method' };
  if (at === 1 || at === 2) return ofAddress(ours, theirs, at === 1 ? 'path' : 'query');
  return ofHeader(ours, theirs);
}

/** Method, MD5, type, date, a line for each header, and the resource. */
function causeInV1(at: number, ours: string, theirs: string, lines: readonly string[]): SignedCause {
  if (at < 4) {
    const name = ['', 'content-md5', 'content-type', ''][at];
    return name ? { kind: 'header', name } : { kind: at === 0 ? 'method' : 'clock' };
  }
  if (at < lines.length - 1 || !theirs.startsWith('/')) return ofHeader(ours, theirs);
  const [path, query = ''] = ours.split('?');
  const [theirPath, theirQuery = ''] = theirs.split('?');
  return path === theirPath ? ofAddress(query, theirQuery, 'query') : ofAddress(path, theirPath, 'path');
}

function ofAddress(ours = '', theirs = '', kind: 'path' | 'query'): SignedCause {
  const [plain, theirPlain] = [ours, theirs].map((text) => decoded(decoded(text)).replaceAll('+', ' '));
  return { kind: plain === theirPlain ? 'encoding' : kind };
}

/** One side has a header line that the other lacks or has otherwise; the earlier name is the one that is too many. */
function ofHeader(ours: string, theirs: string): SignedCause {
  const names = [ours, theirs].flatMap((line) => /^([\w-]+):/.exec(line)?.[1] ?? []).sort();
  const [name] = names;
  if (name === undefined) return { kind: 'unseen' };
  if (name === 'x-oss-security-token') return { kind: 'token' };
  return name === 'x-oss-date' ? { kind: 'clock' } : { kind: 'header', name };
}
