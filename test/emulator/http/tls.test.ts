import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { execa } from 'execa';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator, type Listening } from '../../../src/emulator/index.js';
import { asking, createChannel, eventually, publishUrl } from '../../helpers/emulator.js';
import { clip } from '../../helpers/media.js';
import { KEY } from '../../helpers/sign-v1.js';
import { temporaryFolder } from '../../helpers/store.js';
import { createWorld } from '../../helpers/world.js';

const folder = temporaryFolder();
const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
let tls: { cert: string; key: string };

/** Signed by itself, as people make them for tests. */
beforeAll(async () => {
  await execa('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=oss-live', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', keyFile, '-out', certFile],
  ]);
  tls = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
});

let emulator: Emulator;

afterEach(() => emulator?.close());

async function start(): Promise<Listening> {
  emulator = createEmulator({ dataDir: temporaryFolder(), credentials: [KEY], acl: 'public-read' });
  return emulator.listen({ tls });
}

/** A GET by a client that trusts the certificate and nothing else. */
async function getSecurely(url: string): Promise<{ status: number | undefined; body: string }> {
  const [response] = await once(get(url, { ca: tls.cert, agent: false }), 'response');
  return { status: response.statusCode, body: await text(response) };
}

describe('one port with a certificate', () => {
  test('takes a push over rtmps and gives its segments over https', async () => {
    const listening = await start();
    const ask = asking(emulator);
    await createChannel(ask, 'cam');
    const { stderr } = await execa('ffmpeg', [
      ...['-v', 'error', '-i', await clip({ seconds: 3, gop: 25 }), '-c', 'copy', '-f', 'flv'],
      publishUrl({ base: listening.rtmpsUrl!, channel: 'cam' }),
    ]);
    expect(stderr).toBe('');
    await eventually(
      () => ask({ target: '/cam?comp=history&live' }),
      (history) => history.text.includes('<LiveRecord>'),
    );
    const playlist = await getSecurely(`${listening.httpsUrl}/local/cam/playlist.m3u8`);
    const names = playlist.body.match(/^\d+\.ts$/gm) ?? [];
    expect([playlist.status, names.length]).toEqual([200, 3]);
    const { stdout } = await execa('ffprobe', [
      ...['-v', 'error', '-ca_file', certFile, '-tls_verify', '1', '-show_entries', 'stream=codec_name'],
      ...['-of', 'json', `${listening.httpsUrl}/local/cam/${names[0]}`],
    ]);
    const { streams } = JSON.parse(stdout) as { streams: object[] };
    expect(streams).toEqual([{ codec_name: 'h264' }, { codec_name: 'aac' }]);
  });

  test('shows a publisher over rtmps why it is refused', async () => {
    const listening = await start();
    const url = publishUrl({ base: listening.rtmpsUrl!, channel: 'nowhere' });
    const input = await clip({ seconds: 3, gop: 25 });
    const { exitCode, stderr } = await execa(
      'ffmpeg',
      ['-v', 'error', '-i', input, '-c', 'copy', '-f', 'flv', url],
      { reject: false },
    );
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('Server error: NoSuchLiveChannel: The specified live channel does not exist.');
  });

  test('still speaks http and rtmp', async () => {
    const { url, rtmpUrl } = await start();
    const ask = asking(emulator);
    await createChannel(ask, 'cam');
    expect((await fetch(`${url}/_health`)).status).toBe(200);
    const input = await clip({ seconds: 3, gop: 25 });
    const { stderr } = await execa('ffmpeg', [
      ...['-v', 'error', '-i', input, '-c', 'copy', '-f', 'flv'],
      publishUrl({ base: rtmpUrl, channel: 'cam' }),
    ]);
    expect(stderr).toBe('');
  });

  test('outlives clients that begin TLS and go on with something else, or hang up', async () => {
    const { port, httpsUrl } = await start();
    const babbling = connect(port, '127.0.0.1').on('error', () => {});
    babbling.end('\x16\x03\x01\x00\x05hello');
    await once(babbling.resume(), 'close');
    const leaving = connect(port, '127.0.0.1').on('error', () => {});
    leaving.write('\x16\x03\x01');
    leaving.resetAndDestroy();
    const insideOut = connectTls({ port, host: '127.0.0.1', ca: tls.cert });
    insideOut.end('\x16\x03\x01 TLS inside TLS\r\n\r\n');
    expect(await text(insideOut)).toMatch(/^HTTP\/1\.1 400 /);
    expect((await getSecurely(`${httpsUrl}/_health`)).status).toBe(200);
  });

  test('breaks a secure connection off when a fault rule wants a reset', async () => {
    const { httpsUrl, rtmpsUrl } = await start();
    await createChannel(asking(emulator), 'cam');
    emulator.control.addFault({ match: { layer: 'http' }, times: 1, effect: { resetBefore: true } });
    await expect(getSecurely(`${httpsUrl}/local/cam/playlist.m3u8`)).rejects.toThrow('socket hang up');
    emulator.control.addFault({ match: { layer: 'rtmp' }, effect: { dropAfterMs: 100, dropHow: 'rst' } });
    const { exitCode } = await execa(
      'ffmpeg',
      [
        ...['-v', 'error', '-re', '-i', await clip({ seconds: 3, gop: 25 }), '-c', 'copy', '-f', 'flv'],
        publishUrl({ base: rtmpsUrl!, channel: 'cam' }),
      ],
      { reject: false },
    );
    expect(exitCode).not.toBe(0);
    expect((await getSecurely(`${httpsUrl}/_health`)).status).toBe(200);
  });

  test('is not opened when certificate and key do not belong together', async () => {
    emulator = createEmulator({ dataDir: temporaryFolder() });
    const bad = emulator.listen({ tls: { cert: tls.cert, key: 'no key' } });
    await expect(bad).rejects.toThrow('The certificate and its key cannot be used: ');
    await expect(bad).rejects.toMatchObject({ kind: 'usage' });
  });
});

describe('the command', () => {
  const command = (...argv: string[]) =>
    createWorld().run(['emulator', '--exit-with-stdin', '--port', '0', ...argv], {
      env: { OSS_LIVE_STATE_DIR: join(temporaryFolder(), 'state') },
    });

  test('says that https and rtmps are answered too', async () => {
    const { exitCode, stdout } = await command('--tls-cert', certFile, '--tls-key', keyFile);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^Ready: http:\/\/127\.0\.0\.1:(\d+) and rtmp:\/\/127\.0\.0\.1:\1, https and rtmps too, bucket local, data in /,
      ),
    });
  });

  test('puts the secure addresses into the ready event', async () => {
    const { stdout } = await command('--json', '--tls-cert', certFile, '--tls-key', keyFile);
    const { port, httpsUrl, rtmpsUrl } = JSON.parse(stdout) as Record<string, unknown>;
    expect([httpsUrl, rtmpsUrl]).toEqual([`https://127.0.0.1:${port}`, `rtmps://127.0.0.1:${port}`]);
  });

  test.each([
    [['--tls-cert', certFile], 'A certificate needs its key: give both --tls-cert and --tls-key.'],
    [['--tls-cert', '/nowhere.pem', '--tls-key', keyFile], '/nowhere.pem cannot be read: ENOENT'],
    [['--tls-cert', keyFile, '--tls-key', keyFile], 'The certificate and its key cannot be used: '],
  ])('refuses %j', async (argv, message) => {
    const { exitCode, stderr } = await command(...argv);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(message) });
  });
});
