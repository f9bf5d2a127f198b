// What somebody else's page, program or bucket may try: nothing leaks, nothing runs, nothing foreign is fetched.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLIENT_LIMITS } from '../../src/client/limits.js';
import { createPlayer, type Player, servePlayer } from '../../src/player/index.js';
import type { HttpResponse, Transport } from '../../src/protocol/wire.js';
import { ask, changedTransport, PLAYER_TOKEN, playerOf, SECRETS } from '../helpers/player.js';
import { openSeededHour, type SeededHour } from '../helpers/seeded-hour.js';

const SEGMENT = 'c/demo/1772711932064.ts';

let hour: SeededHour;
/** What was asked of the bucket. */
let asked: string[];
let player: Player;
let serving: Awaited<ReturnType<typeof servePlayer>>;
let port: number;

beforeAll(async () => {
  hour = await openSeededHour();
  const changed = hour.changed();
  asked = changed.asked;
  player = createPlayer({ ...changed.options, token: PLAYER_TOKEN, channelNames: ['demo'] });
  serving = await servePlayer(player, 0);
  port = Number(new URL(serving.origin).port);
});
afterAll(async () => {
  await serving.close();
  await hour.close();
});

/** Sends bytes as they are; resolves with the answer, once the server has closed the connection. */
async function raw(text: string): Promise<{ status: number; text: string }> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(text);
  const chunks: Buffer[] = [];
  socket.on('data', (bytes) => chunks.push(bytes));
  // After an error, too: what was reset had nothing more to say.
  await new Promise((resolve) => socket.once('close', resolve));
  const answer = Buffer.concat(chunks).toString('latin1');
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0), text: answer };
}

const request = (line: string, host = `127.0.0.1:${port}`, more = ''): string =>
  `${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`;

describe('nothing is at an address but what the player names', () => {
  const T = `/${PLAYER_TOKEN}`;
  test.each([
    '/',
    '//',
    '/favicon.ico',
    '/channels.json',
    '/c/demo/live.m3u8',
    `/${PLAYER_TOKEN.slice(0, -1)}/`,
    `/${PLAYER_TOKEN}x/`,
    `/${PLAYER_TOKEN.toLowerCase()}/channels.json`,
    `/%45xampleToken-0123456789/channels.json`,
    `//${PLAYER_TOKEN}/channels.json`,
    `/x/../${PLAYER_TOKEN}/channels.json`,
    `/x/%2e%2e/${PLAYER_TOKEN}/channels.json`,
    T,
    `${T}/..`,
    `${T}/../../etc/passwd`,
    `${T}/c/demo/../../../etc/passwd`,
    `${T}/c/demo/%2e%2e/%2e%2e/etc/passwd`,
    `${T}/c/demo/%252e%252e%252fother/1772711932064.ts`,
    `${T}/c/demo%2f..%2fother/1772711932064.ts`,
    `${T}/c/..%2fother/1772711932064.ts`,
    `${T}/c/../1772711932064.ts`,
    `${T}/c/%2e%2e/1772711932064.ts`,
    `${T}/c/./1772711932064.ts`,
    `${T}/c/demo/..\\..\\1772711932064.ts`,
    `${T}/c/demo\\1772711932064.ts`,
    `${T}/c/demo/1772711932064.ts/`,
    `${T}/c/demo//1772711932064.ts`,
    `${T}/c/demo/1772711932064.ts%00`,
    `${T}/c/demo/1772711932064.ts;x`,
    `${T}/c/demo/1772711932064.TS`,
    `${T}/c/demo/-1.ts`,
    `${T}/c/demo/0x10.ts`,
    `${T}/c/demo/playlist.m3u8`,
    `${T}/c/demo/%70laylist.m3u8`,
    `${T}/c/demo/secret.txt`,
    `${T}/c/other/1772711932064.ts`,
    `${T}/c/DEMO/1772711932064.ts`,
    `${T}/c/demo%00/1772711932064.ts`,
    `${T}/c/%ff/1772711932064.ts`,
    `${T}/c/%/1772711932064.ts`,
    `${T}/c//1772711932064.ts`,
    `${T}/c/https:%2f%2fevil.example.com/1772711932064.ts`,
    `${T}/https://evil.example.com/1772711932064.ts`,
    `${T}/constructor`,
    `${T}/__proto__`,
    `${T}/c/demo/constructor`,
    `${T}/page.js/`,
    `${T}/${'a'.repeat(5000)}`,
    'http://evil.example.com/',
    `http://127.0.0.1/${PLAYER_TOKEN}/channels.json`,
    '*',
  ])('%s', async (target) => {
    const before = asked.length;
    const { status, text } = await raw(request(`GET ${target}`));
    expect([404, 400]).toContain(status);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    expect(text).not.toContain('<script');
    expect(asked.slice(before)).toEqual([]);
  });
});

