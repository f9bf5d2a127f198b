// Servers that are not ours, and one that is: what they have got, frame by frame.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, describe, expect, test } from 'vitest';
import { createEmulator } from '../../src/emulator/index.js';
import { type PublishEvent, type PublishTls, publish } from '../../src/publish/index.js';
import { asking, createChannel, eventually, publishUrl } from '../helpers/emulator.js';
import { clip, codedFrames } from '../helpers/media.js';
import { ownPort } from '../helpers/own-port.js';
import { KEY } from '../helpers/sign-v1.js';
import { createStudio, storedPictures } from '../helpers/studio.js';

const NGINX_MODULE = ['/usr/lib/nginx/modules', '/usr/lib64/nginx/modules']
  .map((folder) => join(folder, 'ngx_rtmp_module.so'))
  .find(existsSync);

const ends: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of ends) await end();
});

/** What the publisher says, the repeated left out. */
async function sent(url: string, path: string, tls: PublishTls = {}): Promise<string[]> {
  const events: PublishEvent[] = [];
  for await (const event of publish({ url, tls, source: createReadStream(path) })) events.push(event);
  return events.map(({ event }) => event).filter((event) => event !== 'progress');
}

/** nginx with the module, which writes what it gets into a file. */
async function nginx(folder: string): Promise<string> {
  const port = await ownPort();
  writeFileSync(
    join(folder, 'nginx.conf'),
    `load_module ${NGINX_MODULE};
daemon off;
master_process off;
pid ${folder}/nginx.pid;
events { worker_connections 64; }
rtmp {
  access_log off;
  server {
    listen 127.0.0.1:${port};
    application live { live on; record all; record_path ${folder}; record_unique off; }
  }
}
`,
  );
  const child = spawn(
    'nginx',
    ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', `${folder}/error.log`],
    {
      stdio: 'ignore',
    },
  );
  const exited = once(child, 'exit');
  ends.push(async () => {
    child.kill();
    await exited;
  });
  while (!existsSync(join(folder, 'nginx.pid'))) await sleep(20);
  return `rtmp://127.0.0.1:${port}/live/cam?Expires=1&Signature=a%2Fb`;
}

describe.concurrent.each([0, 2])(
  'with %i B-frames, every picture and every sound frame arrives',
  (bFrames) => {
    const source = () => clip({ seconds: 4, gop: 25, bFrames });
    const folder = mkdtempSync(join(tmpdir(), 'oss-live-publish-'));

    test.runIf(NGINX_MODULE !== undefined)('at nginx-rtmp', async () => {
      const path = await source();
      // It answers the end of a stream with one more status, which was asked for.
      expect(await sent(await nginx(folder), path)).toEqual(['publishing', 'ended']);
      const recorded = join(folder, readdirSync(folder).find((name) => name.endsWith('.flv'))!);
      const [got, wanted] = [await codedFrames(recorded), await codedFrames(path)];
      for (const kind of ['video', 'audio'] as const)
        expect(got[kind].map(({ hash }) => hash)).toEqual(wanted[kind].map(({ hash }) => hash));
    });

    test('at ffmpeg, as a server', async () => {
      const path = await source();
      const [port, out] = [await ownPort(), join(folder, 'out.flv')];
      const url = `rtmp://127.0.0.1:${port}/live/cam`;
      const args = ['-v', 'error', '-listen', '1', '-i', url, '-c', 'copy', out];
      // It calls every end an error, that of a push by ffmpeg too.
      const server = execa('ffmpeg', args, { reject: false });
      await listening(port);
      expect((await sent(url, path)).at(-1)).toBe('ended');
      await server;
      const [got, wanted] = [await codedFrames(out), await codedFrames(path)];
      expect(got).toEqual(wanted);
    });

    test('at the emulator', async () => {
      const path = await source();
      const studio = await createStudio();
      const url = (await studio.run(['sign-rtmp', 'cam', '-q'])).stdout.trim();
      expect(await sent(url, path)).toEqual(['publishing', 'ended']);
      const { video } = await codedFrames(path);
      // The emulator reads a stream in real time five times a second, its end too.
      const stored = await eventually(
        () => storedPictures(studio),
        ({ length }) => length >= video.length,
      );
      expect(stored).toEqual(video.map(({ hash }) => hash));
    });
  },
);

test('over rtmps, to a server whose certificate is known', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-publish-'));
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  await execa('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=oss-live', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', keyFile, '-out', certFile],
  ]);
  const [cert, key] = [readFileSync(certFile, 'utf8'), readFileSync(keyFile, 'utf8')];
  const emulator = createEmulator({ dataDir: join(folder, 'data'), credentials: [KEY] });
  ends.push(() => emulator.close());
  const { rtmpsUrl } = await emulator.listen({ tls: { cert, key } });
  await createChannel(asking(emulator), 'cam');
  const url = publishUrl({ base: rtmpsUrl!, channel: 'cam' });
  const source = await clip({ seconds: 3, gop: 25 });
  await expect(sent(url, source)).rejects.toMatchObject({
    code: 'ConnectionFailed',
    message: expect.stringContaining('self-signed certificate'),
  });
  expect(await sent(url, source, { ca: cert })).toEqual(['publishing', 'ended']);
  const stored = () =>
    readdirSync(join(folder, 'data', 'local', 'cam')).filter((name) => name.endsWith('.ts'));
  expect(await eventually(stored, ({ length }) => length === 3)).toHaveLength(3);
});

/** ffmpeg takes one connection: whether it listens must be seen without one. Linux: addresses in hexadecimal, state 0A. */
async function listening(port: number): Promise<void> {
  const entry = new RegExp(`:${port.toString(16).toUpperCase().padStart(4, '0')} 0+:0000 0A `);
  while (!entry.test(readFileSync('/proc/net/tcp', 'utf8'))) await sleep(20);
}
