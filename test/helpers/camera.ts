// Cameras: sources that send what there is to see now, to whoever connects, and may go away.
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { afterAll } from 'vitest';
import { ownPort } from './own-port.js';

const ends: (() => unknown)[] = [];

afterAll(async () => {
  for (const end of ends) await end();
});

export interface Camera {
  url: string;
  /** As when its power is cut. */
  goAway(): Promise<void>;
}

/** GStreamer's RTSP server with a test picture, on this port or one that it can have again. Debian's Python finds its bindings. */
export async function rtspCamera(port?: number): Promise<Camera> {
  const args = [join(import.meta.dirname, 'rtsp-server.py'), `${port ?? (await ownPort())}`];
  const child = execa('/usr/bin/python3', args, {
    reject: false,
    stdin: 'ignore',
    buffer: { stdout: false, stderr: true },
  });
  const goAway = async (): Promise<void> => {
    child.kill('SIGKILL');
    await child;
  };
  ends.push(goAway);
  for await (const url of createInterface({ input: child.stdout })) return { url, goAway };
  throw new Error(`no RTSP server: ${(await child).stderr}`);
}

/** A file as if it happened now, or again and again, as MPEG-TS over HTTP without end or length; on this port or one that it can have again. */
export async function httpCamera(path: string, { loops = false, port = 0 } = {}): Promise<Camera> {
  const viewers = new Set<ServerResponse>();
  const again = loops ? ['-stream_loop', '-1'] : [];
  const args = ['-v', 'error', '-re', ...again, '-i', path, '-c', 'copy', '-f', 'mpegts', '-'];
  const child = execa('ffmpeg', args, { reject: false, stdin: 'ignore', buffer: false });
  child.stdout.on('data', (chunk: Buffer) => {
    for (const viewer of viewers) viewer.write(chunk);
  });
  const server = createServer((_, response) => {
    viewers.add(response.on('close', () => viewers.delete(response)));
  });
  const place = port === 0 ? await ownPort() : port;
  await new Promise<void>((resolve) => server.listen(place, '127.0.0.1', resolve));
  const goAway = async (): Promise<void> => {
    child.kill('SIGKILL');
    server.close().closeAllConnections();
    await child;
  };
  ends.push(goAway);
  return { url: `http://127.0.0.1:${place}/cam.ts`, goAway };
}

/** An RTSP camera that answers every request with this status: `404 Not Found`. */
export async function refusingCamera(status: string): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const [, number = '0'] = /CSeq: (\d+)/.exec(String(bytes)) ?? [];
      const challenge = status.startsWith('401') ? 'WWW-Authenticate: Basic realm="camera"\r\n' : '';
      socket.write(`RTSP/1.0 ${status}\r\nCSeq: ${number}\r\n${challenge}\r\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  return `rtsp://user:geheim@127.0.0.1:${(server.address() as AddressInfo).port}/cam`;
}
