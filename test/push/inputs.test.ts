import { createReadStream } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, test } from 'vitest';
import { cuttableWay } from '../helpers/cuttable-way.js';
import { schemaChecker } from '../helpers/json-schema.js';
import { clip, codedFrames } from '../helpers/media.js';
import { createStudio, type Studio, storedPictures } from '../helpers/studio.js';

const checkEvent = schemaChecker('docs/push-events.schema.json');

const servers: Server[] = [];

afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
});

interface Recording {
  options?: readonly string[];
  seconds?: number;
}

/** A video with a key frame each two seconds, as ffmpeg writes it with these options. */
async function recording(
  name: string,
  { folder }: Studio,
  { options = [], seconds = 10 }: Recording = {},
): Promise<string> {
  const source = await clip({ seconds, gop: 50 });
  const path = join(folder, name);
  await execa('ffmpeg', ['-v', 'error', '-i', source, '-c', 'copy', ...options, path]);
  return path;
}

/** Sends a file from its beginning, whatever is asked for: nothing in it can be sought. */
async function withoutRanges(path: string): Promise<string> {
  const server = createServer((_, response) => {
    createReadStream(path).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/video`;
}

function dropAfter({ emulator }: Studio, milliseconds: number): void {
  const effect = { dropAfterMs: milliseconds, dropHow: 'rst' } as const;
  emulator.control.addFault({ match: { layer: 'rtmp' }, times: 1, effect });
}

describe.concurrent('after a connection broke', () => {
  test.each<[string, string[]]>([
    ['video.flv', []],
    ['video.flv', ['-flvflags', 'no_duration_filesize']],
    ['video.mp4', []],
    ['video.mkv', []],
    ['video.ts', []],
  ])('a file is taken up so that no picture is missing: %s %j', async (name, options) => {
    const studio = await createStudio();
    const path = await recording(name, studio, { options });
    dropAfter(studio, 5500);
    const pushed = await studio.events([path, 'cam']);
    expect([pushed.exitCode, pushed.events.flatMap(checkEvent)]).toEqual([0, []]);
    expect(pushed.event('ended')).toMatchObject({ reconnects: 1 });
    expect(pushed.names).not.toContain('restarted');
    const sent = (await codedFrames(path)).video.map(({ hash }) => hash);
    const stored = new Set(await storedPictures(studio));
    expect(sent.filter((hash) => !stored.has(hash))).toEqual([]);
  });

  test('an input that cannot be sought begins again, which is told', async () => {
    const studio = await createStudio();
    const url = await withoutRanges(await recording('video.flv', studio, { seconds: 20 }));
    const way = await cuttableWay(studio.url);
    let [wasLive, wasCut] = [false, false];
    const pushed = await studio.events([url, 'cam', '-e', way.url], {
      onEvent({ event, seconds }) {
        wasLive ||= event === 'live';
        if (!wasLive || wasCut || event !== 'progress' || Number(seconds) < 3) return;
        wasCut = true;
        way.cut('rst');
      },
    });
    expect([pushed.exitCode, pushed.events.flatMap(checkEvent)]).toEqual([0, []]);
    expect(pushed.names).toEqual([
      ...['preflight', 'connecting', 'live', 'reconnecting'],
      ...['connecting', 'restarted', 'resumed', 'live', 'ended'],
    ]);
    expect(pushed.event('restarted')?.position).toBeGreaterThan(0.1);
  });

  test('that is a warning for people', async () => {
    const studio = await createStudio();
    const url = await withoutRanges(await recording('video.flv', studio));
    dropAfter(studio, 5000);
    const { exitCode, stderr } = await studio.run(['push', url, 'cam']);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /^warning: The input cannot be taken up at \ds, where it was left: it starts over from the beginning\.$/m,
    );
  });
});

describe.concurrent('an input of the web', () => {
  test('of which nothing could be sent is no success, although ffmpeg says so', async () => {
    const studio = await createStudio();
    // Its index is at the end.
    const url = await withoutRanges(await recording('video.mp4', studio));
    const { exitCode, stderr } = await studio.run(['push', url, 'cam', '-q']);
    expect([exitCode, stderr]).toEqual([
      2,
      'error: ffmpeg came to the end of the input and has sent nothing of it.\nhint: Add -v to see what it says about the input.\n',
    ]);
  });

  test('that does not say how long it is, is told to be sent as it comes', async () => {
    const studio = await createStudio();
    const url = await withoutRanges(await recording('video.ts', studio));
    const { exitCode, stderr } = await studio.run(['push', url, 'cam', '--once']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(
      `\n${url} does not say how long it is: it is sent as fast as it comes, and opened again when the connection breaks or it ends.\n`,
    );
  });
});
