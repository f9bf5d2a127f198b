import { beforeEach, expect, test } from 'vitest';
import { createFaults } from '../../../src/emulator/control/faults.js';
import { createJournal } from '../../../src/emulator/control/journal.js';
import { publishFaults } from '../../../src/emulator/control/rtmp-faults.js';
import { createRegistry, type Registry } from '../../../src/emulator/live/registry.js';
import type { Verdict } from '../../../src/emulator/rtmp/publishing.js';
import type { StoredBucket } from '../../../src/emulator/store/bucket.js';
import { publishUrl } from '../../helpers/emulator.js';
import { KEY } from '../../helpers/sign-v1.js';
import { openStoredBucket, SETTINGS, temporaryFolder } from '../../helpers/store.js';

let bucket: StoredBucket;
let registry: Registry;

beforeEach(async () => {
  const now = (): Date => new Date();
  bucket = await openStoredBucket(temporaryFolder(), now);
  await bucket.putChannel('cam', SETTINGS);
  const journal = createJournal(now);
  registry = createRegistry({
    ...{ buckets: () => [bucket], credentials: [KEY], now, tell: journal.add },
    faults: publishFaults(createFaults(journal)),
    ...{ allowAudioOnly: false, disableDelayMs: 0 },
  });
});

const arrive = (port: number): Promise<Verdict> => {
  const url = publishUrl({ base: '', channel: 'cam' });
  return registry.authorize({ app: '', name: url, tcUrl: null, remoteAddress: `127.0.0.1:${port}` });
};

const BUSY = {
  accept: false,
  code: 'NetStream.Publish.BadName',
  description: 'ChannelStillLive: Somebody else is publishing to this live channel.',
};

test.each([
  [
    'deleted',
    () => bucket.deleteChannel('cam'),
    'NetStream.Publish.BadName',
    'NoSuchLiveChannel: The specified live channel does not exist.',
  ],
  [
    'disabled',
    () => bucket.putChannel('cam', { ...SETTINGS, status: 'disabled' }),
    'NetStream.Publish.Denied',
    'LiveChannelDisabled: Live channel is disabled by owner.',
  ],
])('a publisher whose channel is just being %s is told so', async (_, change, code, description) => {
  const changed = change();
  expect(await arrive(1)).toEqual({ accept: false, code, description });
  await changed;
  expect(registry.count).toBe(0);
});

test('a publisher waits for the push before it to be stored; of two that wait one is refused', async () => {
  const first = await arrive(1);
  if (!first.accept) throw new Error(first.description);
  expect(await arrive(2)).toEqual(BUSY);
  const ended = first.stream.end('disconnected');
  expect(registry.answerTo(publishUrl({ base: '', channel: 'cam' }))).toEqual({ accept: true, reason: null });
  const [second, third] = await Promise.all([arrive(2), arrive(3)]);
  expect([second.accept, third]).toEqual([true, BUSY]);
  await ended;
  expect(bucket.history('cam').map(({ remoteAddress }) => remoteAddress)).toEqual(['127.0.0.1:1']);
});