describe('it is only answered under a name of this machine', () => {
  test.each([
    ['127.0.0.1', 200],
    ['127.0.0.1:80', 200],
    ['localhost:1', 200],
    ['LOCALHOST', 200],
    ['[::1]:9', 200],
    ['evil.example.com', 421],
    ['localhost.evil.example.com', 421],
    ['127.0.0.1.evil.example.com', 421],
    ['127.0.0.1.nip.io', 421],
    ['evil.example.com:80@127.0.0.1', 421],
    ['127.0.0.1@evil.example.com', 421],
    ['127.0.0.1/evil', 421],
    ['127.0.0.1:x', 421],
    ['0.0.0.0', 421],
    ['0', 421],
    ['2130706433', 421],
    ['[::]', 421],
    ['10.0.0.1', 421],
    ['', 421],
  ])('Host: %s is %i', async (host, status) => {
    const answer = await raw(request(`GET /${PLAYER_TOKEN}/`, host));
    expect(answer.status).toBe(status);
    if (status !== 200) expect(answer.text).not.toContain('<!doctype');
  });

  test('two of them, or none, are refused', async () => {
    const line = `GET /${PLAYER_TOKEN}/ HTTP/1.1\r\nConnection: close\r\n`;
    const answers = await Promise.all([
      raw(`${line}\r\n`),
      raw(`${line}Host: evil.example.com\r\nHost: 127.0.0.1\r\n\r\n`),
      raw(`GET /${PLAYER_TOKEN}/ HTTP/1.0\r\n\r\n`),
    ]);
    for (const { status, text } of answers) {
      expect([0, 400, 421]).toContain(status);
      expect(text).not.toContain('<!doctype');
    }
  });

  test('of a program that names its hosts these alone are', async () => {
    const own = playerOf(hour, { hosts: ['player.example.com'] });
    const answers = ['player.example.com', 'PLAYER.example.com', '127.0.0.1', 'player.example.com:1'].map(
      (host) => ask(own, '', { host }),
    );
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 421, 421]);
  });
});

describe('other websites', () => {
  test.each([
    ['cross-site', 'no-cors', 'script', 403],
    ['cross-site', 'cors', 'empty', 403],
    ['same-site', 'cors', 'empty', 403],
    ['cross-site', 'navigate', 'iframe', 403],
    ['cross-site', 'navigate', 'document', 200],
    ['same-origin', 'cors', 'empty', 200],
    ['none', 'navigate', 'document', 200],
  ])('%s %s %s is %i', async (site, mode, destination, status) => {
    const headers = `Sec-Fetch-Site: ${site}\r\nSec-Fetch-Mode: ${mode}\r\nSec-Fetch-Dest: ${destination}\r\n`;
    const answer = await raw(request(`GET /${PLAYER_TOKEN}/`, undefined, headers));
    expect(answer.status).toBe(status);
    expect(answer.text.toLowerCase()).not.toContain('access-control-allow');
  });
});

