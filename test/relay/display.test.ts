import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { Context, Output } from '../../src/cli/context.js';
import { openRelayDisplay } from '../../src/cli/terminal/relay-display.js';
import type { SourceStatus } from '../../src/relay/index.js';

/** A display at a terminal of this width, and what it has written. */
async function displayed(columns: number) {
  let text = '';
  const stdout = {
    ...{ isTTY: true, columns, rows: 24 },
    write: (part: string) => {
      text += part;
      return true;
    },
  };
  const display = await openRelayDisplay({
    context: { stdout, env: {} } as unknown as Context,
    flags: { color: false, debugSign: false },
    output: { format: 'terminal', quiet: true, verbose: false } as Output,
    ...{ bucket: 'examplebucket', now: () => new Date(0) },
  });
  return { display, text: () => stripVTControlCharacters(text).trim() };
}

test('a table leaves notes out where they are not wanted, and no warning', async () => {
  const { display, text } = await displayed(80);
  display.note('Metrics: http://127.0.0.1:9311/metrics');
  display.warn('The file was not taken.');
  display.close();
  expect(text()).toBe('warning: The file was not taken.');
});

const REFUSED = 'rtsp://viewer:***@10.0.1.11/Streaming/Channels/101 cannot be read: Connection refused.';

test.each([
  [80, /^Waiting {2}shop-001 {2}4s {3}- {5}… cannot be read: Connection refused\.$/m],
  [
    160,
    /^Waiting .* rtsp:\/\/viewer:\*{3}@10\.0\.1\.11\/Streaming\/Channels\/101 cannot be read: Connection refused\.$/m,
  ],
])('%i columns have room for what is wrong with a camera', async (columns, row) => {
  const { display, text } = await displayed(columns);
  const figures = {
    liveSeconds: 0,
    sentSeconds: 0,
    bytes: 0,
    droppedFrames: 0,
    lostSeconds: 0,
    reconnects: 0,
  };
  const status: SourceStatus = {
    ...{ channelName: 'shop-001', state: 'waiting', since: new Date(-4000), until: null, ...figures },
    ...{ error: { code: 'InputUnreachable', message: REFUSED }, lastLive: null, hasSettled: true },
    ...{ bitsPerSecond: null, framesPerSecond: null, readBitsPerSecond: null, bufferSeconds: null },
    ...{ behindSeconds: null, heldSeconds: null, heldBytes: null },
  };
  display.show(() => [status]);
  display.close();
  expect(text()).toMatch(row);
});
