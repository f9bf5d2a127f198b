import { execa } from 'execa';
import { afterEach, expect, test } from 'vitest';
import { readFlvFile } from '../../helpers/flv-file.js';
import { clip } from '../../helpers/media.js';
import { startRtmpServer, type TestServer } from '../../helpers/rtmp-server.js';

let server: TestServer;

afterEach(() => server.close());

test('a publisher in real time is read five times a second, and to its last byte', async () => {
  const arrivals: number[] = [];
  server = await startRtmpServer({ write: () => void arrivals.push(performance.now()) });
  const source = await clip({ seconds: 4 });
  await execa('ffmpeg', [
    ...['-v', 'error', '-re', '-i', source, '-c', 'copy', '-f', 'flv'],
    `rtmp://127.0.0.1:${server.port}/live/cam`,
  ]);
  const [push] = server.pushes;
  expect(await push?.ended).toBe('unpublished');
  const frames = (messages: readonly { type: string; payload: Buffer }[]) =>
    messages.filter(({ type }) => type !== 'data').map(({ type, payload }) => [type, payload]);
  expect(frames(push!.messages)).toEqual(frames(readFlvFile(source)));

  const end = arrivals.at(-1)!;
  const lastTwoSeconds = arrivals.filter((at) => at > end - 2000);
  const reads = lastTwoSeconds.filter((at, index) => at - (lastTwoSeconds[index - 1] ?? 0) > 5);
  // Some ten; more when the machine is busy in the middle of one, but nowhere near one for each message.
  expect(reads.length).toBeLessThan(lastTwoSeconds.length / 2);
});
