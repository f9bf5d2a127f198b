import { describe, expect, test } from 'vitest';
import type { IncomingRequest } from '../../../src/emulator/http/message.js';
import { identify } from '../../../src/emulator/service/identify.js';
import { readRequest } from '../../../src/emulator/service/reading.js';
import type { Credentials } from '../../../src/protocol/wire.js';
import { element } from '../../helpers/emulator-http.js';
import { createMemoryBackend } from '../../helpers/memory-backend.js';
import { answerOfEmulator } from '../../helpers/one-exchange.js';
import vectors from '../../vectors/wire-requests.json' with { type: 'json' };

interface Case {
  name: string;
  serverTime: string;
  region: string;
  credentials: Credentials;
  request: IncomingRequest;
  expected: {
    operation: string;
    bucket: string;
    parameters: Record<string, string | number>;
    accessKeyId: string;
    signatureVersion: string;
    stringToSign: string;
    signature: string;
  };
}

const cases = vectors.cases as unknown as Case[];

function backendOf({ serverTime, region, credentials, expected }: Case) {
  return createMemoryBackend({
    now: serverTime,
    region,
    buckets: [expected.bucket],
    credentials: [credentials],
  });
}

/** The vector's names and numbers for what the wire calls max-keys and writes as text. */
function parametersOf({ channelName, playlistName, parameters }: ReturnType<typeof identify>['route']) {
  const { 'max-keys': maxKeys, startTime, endTime, ...rest } = parameters;
  return {
    ...(channelName === '' ? {} : { channel: channelName }),
    ...(playlistName === '' ? {} : { playlistName }),
    ...rest,
    ...(maxKeys === undefined ? {} : { maxKeys: Number(maxKeys) }),
    ...(startTime === undefined ? {} : { startTime: Number(startTime) }),
    ...(endTime === undefined ? {} : { endTime: Number(endTime) }),
  };
}

describe('requests captured from four official SDKs', () => {
  test('all 129 of them are here', () => {
    expect(cases.length).toBe(129);
  });

  test.each(cases)('$name is understood', (vector) => {
    const { bucket, route, signer } = identify(
      readRequest(vector.request, [vector.expected.bucket]),
      backendOf(vector),
    );
    const { operation, parameters, accessKeyId, signatureVersion, stringToSign, signature } = vector.expected;
    expect({
      operation: route.operation,
      bucket: bucket?.name,
      parameters: parametersOf(route),
      signer,
    }).toEqual({
      operation,
      bucket: vector.expected.bucket,
      parameters,
      signer: { accessKeyId, signatureVersion, stringToSign, signature, signLike: null },
    });
  });

  test.each(cases)('$name gets an answer of its operation', async (vector) => {
    const { status, text } = await answerOfEmulator(vector.request, {
      buckets: [vector.expected.bucket],
      region: vector.region,
      credentials: [vector.credentials],
      serverTime: vector.serverTime,
    });
    const answers: Record<string, (number | string)[]> = {
      PutLiveChannel: [200],
      ListLiveChannel: [200],
      DeleteLiveChannel: [204],
      PutLiveChannelStatus: [404, '0026-00000021'],
      GetLiveChannelInfo: [404, '0026-00000021'],
      GetLiveChannelStat: [404, '0026-00000021'],
      GetLiveChannelHistory: [404, '0026-00000021'],
      PostVodPlaylist: [400, '0044-00000308'],
      GetVodPlaylist: [400, '0044-00000308'],
    };
    const ec = element(text, 'EC');
    expect(ec === null ? [status] : [status, ec]).toEqual(answers[vector.expected.operation]);
  });
});
