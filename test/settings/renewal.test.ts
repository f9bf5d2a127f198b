import { describe, expect, test } from 'vitest';
import { connect } from '../../src/cli/connect.js';
import { createOutput } from '../../src/cli/terminal/output.js';
import type { HttpRequest } from '../../src/protocol/wire.js';
import { renewed } from '../../src/settings/renewal.js';
import type { Settings } from '../../src/settings/settings.js';

/** A source whose n-th answer is key n, and a clock that stands until it is told to go on. */
function source() {
  let asked = 0;
  let seconds = 0;
  let broken = false;
  let refusals = 0;
  const renew = renewed(
    async (isRefused) => {
      asked++;
      refusals += isRefused ? 1 : 0;
      if (broken) throw new Error('no answer');
      const credentials = { accessKeyId: `STS.${asked}`, accessKeySecret: `secret-${asked}` };
      return { credentials, expiresAt: null };
    },
    () => new Date(seconds * 1000),
  );
  return {
    renew,
    refusals: () => refusals,
    keyAt: async (time: number) => {
      seconds = time;
      return (await renew()).accessKeyId;
    },
    break: (is: boolean) => {
      broken = is;
    },
  };
}

describe('renewed credentials', () => {
  test('are asked for at most once a minute', async () => {
    const { keyAt } = source();
    const keys = [];
    for (const time of [0, 1, 59, 60, 61, 120]) keys.push(await keyAt(time));
    expect(keys).toEqual(['STS.1', 'STS.1', 'STS.1', 'STS.2', 'STS.2', 'STS.3']);
  });

  test('are asked for once by many requests at a time', async () => {
    const { renew } = source();
    const keys = await Promise.all([renew(), renew(), renew()]);
    expect(keys.map(({ accessKeyId }) => accessKeyId)).toEqual(['STS.1', 'STS.1', 'STS.1']);
  });

  test('are asked for again at once when the source had failed', async () => {
    const broken = source();
    broken.break(true);
    await expect(broken.keyAt(0)).rejects.toThrow('no answer');
    broken.break(false);
    expect(await broken.keyAt(1)).toBe('STS.2');
  });

  test('are asked for again before the next request when they were refused, once a minute', async () => {
    const { renew, keyAt, refusals } = source();
    const keys = [await keyAt(0)];
    for (const time of [1, 2, 3, 63]) {
      renew.refused();
      keys.push(await keyAt(time));
    }
    expect([keys, refusals()]).toEqual([['STS.1', 'STS.2', 'STS.2', 'STS.2', 'STS.3'], 1]);
    renew.refused();
    expect([await keyAt(64), refusals()]).toEqual(['STS.4', 2]);
  });

  test('sign each request of a client, and none of them is shown', async () => {
    const { renew, keyAt } = source();
    const secrets = ['secret-1'];
    let stderr = '';
    const sent: HttpRequest[] = [];
    const sink = {
      write: (text: string) => {
        stderr += text;
        return true;
      },
    };
    const context = {
      ...{ stdout: sink, stderr: sink, env: {}, now: () => new Date('2024-03-05T06:07:08Z') },
      transport: async (request: HttpRequest) => {
        sent.push(request);
        return { status: 404, headers: [], body: `secret-${sent.length}` };
      },
    } as unknown as Parameters<typeof connect>[0]['context'];
    const settings = {
      ...{ endpoint: 'https://oss-cn-hangzhou.aliyuncs.com', bucket: 'examplebucket', region: 'cn-hangzhou' },
      ...{ credentials: { accessKeyId: 'STS.0', accessKeySecret: 'secret-0' }, signatureVersion: 'v4' },
      renewCredentials: async () => {
        const credentials = await renew();
        secrets.push(credentials.accessKeySecret);
        return credentials;
      },
      ...{
        credentialsExpireAt: null,
        credentialsRefused: null,
        credentialsEnd: () => null,
        credentialsSource: 'a role',
        addressing: null,
        retryAttempts: 1,
      },
      network: { connectTimeoutSeconds: 1, readTimeoutSeconds: 1, proxy: null, noProxy: null, ca: null },
    } satisfies Settings;
    const flags = { verbose: true, debugSign: true };
    const client = await connect({
      context,
      transport: null,
      settings,
      flags,
      output: createOutput(context, flags),
      secrets,
    });
    for (const time of [0, 60]) {
      await keyAt(time);
      await client.getLiveChannelStat({ channelName: 'cam' }).catch(() => undefined);
    }
    const keyIds = sent.map(({ headers }) => /Credential=([^/]+)/.exec(String(headers))?.[1]);
    expect(keyIds).toEqual(['STS.1', 'STS.2']);
    expect(stderr).not.toMatch(/secret-\d/);
  });
});
