import { describe, expect, test } from 'vitest';
import { parseHead } from '../../../src/emulator/service/request-head.js';
import { verify } from '../../../src/emulator/service/verify.js';
import type { Credentials, HeaderList } from '../../../src/protocol/wire.js';
import v1Header from '../../vectors/v1-header.json' with { type: 'json' };
import v1Url from '../../vectors/v1-url.json' with { type: 'json' };
import v4Header from '../../vectors/v4-header.json' with { type: 'json' };
import v4Presign from '../../vectors/v4-presign.json' with { type: 'json' };

interface Case {
  name: string;
  input: {
    method: string;
    bucket: string | null;
    key: string | null;
    query: Record<string, string | null>;
    headers: Record<string, string>;
    credentials: Credentials;
    region?: string;
    signTime: string;
    dateHeader?: string | null;
  };
  expected: {
    stringToSign: string;
    signature: string;
    authorization?: string;
    addedHeaders?: Record<string, string>;
    url?: string;
  };
}

/** What the server makes of a request that is signed as a vector says. */
function signerOf({ input, expected }: Case, target: string, headers: HeaderList) {
  const { method, bucket, key, credentials, region = null, signTime } = input;
  const hasHost = headers.some(([name]) => name.toLowerCase() === 'host');
  const host: HeaderList = hasHost ? [] : [['Host', 'any.example']];
  const signer = verify({
    head: parseHead({ method, target, headers: [...host, ...headers] }),
    bucketName: bucket,
    key: key ?? '',
    region,
    credentials: [credentials],
    now: Date.parse(signTime),
  });
  return { ...signer, signLike: null, expected: expected.signature };
}

function expectedSigner({ input, expected }: Case, signatureVersion: string) {
  const { accessKeyId } = input.credentials;
  const { stringToSign, signature } = expected;
  return { accessKeyId, signatureVersion, stringToSign, signature, signLike: null, expected: signature };
}

function queryText(query: Record<string, string | null>): string {
  const pairs = Object.entries(query).map(([name, value]) =>
    value === null ? encodeURIComponent(name) : `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

const isOfThisService = ({ name }: Case): boolean => name !== 'v4h-suite-cloudbox';

describe.each<[string, Case[]]>([
  ['v4', (v4Header.cases as unknown as Case[]).filter(isOfThisService)],
  ['v1', v1Header.cases as unknown as Case[]],
])('signature %s in the header', (signatureVersion, cases) => {
  test.each(cases)('$name is verified', (vector) => {
    const { query, headers, dateHeader } = vector.input;
    const all = { ...headers, ...vector.expected.addedHeaders };
    if (dateHeader && !('x-oss-date' in all)) all.Date = dateHeader;
    all.Authorization = vector.expected.authorization ?? '';
    const signer = signerOf(vector, `/${queryText(query)}`, Object.entries(all));
    expect(signer).toEqual(expectedSigner(vector, signatureVersion));
  });
});

describe.each<[string, Case[]]>([
  ['v4', v4Presign.cases as unknown as Case[]],
  ['v1', v1Url.cases as unknown as Case[]],
])('signature %s in the URL', (signatureVersion, cases) => {
  test.each(cases)('$name is verified', (vector) => {
    const url = new URL(vector.expected.url ?? '');
    const sent = Object.entries(vector.input.headers);
    expect(signerOf(vector, `/${url.search}`, sent)).toEqual(expectedSigner(vector, signatureVersion));
  });
});
