import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { EndReason } from '../../../src/emulator/rtmp/publishing.js';
import { hex } from '../../helpers/bytes.js';
import { seededRandom } from '../../helpers/random.js';
import { amf, RtmpClient, uint, type Value } from '../../helpers/rtmp-client.js';
import { publish } from '../../helpers/rtmp-publisher.js';
import { startRtmpServer, type TestServer, type TestServerOptions } from '../../helpers/rtmp-server.js';

let server: TestServer;

afterEach(() => server.close());

async function start(options: TestServerOptions = {}): Promise<TestServer> {
  server = await startRtmpServer(options);
  return server;
}

async function raw(): Promise<{ socket: Socket; closed: Promise<void> }> {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.resume();
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'connect');
  return { socket, closed };
}

/** A client with its handshake done, and more if asked for. */
async function client(until: 'handshake' | 'connect' | 'publish'): Promise<RtmpClient> {
  const made = await RtmpClient.connect(server.port);
  if (until === 'handshake') {
    await made.handshake();
    return made;
  }
  await made.open('live', 'rtmp://127.0.0.1/live');
  if (until === 'connect') return made;
  made.command(1, 'publish', 2, null, 'cam', 'live');
  await made.until(({ command }) => command[0] === 'onStatus');
  return made;
}

/** That everybody else is still served. */
async function servesOthers(): Promise<EndReason | undefined> {
  const publisher = await publish(`rtmp://127.0.0.1:${server.port}/live/somebody-else`);
  await publisher.send({ type: 'video', timestampMs: 0, payload: Buffer.from('frame') });
  await publisher.unpublish();
  return server.pushes.find(({ attempt }) => attempt.name === 'somebody-else')?.ends[0];
}

const complaint = (text: string) =>
  expect.stringMatching(new RegExp(`^127\\.0\\.0\\.1:\\d+: ProtocolError: ${text}$`));

describe('a client that does not speak RTMP', () => {
  it('is disconnected when it speaks HTTP', async () => {
    await start();
    const { socket, closed } = await raw();
    socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await closed;
    expect(server.log).toEqual([complaint('RTMP version 71 is not supported')]);
  });

  it('is disconnected when it speaks encrypted RTMP', async () => {
    await start();
    const { socket, closed } = await raw();
    socket.write(Buffer.of(6));
    await closed;
    expect(server.log).toEqual([complaint('RTMP version 6 is not supported')]);
  });
});

describe('a client that breaks the rules', () => {
  type Act = (made: RtmpClient) => void;
  const send =
    (...commands: Value[][]): Act =>
    (made) => {
      for (const command of commands) made.command(1, ...command);
    };
  const bytes =
    (text: string): Act =>
    (made) =>
      made.socket.write(hex(text));
  const message =
    (type: number, payload: Buffer): Act =>
    (made) =>
      made.message(type, 1, payload);

  const rules: [what: string, after: 'handshake' | 'connect' | 'publish', act: Act, text: string][] = [
    ['begins with chunk format 3', 'handshake', bytes('c3 00'), 'chunk stream 3 begins with format 3'],
    [
      'announces 16 MiB before it is let in',
      'handshake',
      bytes('04 000000 ffffff 09 01000000'),
      'message of 16777215 bytes, more than 65536',
    ],
    [
      'sends garbage for a command',
      'handshake',
      message(20, hex('ff ff ff')),
      'AMF marker 0xff is not understood',
    ],
    ['sends an empty command', 'handshake', message(20, Buffer.alloc(0)), 'command without a name'],
    [
      'nests a thousand objects',
      'handshake',
      message(20, Buffer.concat(Array(1000).fill(hex('03 0001 61')))),
      'AMF values nested deeper than 16',
    ],
    [
      'publishes before it connects',
      'handshake',
      send(['publish', 2, null, 'cam']),
      'publish before connect',
    ],
    ['connects twice', 'connect', send(['connect', 2, {}]), 'connect twice'],
    ['publishes nothing', 'connect', send(['publish', 2, null]), 'publish without a name'],
    ['publishes twice', 'publish', send(['publish', 2, null, 'cam']), 'publish twice'],
    [
      'publishes twice in one breath',
      'connect',
      send(['publish', 2, null, 'cam'], ['publish', 3, null, 'cam']),
      'publish twice',
    ],
    [
      'sends a command of 64 KiB and a byte once it is let in',
      'publish',
      message(20, Buffer.alloc(64 * 1024 + 1, 5)),
      'command of 65537 bytes',
    ],
    [
      'sends a broken aggregate',
      'publish',
      message(22, hex('09 000005 000000')),
      'aggregate ends within a header',
    ],
    ['sets a chunk size of zero', 'publish', message(1, uint(0, 4)), 'chunk size of 0 bytes'],
  ];
  for (const [what, after, act, text] of rules) {
    it(`is disconnected, alone: ${what}`, async () => {
      await start();
      const made = await client(after);
      act(made);
      await made.closed;
      expect({
        log: server.log,
        ends: server.pushes.flatMap(({ ends }) => ends),
        others: await servesOthers(),
      }).toEqual({
        log: [complaint(text)],
        ends: server.pushes.length > 1 ? ['protocol'] : [],
        others: 'unpublished',
      });
    });
  }
});

