import { createReadStream } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { clip } from '../helpers/media.js';
import { createStudio } from '../helpers/studio.js';

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A camera that answers until it is asked by which transport, and what it was then asked. */
async function camera() {
  const asked: string[] = [];
  const sdp = 'v=0\r\ns=-\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track1\r\n';
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      const request = data.toString();
      const [, sequence] = /^CSeq: (\d+)/m.exec(request) ?? [];
      const answer = (status: string, more = '') =>
        socket.write(`RTSP/1.0 ${status}\r\nCSeq: ${sequence}\r\n${more}\r\n`);
      const [, transport] = /^Transport: ([^;\r]+)/m.exec(request) ?? [];
      if (transport !== undefined) {
        asked.push(transport);
        answer('461 Unsupported Transport');
      } else if (!request.startsWith('DESCRIBE')) answer('200 OK', 'Public: DESCRIBE, SETUP\r\n');
      else
        answer(
          '200 OK',
          `Content-Type: application/sdp\r\nContent-Length: ${sdp.length}\r\n\r\n${sdp}`.slice(0, -2),
        );
    });
  });
  return { url: `rtsp://127.0.0.1:${await listening(server)}/cam`, asked };
}

test('a camera is asked for TCP, unless something else was asked for, by ffprobe and by ffmpeg', async () => {
  const { run } = await createStudio();
  const one = await camera();
  await run(['push', one.url, 'cam', '-q']);
  await run(['push', one.url, 'cam', '-q', '--no-probe']);
  expect(one.asked).toEqual(['RTP/AVP/TCP', 'RTP/AVP/TCP']);
  const other = await camera();
  await run(['push', other.url, 'cam', '-q', '--input-option', 'rtsp_transport=udp']);
  await run(['push', other.url, 'cam', '-q', '--input-option', 'rtsp_transport=udp', '--no-probe']);
  expect(other.asked).toEqual(['RTP/AVP/UDP', 'RTP/AVP/UDP']);
});

test('with --no-probe a source is read once, and sent as it is', async () => {
  const { events, folder } = await createStudio();
  const path = join(folder, 'a.ts');
  await execa('ffmpeg', ['-v', 'error', '-i', await clip({ seconds: 4, gop: 25 }), '-c', 'copy', path]);
  let requests = 0;
  const server = createHttpServer((_, response) => {
    requests++;
    createReadStream(path).pipe(response);
  });
  const url = `http://127.0.0.1:${await listening(server)}/a.ts`;
  const pushed = await events([url, 'cam', '--no-probe', '--once']);
  expect([pushed.exitCode, requests]).toEqual([0, 1]);
  expect(pushed.event('preflight')).toMatchObject({
    inputs: [],
    plan: { video: 'copy', audio: 'copy' },
    findings: [
      {
        code: 'not-examined',
        message: 'The input is not examined before it is sent: it has to be H.264 and AAC as it is.',
      },
    ],
  });
});

test('--progress none says nothing between the beginning and the end', async () => {
  const { events } = await createStudio(5);
  const pushed = await events(['1.flv', 'cam', '--progress', 'none']);
  expect(pushed.events.map(({ event }) => event)).not.toContain('progress');
});
