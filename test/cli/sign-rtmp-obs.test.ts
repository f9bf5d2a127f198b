import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { codedFrames } from '../helpers/media.js';
import { createStudio, happening, storedPictures } from '../helpers/studio.js';

/** What `sign-rtmp --obs` prints, as somebody copies it into the two boxes. */
function boxes(stdout: string): { server: string; streamKey: string } {
  const [, server = '', streamKey = ''] = /^Server\t(\S+)\nStream key\t(\S+)\n$/.exec(stdout) ?? [];
  return { server, streamKey };
}

/** Publishes a file with GStreamer; `sink` is an element with its properties. */
const publish = (file: string, sink: readonly string[]) =>
  execa(
    'gst-launch-1.0',
    [
      ...['-q', 'filesrc', `location=${file}`, '!', 'flvdemux', 'name=in'],
      ...['in.video', '!', 'queue', '!', 'h264parse', '!', 'flvmux', 'name=out', 'streamable=true', '!'],
      ...sink,
      ...['in.audio', '!', 'queue', '!', 'aacparse', '!', 'out.'],
    ],
    { reject: false, timeout: 240_000, env: { LC_ALL: 'C' } },
  );

/**
 * The librtmp of OBS calls all of the server's path the application, and decodes the key before it is the play path;
 * another librtmp has to be told so.
 */
function inObs(server: string, streamKey: string): string {
  const application = new URL(server).pathname.slice(1);
  return `${server} app=${application} tcUrl=${server} playpath=${decodeURIComponent(streamKey)} live=1`;
}

interface Encoder {
  how: string;
  sink(server: string, streamKey: string): string[];
}

test.each<Encoder>([
  {
    how: 'librtmp, told what the one in OBS makes of the boxes',
    sink: (server, key) => ['rtmpsink', `location=${inObs(server, key)}`],
  },
  {
    how: "rtmp2sink's application and stream",
    sink(server, key) {
      const { hostname, port, pathname } = new URL(server);
      const application = pathname.slice(1);
      return ['rtmp2sink', `host=${hostname}`, `port=${port}`, `application=${application}`, `stream=${key}`];
    },
  },
  {
    how: 'one address, as rtmp2sink takes it',
    sink: (server, key) => ['rtmp2sink', `location=${server}/${key}`],
  },
])('what --obs prints is published with, and every picture stored: $how', async ({ sink }) => {
  const studio = await createStudio();
  const signed = await studio.run(['sign-rtmp', 'cam', '--obs']);
  const { server, streamKey } = boxes(signed.stdout);
  const over = happening(studio.emulator, 'push-ended');
  const source = join(studio.folder, '1.flv');
  const { exitCode, stderr } = await publish(source, sink(server, streamKey));
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(await over).toMatchObject({ channel: 'cam', reason: 'unpublished' });
  const sent = (await codedFrames(source)).video.map(({ hash }) => hash);
  expect(await storedPictures(studio)).toEqual(sent);
});

test('with a key that was cut short in the box, an encoder is refused', async () => {
  const studio = await createStudio();
  const { server, streamKey } = boxes((await studio.run(['sign-rtmp', 'cam', '--obs'])).stdout);
  const cut = streamKey.replace(/&Signature=.*/, '');
  const sink = ['rtmpsink', `location=${inObs(server, cut)}`];
  const { exitCode } = await publish(join(studio.folder, '1.flv'), sink);
  expect(exitCode).toBe(1);
  const { stdout } = await studio.run(['stat', 'cam', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'Idle' });
});
