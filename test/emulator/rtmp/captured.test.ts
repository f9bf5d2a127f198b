import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { RtmpClient } from '../../helpers/rtmp-client.js';
import { startRtmpServer, type TestServer } from '../../helpers/rtmp-server.js';
import session from '../../vectors/rtmp-session.json' with { type: 'json' };

let server: TestServer;

afterEach(async () => {
  vi.useRealTimers();
  await server.close();
});

const isStatus = ({ command: [word] }: { command: unknown[] }) => word === 'onStatus';

/** Says what ffmpeg says, one command after the other. */
async function published(): Promise<RtmpClient> {
  const client = await RtmpClient.connect(server.port);
  await client.handshake();
  client.command(0, 'connect', 1, {
    ...{ app: 'live', type: 'nonprivate', flashVer: 'FMLE/3.0 (compatible; Lavf57.25.100)' },
    tcUrl: `rtmp://127.0.0.1:${server.port}/live`,
  });
  await client.answer(1);
  client.command(0, 'releaseStream', 2, null, 'test-channel?playlistName=a.m3u8');
  client.command(0, 'FCPublish', 3, null, 'test-channel?playlistName=a.m3u8');
  client.command(0, 'createStream', 4, null);
  client.command(0, '_checkbw', 5, null);
  await client.answer(5);
  client.command(1, 'publish', 6, null, 'test-channel?playlistName=a.m3u8', 'live');
  await client.until(isStatus);
  return client;
}

/** The request id is the server's own. */
const comparable = (payload: Buffer): string =>
  payload.toString('latin1').replace(/\[ReqId:[0-9A-F]{24}\]/, '[ReqId:65E6B4AC0123456789ABCDEF]');

test('the captured session is said message by message', async () => {
  server = await startRtmpServer();
  const client = await published();
  const notice = client.until(isStatus);
  server.pushes[0]?.cut('disabled');
  await notice;
  expect(
    client.received.map(({ type, streamId, payload }) => ({ type, streamId, payload: comparable(payload) })),
  ).toEqual(
    session.messages.map(({ type, streamId, payload }) => ({
      ...{ type, streamId, payload: Buffer.from(payload, 'hex').toString('latin1') },
    })),
  );
});

test('the connection ends half a second after the notice', async () => {
  server = await startRtmpServer();
  const client = await published();
  let ended = false;
  client.socket.once('end', () => {
    ended = true;
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const notice = client.until(isStatus);
  server.pushes[0]?.cut('disabled');
  await notice;
  vi.advanceTimersByTime(499);
  // Another one is served meanwhile, so the end would have come.
  (await published()).socket.destroy();
  expect(ended).toBe(false);
  vi.advanceTimersByTime(1);
  await once(client.socket, 'end');
});
