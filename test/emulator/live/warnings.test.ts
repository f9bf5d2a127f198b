import { expect, test } from 'vitest';
import { createEmulator } from '../../../src/emulator/index.js';
import { asking, createChannel, eventually, publishUrl } from '../../helpers/emulator.js';
import { readFlvFile } from '../../helpers/flv-file.js';
import { clip } from '../../helpers/media.js';
import { publish } from '../../helpers/rtmp-publisher.js';
import { KEY } from '../../helpers/sign-v1.js';
import { temporaryFolder } from '../../helpers/store.js';

test('publisher and journal are told what is left out of a push, which goes on', async () => {
  const emulator = createEmulator({ dataDir: temporaryFolder(), credentials: [KEY] });
  const { rtmpUrl } = await emulator.listen();
  await createChannel(asking(emulator), 'cam');
  const publisher = await publish(publishUrl({ base: rtmpUrl, channel: 'cam' }));
  const broken = {
    type: 'video',
    timestampMs: 500,
    payload: Buffer.from('27010000000000ffff41', 'hex'),
  } as const;
  const messages = readFlvFile(await clip({ seconds: 2, gop: 25 }));
  const at = messages.findIndex(({ timestampMs }) => timestampMs > 500);
  await publisher.sendAll([...messages.slice(0, at), broken, broken]);
  // Not before it pauses: a publisher that has left would be answered with a reset, and lose what is unread.
  const told = () => publisher.statuses.filter(({ level }) => level === 'warning');
  await eventually(told, (statuses) => statuses.length > 0);
  await publisher.sendAll(messages.slice(at));
  await publisher.unpublish();
  const events = await eventually(
    () => emulator.control.events(),
    (all) => all.some(({ event }) => event === 'push-ended'),
  );
  const text = 'Left out: An H.264 frame is cut short.';
  expect(told()).toEqual([{ level: 'warning', code: 'NetStream.Publish.Warning', description: text }]);
  expect(
    events
      .filter(({ event }) => event.startsWith('push-'))
      .map((event) => [event.event, event.text ?? event.reason]),
  ).toEqual([
    ['push-started', undefined],
    ['push-warning', text],
    ['push-warning', 'Left out 2 times in all: An H.264 frame is cut short.'],
    ['push-ended', 'unpublished'],
  ]);
  await emulator.close();
});
