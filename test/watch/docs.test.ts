import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ChannelEvent, EVENTS, STATES } from '../../src/watch/event.js';
import { metricsText } from '../../src/watch/metrics.js';
import { webhookRequest } from '../../src/watch/webhook.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/watch.md'), 'utf8');

const block = (language: string): string =>
  new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? `no ${language} in the page`;

const EVENT: ChannelEvent = {
  ...{ event: 'changed', time: '2024-03-05T06:07:08.000Z', bucket: 'b', channelName: 'cam', state: 'live' },
  ...{ connectedTime: null, remoteAddr: null, message: null },
  video: { width: 1, height: 1, frameRate: 1, bandwidth: 1, codec: 'H264' },
  audio: { bandwidth: 1, sampleRate: 1, codec: 'AAC' },
  changes: [{ property: 'video.codec', from: 'H264', to: 'H265' }],
};

test('the schema of an event has its fields, names and states, in their order', () => {
  const { properties, required } = JSON.parse(block('json'));
  const fields = (value: object) => Object.keys(value).sort();
  expect(properties.event.enum).toEqual(EVENTS);
  expect(properties.state.enum).toEqual(STATES);
  expect(fields(properties)).toEqual(fields(EVENT));
  expect([...required].sort()).toEqual(fields(EVENT));
  expect(fields(properties.video.properties)).toEqual(fields(EVENT.video!));
  expect(fields(properties.audio.properties)).toEqual(fields(EVENT.audio!));
  expect(fields(properties.changes.items.properties)).toEqual(fields(EVENT.changes[0]!));
});

test('every event and every metric is explained', () => {
  for (const event of EVENTS) expect(page).toMatch(new RegExp(`^\\| .*\`${event}\``, 'm'));
  const zero = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 0]));
  const text = metricsText({
    ...{ bucket: 'b', channels: new Map(), events: zero(EVENTS) as never },
    requests: { ok: 0, refused: 0, throttled: 0, failed: 0 },
  });
  const families = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect([...page.matchAll(/^\| `(oss_live_\w+)`/gm)].map(([, name]) => name)).toEqual(families);
});

test("the receiver's code tells a webhook that is authentic from any other", async () => {
  const { isAuthentic } = await import(`data:text/javascript,${encodeURIComponent(block('js'))}`);
  const url = new URL('https://hooks.example.com/');
  const time = new Date('2024-03-05T06:07:08Z');
  const request = webhookRequest(EVENT, { url, secret: 's3cret', id: 'an-id', time });
  const headers = Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const now = time.getTime() / 1000;
  expect([
    isAuthentic(headers, request.body, 's3cret', now + 60),
    isAuthentic(headers, request.body, 'other', now),
    isAuthentic(headers, `${request.body} `, 's3cret', now),
    isAuthentic(headers, request.body, 's3cret', now + 301),
    isAuthentic({ ...headers, 'oss-live-signature': undefined }, request.body, 's3cret', now),
  ]).toEqual([true, false, false, false, false]);
});
