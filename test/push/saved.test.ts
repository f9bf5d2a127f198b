// The recording of a push that broke: what `push --vod` leaves in the bucket.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createClient } from '../../src/client/client.js';
import { localProfile } from '../../src/protocol/local-profile.js';
import { cuttableWay } from '../helpers/cuttable-way.js';
import { createStudio, type Pushed, type Studio } from '../helpers/studio.js';

/** Pushes twelve seconds, with a reset after four. */
async function brokenPush(studio: Studio): Promise<Pushed> {
  const way = await cuttableWay(studio.url);
  let isCut = false;
  return studio.events(['1.flv', 'cam', '-e', way.url, '--vod', 'all.m3u8'], {
    onEvent({ event, seconds }) {
      if (event !== 'progress' || isCut || Number(seconds) < 4) return;
      isCut = true;
      way.cut('rst');
    },
  });
}

const inBucket = ({ dataDir }: Studio, name = '') => join(dataDir, 'local/cam', name);

function segmentsIn(studio: Studio): string[] {
  return readdirSync(inBucket(studio))
    .filter((name) => name.endsWith('.ts'))
    .sort();
}

test.concurrent('has all segments, and a break where the connection was another', async () => {
  const studio = await createStudio(12);
  const { exitCode, stderr, event } = await brokenPush(studio);
  expect([exitCode, stderr, event('saving'), event('unsaved')]).toEqual([
    ...[0, '', expect.objectContaining({ truncated: false }), undefined],
  ]);
  const saved = readFileSync(inBucket(studio, 'all.m3u8'), 'utf8');
  expect(saved.match(/^\d+\.ts$/gm)).toEqual(segmentsIn(studio));
  expect(saved.match(/^#EXT-X-DISCONTINUITY$/gm)).toHaveLength(1);
  const { stdout } = await studio.run(['vod', 'cam', '--last']);
  expect(saved).toBe(stdout);
});

test.concurrent('is the list of the service where objects may not be stored', async () => {
  const studio = await createStudio(12);
  studio.emulator.control.addFault({
    ...{ match: { layer: 'http', op: 'PutObject' }, effect: { status: 403, code: 'AccessDenied' } },
  });
  const { exitCode, event } = await brokenPush(studio);
  expect([exitCode, event('unsaved')]).toEqual([0, undefined]);
  const saved = readFileSync(inBucket(studio, 'all.m3u8'), 'utf8');
  expect(saved.match(/^\d+\.ts$/gm)).toEqual(segmentsIn(studio));
  expect(saved).not.toContain('PROGRAM-DATE-TIME');
});

test.concurrent('does not take the place of a list that could not be seen', async () => {
  const studio = await createStudio(12);
  const path = inBucket(studio, 'all.m3u8');
  studio.emulator.control.addFault({
    ...{ match: { layer: 'http', op: 'HeadObject' }, effect: { status: 403, code: 'AccessDenied' } },
  });
  const { accessKeyId, accessKeySecret, bucket, region } = localProfile;
  const credentials = { accessKeyId, accessKeySecret };
  const client = createClient({ endpoint: studio.url, bucket, region, credentials });
  await client.putObject({ key: 'cam/all.m3u8', body: '#EXTM3U\n', contentType: 'application/x-mpegURL' });
  const { event } = await brokenPush(studio);
  expect(event('unsaved')).toMatchObject({ error: { code: 'WouldOverwrite' } });
  expect(readFileSync(path, 'utf8')).toBe('#EXTM3U\n');
});
