import { describe, expect, test } from 'vitest';
import type { IncomingRequest } from '../../../src/emulator/http/message.js';
import { identify } from '../../../src/emulator/service/identify.js';
import { readRequest } from '../../../src/emulator/service/reading.js';
import type { Credentials } from '../../../src/protocol/wire.js';
import { element } from '../../helpers/emulator-http.js';
import { createMemoryBackend } from '../../helpers/memory-backend.js';
import { answerOfEmulator } from '../../helpers/one-exchange.js';
import vectors from '../../vectors/verify.json' with { type: 'json' };

interface Case {
  name: string;
  serverTime: string;
  region: string;
  bucket: string;
  credentials: Credentials[];
  request: IncomingRequest;
  expected: {
    accept: boolean;
    httpStatus?: number | null;
    code?: string | null;
    ec?: string | null;
    extraElements?: string[];
  };
}

const cases = vectors.cases as unknown as Case[];

function backendOf({ serverTime, region, bucket, credentials }: Case) {
  return createMemoryBackend({ now: serverTime, region, buckets: [bucket], credentials });
}

describe('a signature is accepted or refused as the documentation says', () => {
  test('all 51 cases are here', () => {
    expect(cases.length).toBe(51);
  });

  test.each(cases.filter(({ expected }) => expected.accept))('$name is accepted', (vector) => {
    expect(
      identify(readRequest(vector.request, [vector.bucket]), backendOf(vector)).signer?.accessKeyId,
    ).toMatch(/^(LTAI5tEx|STS\.NUex)/);
  });

  test.each(cases.filter(({ expected }) => !expected.accept))('$name is refused', async (vector) => {
    const { status, headers, text } = await answerOfEmulator(vector.request, {
      ...vector,
      buckets: [vector.bucket],
    });
    const { httpStatus, code, ec, extraElements = [] } = vector.expected;
    expect({
      status: httpStatus === null ? null : status,
      code: code === null ? null : element(text, 'Code'),
      ec: ec === null ? null : element(text, 'EC'),
      header: ec === null ? null : headers['x-oss-ec'],
      missing: extraElements.filter((name) => element(text, name) === null),
    }).toEqual({ status: httpStatus, code, ec, header: ec, missing: [] });
    expect([400, 403]).toContain(status);
  });
});
