import { execFileSync } from 'node:child_process';
import { createReadStream, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBucket, type StoredBucket } from '../../../src/emulator/store/bucket.js';
import { prepareBucketFolders } from '../../../src/emulator/store/folders.js';
import { eventually } from '../../helpers/emulator.js';
import { openStoredBucket, pushTo, SETTINGS, temporaryFolder, textOf } from '../../helpers/store.js';

const START = 1_700_000_000_000;
const REMOTE = '127.0.0.1:50000';

/** A bucket whose journal is a pipe that nobody reads: whoever writes to it is stuck until `relieve`. */
async function bucketWithSlowJournal(): Promise<{ bucket: StoredBucket; dataDir: string; relieve(): void }> {
  const dataDir = temporaryFolder();
  const bucket = await openStoredBucket(dataDir, () => new Date(START));
  const journal = join(dataDir, '.oss-live/local/objects.jsonl');
  rmSync(journal, { force: true });
  execFileSync('mkfifo', [journal]);
  return { bucket, dataDir, relieve: () => void createReadStream(journal).resume() };
}

test('a push does not wait for an object that takes long to reach the disk', async () => {
  const { bucket, dataDir, relieve } = await bucketWithSlowJournal();
  await bucket.putChannel('cam', SETTINGS);
  const put = bucket.putObject('elsewhere/large.bin', Buffer.from('large'), 'text/plain').catch(() => null);
  const { output } = await pushTo(bucket, 'cam', { startMs: START, remoteAddress: REMOTE }, () => {});
  const segment = output.open(START);
  segment.append(Buffer.alloc(188));
  segment.close({ durationSeconds: 5, discontinuity: false });
  const playlist = await eventually(
    () => textOf(bucket, 'cam/playlist.m3u8'),
    (text) => text !== null,
  );
  expect(playlist).toContain('1700000000000.ts');
  expect(readdirSync(join(dataDir, 'local'))).not.toContain('large.bin');
  relieve();
  await put;
});

test('all pushes together hold back when 64 MiB wait for the disk', async () => {
  let goOn = (): void => {};
  const disk = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const dataDir = temporaryFolder();
  const folders = await prepareBucketFolders(dataDir, join(dataDir, '.oss-live'), 'local');
  const bucket = await openBucket({
    ...{ name: 'local', region: 'cn-hangzhou', acl: 'private', folders, now: () => new Date(START) },
    faultsOf: () => ({
      beforeWrite: () => disk,
      ofSegment: () => ({ delayMs: 0, loses: false }),
      keepsPlaylist: () => false,
    }),
  });
  const mebibyte = Buffer.alloc(1024 * 1024);
  const held: boolean[] = [];
  for (let index = 0; index < 20; index++) {
    const channel = `cam-${index}`;
    await bucket.putChannel(channel, SETTINGS);
    const { output } = await pushTo(bucket, channel, { startMs: START, remoteAddress: REMOTE }, () => {});
    const segment = output.open(START);
    for (let append = 0; append < 4; append++) held.push(segment.append(mebibyte) !== undefined);
  }
  expect(held).toEqual([...Array(64).fill(false), ...Array(16).fill(true)]);
  goOn();
  await bucket.idle();
});
