import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createListener, type Listener, type ListenerOptions } from '../../../src/emulator/http/listener.js';

let listener: Listener;

afterEach(() => listener.close());

interface Heard {
  protocol: 'http' | 'rtmp';
  text: string;
}

/** A listener whose protocols note the first thing they read, and a way to connect to it. */
async function listening(limits: Partial<ListenerOptions> = {}) {
  const heard: Heard[] = [];
  const note = (protocol: Heard['protocol']) => (socket: Socket) => {
    socket.once('data', (bytes) => {
      heard.push({ protocol, text: bytes.toString('latin1') });
      socket.end('heard');
    });
  };
  listener = createListener({ http: note('http'), rtmp: note('rtmp'), ...limits });
  const { port } = await listener.open('127.0.0.1', 0);
  return { heard, dial: () => connect(port, '127.0.0.1') };
}

test.each([
  ['rtmp', '\x03rest'],
  ['http', 'GET / HTTP/1.1\r\n'],
  ['http', '\x16\x03\x01'],
  ['http', '\x00'],
] as const)('%s gets everything of %j', async (protocol, text) => {
  const { heard, dial } = await listening();
  const socket = dial();
  socket.write(text, 'latin1');
  await once(socket, 'data');
  expect(heard).toEqual([{ protocol, text }]);
});

test('a connection that says nothing is closed', async () => {
  const { dial } = await listening({ silentSeconds: 0.05 });
  await once(dial(), 'close');
});

test('of too many silent connections the oldest is closed, and a new one is heard', async () => {
  const { heard, dial } = await listening({ mostSilent: 2 });
  const silent = [dial(), dial(), dial()];
  await once(silent[0]!, 'close');
  const spoken = silent[2]!;
  spoken.write('\x03');
  await once(spoken, 'data');
  expect([heard.length, silent[1]!.destroyed]).toEqual([1, false]);
  silent[1]!.destroy();
});

test('of five hundred connections that come at once all are heard', async () => {
  const { heard, dial } = await listening();
  const all = Array.from({ length: 500 }, () => {
    const socket = dial();
    socket.write('\x03');
    return once(socket, 'data');
  });
  await Promise.all(all);
  expect(heard).toHaveLength(500);
});

test('of too many that have only just come, and wait, the oldest is closed', async () => {
  const { dial } = await listening({ mostUnheard: 2 });
  const silent = [dial(), dial(), dial()];
  await once(silent[0]!, 'close');
  for (const socket of silent) socket.destroy();
});

test('a connection that is reset before it says anything harms nobody', async () => {
  const { heard, dial } = await listening();
  const socket = dial();
  await once(socket, 'connect');
  socket.resetAndDestroy();
  const next = dial();
  next.write('\x03');
  await once(next, 'data');
  expect(heard).toHaveLength(1);
});