describe('whoever does more than look', () => {
  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    '%s is refused',
    async (method) => {
      const before = asked.length;
      const answer = await raw(
        request(`${method} /${PLAYER_TOKEN}/${SEGMENT}`, undefined, 'Content-Length: 0\r\n'),
      );
      expect([answer.status, asked.length]).toEqual([405, before]);
      expect(answer.text).toContain('\r\nAllow: GET, HEAD\r\n');
    },
  );

  test('CONNECT, an upgrade and what is no HTTP come to nothing', async () => {
    const upgrade = 'Connection: close, Upgrade\r\nUpgrade: websocket\r\n';
    const answers = await Promise.all([
      raw(`CONNECT evil.example.com:443 HTTP/1.1\r\nHost: evil.example.com:443\r\n\r\n`),
      raw(`GET /${PLAYER_TOKEN}/ HTTP/1.1\r\nHost: evil.example.com\r\n${upgrade}\r\n`),
      raw('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'.repeat(20)),
      raw(`GET /${PLAYER_TOKEN}/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([0, 421, 0, 0]);
  });
});

describe('a bucket of somebody else', () => {
  const HEAD = '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-TARGETDURATION:5\n';
  const EVIL = [
    'https://evil.example.com/1.ts',
    '//evil.example.com/1772711932064.ts',
    '../other/1772711932064.ts',
    '"><script>alert(1)</script>.ts',
    'file:///etc/passwd',
    'data:video/mp2t;base64,AAAA',
  ];
  const withList = (body: HttpResponse['body'], ofVod = false): Player =>
    playerOf(
      hour,
      {},
      changedTransport(hour, (target) => {
        const isWanted = ofVod
          ? target.includes('?endTime') || target.includes('vod')
          : target.includes('playlist.m3u8');
        return isWanted ? { status: 200, headers: [], body } : null;
      }),
    );

  test('names in its live list what is not there: it is left out', async () => {
    const list = `${HEAD}${EVIL.map((line) => `#EXTINF:5,${line}\n#EXT-X-KEY:METHOD=AES-128,URI="${line}"\n#EXT-X-MAP:URI="${line}"\n${line}\n`).join('')}#EXTINF:5,\n1772711932064.ts\n`;
    const { status, text } = await ask(withList(list), 'c/demo/live.m3u8');
    expect([status, text]).toEqual([
      200,
      `${HEAD}#EXT-X-DISCONTINUITY-SEQUENCE:0\n#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2026-03-05T11:58:52.064Z\n#EXTINF:5.000,\n1772711932064.ts\n`,
    ]);
  });

  test.each(EVIL)('names %s in a recording: none of it is shown', async (line) => {
    const range = `start=${Date.parse('2026-03-05T11:15:00Z')}&end=${Date.parse('2026-03-05T11:20:00Z')}`;
    const { status, text } = await ask(
      withList(`${HEAD}#EXTINF:5,\n${line}\n#EXT-X-ENDLIST\n`, true),
      `c/demo/recording.m3u8?${range}`,
    );
    expect([status, text.includes(line), JSON.parse(text).error.problem]).toEqual([502, false, 'foreign']);
  });

  test('gives a list of a million lines, one without an end, or something else: it is unreadable', async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        given += 16_384;
        yield Buffer.alloc(16_384, '#EXTINF:1,\n1.ts\n');
      }
    }
    const lists = [
      `${HEAD}${'#EXTINF:1,\n1.ts\n'.repeat(1_000_000)}`,
      endless(),
      '<html>',
      '',
      Buffer.alloc(99, 0xff),
    ];
    const answers = await Promise.all(lists.map((list) => ask(withList(list), 'c/demo/live.m3u8')));
    expect(answers.map(({ status, text }) => [status, JSON.parse(text).error.problem])).toEqual(
      lists.map(() => [502, 'unreadable']),
    );
    expect(given).toBeLessThan(CLIENT_LIMITS.liveList.value + 65_536);
  });

  test('has channels with names and descriptions that are no texts', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const xml = `<ListLiveChannelResult><IsTruncated>false</IsTruncated>${[evil, '../x', 'a'.repeat(99)]
      .map(
        (name) =>
          `<LiveChannel><Name>${name.replaceAll('<', '&lt;')}</Name><Description>${evil.replaceAll('<', '&lt;')}</Description></LiveChannel>`,
      )
      .join('')}</ListLiveChannelResult>`;
    const transport = changedTransport(hour, (target) =>
      /[?&]live(&|$)/.test(target) && !target.includes('comp=') && /^\/local\/?\?/.test(target)
        ? { status: 200, headers: [], body: xml }
        : null,
    );
    const { headers, text } = await ask(playerOf(hour, {}, transport), 'channels.json');
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    expect(JSON.parse(text).channels.map(({ name }: { name: string }) => name)).toEqual([evil]);
  });

  test('sends a client elsewhere: it does not go', async () => {
    const elsewhere: string[] = [];
    const transport: Transport = async (request, more) => {
      if (!request.origin.startsWith('http://127.0.0.1:8787')) elsewhere.push(request.origin);
      if (request.target.includes('.ts'))
        return { status: 307, headers: [['Location', 'https://evil.example.com/1.ts']], body: null };
      return hour.changed().options.transport!(request, more);
    };
    const { status, headers } = await ask(playerOf(hour, {}, transport), SEGMENT);
    expect([status, headers.location, elsewhere]).toEqual([502, undefined, []]);
  });
});