describe('a client that takes its time', () => {
  it('is disconnected when it sends its handshake a byte at a time', async () => {
    await start({ limits: { publishWithinSeconds: 0.2 } });
    const { socket, closed } = await raw();
    socket.write(Buffer.of(3));
    const drip = setInterval(() => socket.write(Buffer.of(0)), 5);
    await closed;
    clearInterval(drip);
    expect(server.pushes).toEqual([]);
  });

  it('is disconnected when it connects and never publishes, however much it talks', async () => {
    await start({ limits: { publishWithinSeconds: 2 } });
    const made = await client('connect');
    const talk = setInterval(() => made.command(0, '_checkbw', 0, null), 5);
    await made.closed;
    clearInterval(talk);
    expect(server.pushes).toEqual([]);
  });

  it('does not keep others out: two hundred silent connections', async () => {
    await start({ limits: { publishWithinSeconds: 8 } });
    const silent = await Promise.all(Array.from({ length: 200 }, raw));
    await expect.poll(() => server.connections()).toBe(200);
    expect(await servesOthers()).toBe('unpublished');
    await Promise.all(silent.map(({ closed }) => closed));
    await expect.poll(() => server.connections()).toBe(0);
  });
});

describe('memory', () => {
  const used = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const MIB = 1024 * 1024;

  it('is not reserved for what is only announced: 64 messages of 16 MiB', async () => {
    await start();
    const before = used();
    const made = await client('publish');
    for (let id = 64; id < 64 + 61; id++)
      made.socket.write(
        Buffer.concat([Buffer.of(0, id - 64), hex('000000 ffffff 09 01000000'), Buffer.alloc(4096)]),
      );
    const pong = made.until(({ type }) => type === 4);
    made.message(4, 0, Buffer.concat([uint(6, 2), uint(1, 4)]));
    await pong;
    expect((used() - before) / MIB).toBeLessThan(16);
    made.socket.destroy();
    expect(await server.pushes[0]?.ended).toBe('disconnected');
  });

  it('is not taken by answers that nobody reads', async () => {
    // A busy machine takes longer to fill the sockets than others to publish.
    await start({ limits: { publishWithinSeconds: 600 } });
    const made = await client('connect');
    made.socket.pause();
    const ping = Buffer.concat([hex('02 000000 000006 04 00000000 0006'), uint(1, 4)]);
    const pings = Buffer.concat(Array(4096).fill(ping));
    while (!made.socket.destroyed && server.log.length === 0) {
      if (!made.socket.write(pings)) await Promise.race([made.drained(), delay(50)]);
    }
    expect(server.log).toEqual([complaint('the client does not read its answers')]);
    made.socket.destroy();
  });
});

describe('noise', () => {
  const recorded = readFileSync(
    fileURLToPath(new URL('../../media/ffmpeg-5.1-publish.rtmp', import.meta.url)),
  );
  const HANDSHAKE_BYTES = 1 + 2 * 1536;

  const noises: [what: string, make: (next: () => number) => Buffer][] = [
    [
      'random bytes behind a handshake',
      (next) =>
        Buffer.concat([
          recorded.subarray(0, HANDSHAKE_BYTES),
          Buffer.from(Array.from({ length: 2000 }, () => next() * 256)),
        ]),
    ],
    [
      'a recorded push with a few bytes changed',
      (next) => {
        const bytes = Buffer.from(recorded);
        for (let change = 0; change < 5; change++)
          bytes[HANDSHAKE_BYTES + Math.floor(next() ** 3 * (bytes.length - HANDSHAKE_BYTES))] = next() * 256;
        return bytes;
      },
    ],
    [
      'a recorded push with a piece cut out',
      (next) => {
        const from = HANDSHAKE_BYTES + Math.floor(next() ** 3 * (recorded.length - HANDSHAKE_BYTES));
        return Buffer.concat([
          recorded.subarray(0, from),
          recorded.subarray(from + 1 + Math.floor(next() * 50)),
        ]);
      },
    ],
    [
      'commands of random values',
      (next) => {
        const values = Array.from({ length: 40 }, () => [
          Buffer.of(next() * 18),
          Buffer.from(Array.from({ length: next() * 6 }, () => next() * 4)),
        ]).flat();
        const payload = Buffer.concat([amf('connect', 1), ...values]).subarray(0, 128);
        return Buffer.concat([
          recorded.subarray(0, HANDSHAKE_BYTES),
          Buffer.concat([hex('03 000000'), uint(payload.length, 3), hex('14 00000000'), payload]),
        ]);
      },
    ],
  ];
  for (const [index, [what, make]] of noises.entries()) {
    it(`hurts nobody: ${what}, 150 times`, async () => {
      await start({ limits: { publishWithinSeconds: 5, idleSeconds: 5, lingerSeconds: 0.2 } });
      const next = seededRandom(index + 1);
      for (let batch = 0; batch < 15; batch++) {
        const clients = await Promise.all(Array.from({ length: 10 }, raw));
        for (const { socket } of clients) socket.end(make(next));
        await Promise.all(clients.map(({ closed }) => closed));
      }
      expect(await servesOthers()).toBe('unpublished');
      await expect.poll(() => server.connections()).toBe(0);
      // Anything but a ProtocolError would be a mistake of the server.
      expect(server.log.filter((line) => !line.includes(': ProtocolError: '))).toEqual([]);
      expect(server.pushes.filter(({ ends }) => ends.length !== 1)).toEqual([]);
    });
  }
});
