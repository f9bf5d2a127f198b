// How long is not measured: what grows with the square of these numbers does not end before the test's time is over.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBucket } from '../../../src/emulator/store/bucket.js';
import { prepareBucketFolders } from '../../../src/emulator/store/folders.js';
import { createObjects } from '../../../src/emulator/store/objects.js';
import { openStoredBucket, pushTo, SETTINGS, temporaryFolder } from '../../helpers/store.js';

const START = 1_700_000_000_000;
const now = (): Date => new Date(START);

test('a bucket opens in which one object was overwritten a hundred thousand times', async () => {
  const dataDir = temporaryFolder();
  mkdirSync(join(dataDir, '.oss-live/local'), { recursive: true });
  const lines = Array.from({ length: 100_000 }, (_, index) =>
    JSON.stringify({
      ...{ key: 'a', bytes: 1, mtimeMs: index, etag: 'C4CA4238A0B923820DCC509A6F75849B' },
      ...{ contentType: 'text/plain', lastModifiedMs: index },
    }),
  );
  writeFileSync(join(dataDir, '.oss-live/local/objects.jsonl'), `${lines.join('\n')}\n`);
  mkdirSync(join(dataDir, 'local'));
  writeFileSync(join(dataDir, 'local/a'), '1');
  const bucket = await openStoredBucket(dataDir, now);
  expect([...bucket.objects('')].map(({ key, bytes }) => [key, bytes])).toEqual([['a', 1]]);
});

test('a hundred thousand keys are listed a page at a time, while others come', async () => {
  const dataDir = temporaryFolder();
  const objects = createObjects(
    await prepareBucketFolders(dataDir, join(dataDir, '.oss-live'), 'local'),
    now,
  );
  const record = (key: string): void =>
    objects.record({
      ...{ key, path: join(dataDir, 'local', key), bytes: 1, mtimeMs: START },
      ...{ etag: 'C4CA4238A0B923820DCC509A6F75849B', contentType: 'text/plain', lastModifiedMs: START },
    });
  const keyOf = (index: number): string => `key-${String(index).padStart(6, '0')}`;
  for (let index = 99_999; index >= 0; index--) record(keyOf(index));
  const seen: string[] = [];
  for (let page = 0; page < 1000; page++) {
    record(`another-${page}`);
    for (const { key } of objects.list('key-', seen.at(-1) ?? '')) {
      seen.push(key);
      if (seen.length === 100 * (page + 1)) break;
    }
  }
  expect(seen).toEqual(Array.from({ length: 100_000 }, (_, index) => keyOf(index)));
});

test('segments without end get a name each, and the publisher waits for more than four of them', async () => {
  let goOn = (): void => {};
  const disk = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const dataDir = temporaryFolder();
  const folders = await prepareBucketFolders(dataDir, join(dataDir, '.oss-live'), 'local');
  const bucket = await openBucket({
    ...{ name: 'local', region: 'cn-hangzhou', acl: 'private', folders, now },
    faultsOf: () => ({
      beforeWrite: () => disk,
      ofSegment: () => ({ delayMs: 0, loses: false }),
      keepsPlaylist: () => false,
    }),
  });
  await bucket.putChannel('cam', SETTINGS);
  const { output } = await pushTo(
    bucket,
    'cam',
    { startMs: START, remoteAddress: '127.0.0.1:50000' },
    () => {},
  );
  const one = (): boolean => {
    const segment = output.open(START);
    segment.append(Buffer.alloc(188));
    return segment.close({ durationSeconds: 1, discontinuity: false }) !== undefined;
  };
  expect(Array.from({ length: 7 }, one)).toEqual([false, false, false, false, true, true, true]);
  goOn();
  await bucket.idle();
  expect(bucket.segments('cam').map(({ startMs }) => startMs - START)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});