describe('many, and slow ones', () => {
  /** A bucket whose segments have begun, and go on when that is wanted. */
  function heldPlayer(): { held: Player; release: () => void; open: () => number } {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let open = 0;
    async function* body(): AsyncGenerator<Uint8Array> {
      open++;
      try {
        yield Buffer.alloc(188, 0x47);
        await released;
      } finally {
        open--;
      }
    }
    const transport = changedTransport(hour, (target) =>
      target.includes('.ts') ? { status: 200, headers: [], body: body() } : null,
    );
    const held = playerOf(hour, { channelNames: ['demo'] }, transport);
    return { held, release, open: () => open };
  }

  test('more requests than are answered at once are told to wait, and those go on', async () => {
    const { held, release } = heldPlayer();
    const most = CLIENT_LIMITS.playerRequests.value;
    const first = Array.from({ length: most }, () => ask(held, SEGMENT));
    await new Promise((resolve) => setImmediate(resolve));
    const late = await ask(held, SEGMENT);
    expect([late.status, late.headers['retry-after'], JSON.parse(late.text).error.problem]).toEqual([
      503,
      '1',
      'busy',
    ]);
    release();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual(first.map(() => 200));
    expect((await ask(held, SEGMENT)).status).toBe(200);
  });

  test('who leaves takes the request to the bucket along', async () => {
    const { held, open, release } = heldPlayer();
    const server: Server = createServer(held.handle).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const sockets: Socket[] = Array.from({ length: 10 }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.write(`GET ${held.path}${SEGMENT} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
      return socket;
    });
    await Promise.all(sockets.map((socket) => once(socket, 'data')));
    expect(open()).toBe(10);
    for (const socket of sockets) socket.destroy();
    release();
    await expect.poll(open).toBe(0);
    server.close();
    expect((await ask(held, 'c/demo/state.json')).status).toBe(200);
  });

  test('a head that does not end is not waited for', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`GET /${PLAYER_TOKEN}/ HTTP/1.1\r\nHost: 127.0.0.1\r\n`);
    const trickle = setInterval(() => socket.write('X: 1\r\n'), 200);
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(trickle);
  });

  test('more connections than are taken are closed', async () => {
    const sockets = Array.from({ length: CLIENT_LIMITS.serverConnections.value + 20 }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      return socket;
    });
    const closed = new Set<Socket>();
    for (const socket of sockets) socket.on('close', () => closed.add(socket));
    await expect.poll(() => closed.size).toBeGreaterThanOrEqual(20);
    for (const socket of sockets) socket.destroy();
    await expect.poll(async () => (await raw(request(`GET /${PLAYER_TOKEN}/`))).status).toBe(200);
  });
});
