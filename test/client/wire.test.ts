import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/client/client.js';
import type { OperationName } from '../../src/client/operations/index.js';
import type { Addressing, HeaderList } from '../../src/protocol/wire.js';
import captured from '../vectors/wire-requests.json' with { type: 'json' };

type Captured = (typeof captured.cases)[number];

const header = ({ request }: Captured, name: string): string | undefined =>
  (request.headers as HeaderList).find(([key]) => key.toLowerCase() === name)?.[1];

/**
 * The captured requests whose signature covers the headers that this client sends too: no body type, and the date
 * where this client puts it. Go's V4 has no x-oss-date, PHP types empty bodies, Node's V1 dates in x-oss-date, and
 * Python writes list parameters without a value.
 */
const comparable = captured.cases.filter((entry) => {
  if (header(entry, 'content-type') !== undefined || header(entry, 'content-md5') !== undefined) return false;
  if (entry.expected.operation === 'PutLiveChannel' || /prefix=&|marker=&/.test(entry.request.target))
    return false;
  const date = entry.expected.signatureVersion === 'v4' ? 'x-oss-date' : 'date';
  return header(entry, date) !== undefined;
});

function signTime(entry: Captured): Date {
  const compact = header(entry, 'x-oss-date');
  if (compact === undefined) return new Date(String(header(entry, 'date')));
  return new Date(compact.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function inputOf({ expected }: Captured): Record<string, unknown> {
  const { channel, ...rest } = expected.parameters as Record<string, unknown>;
  return { channelName: channel, ...rest };
}

function clientFor(entry: Captured) {
  const scheme = 'http://';
  const host = String(header(entry, 'host'));
  return createClient({
    endpoint: scheme + (entry.addressing === 'virtual' ? host.replace(/^examplebucket\./, '') : host),
    bucket: entry.expected.bucket,
    region: entry.region,
    credentials: entry.credentials,
    addressing: entry.addressing as Addressing,
    signatureVersion: entry.expected.signatureVersion as 'v4' | 'v1',
    now: () => signTime(entry),
  });
}

/** Path and query decoded, so that `live=` equals `live` and `%2F` equals `/`. */
function decoded(target: string) {
  const url = new URL(target, 'http://x');
  return { path: decodeURIComponent(url.pathname), query: Object.fromEntries(url.searchParams) };
}

describe('the same input at the same time is signed as the official SDKs sign it', () => {
  test('for enough requests to mean something', () => {
    const operations = new Set(comparable.map(({ expected }) => expected.operation));
    expect([comparable.length, operations.size]).toEqual([51, 8]);
  });

  test.each(comparable)('$name', async (entry) => {
    const name = entry.expected.operation as OperationName;
    const prepared = await clientFor(entry).prepare(name, inputOf(entry) as never);
    const sent = Object.fromEntries(prepared.request.headers);
    expect({
      method: prepared.request.method,
      ...decoded(prepared.request.target),
      host: sent.Host,
      canonicalRequest: prepared.canonicalRequest,
      stringToSign: prepared.stringToSign,
      signature: /(?:Signature=|:)([^,:]+)$/.exec(String(sent.Authorization))?.[1],
    }).toEqual({
      method: entry.request.method,
      ...decoded(entry.request.target.replaceAll('+', '%20')),
      host: header(entry, 'host'),
      canonicalRequest: entry.expected.canonicalRequest ?? null,
      stringToSign: entry.expected.stringToSign,
      signature: entry.expected.signature,
    });
  });
});
