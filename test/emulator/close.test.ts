// Nothing may be written to a data folder that another emulator may have taken by then.
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createInProgress } from '../../src/emulator/http/in-progress.js';
import { type IncomingRequest, IncompleteBody } from '../../src/emulator/http/message.js';
import { createEmulator, type Emulator } from '../../src/emulator/index.js';
import { asking, eventually } from '../helpers/emulator.js';
import { KEY, signedV1 } from '../helpers/sign-v1.js';
import { temporaryFolder } from '../helpers/store.js';

let dataDir: string;
let emulator: Emulator;

beforeEach(() => {
  dataDir = temporaryFolder();
  emulator = createEmulator({ dataDir, credentials: [KEY] });
});

afterEach(() => emulator.close());

const unfinished = (): string[] => readdirSync(join(dataDir, '.oss-live/local/temporary'));
const isFree = (): boolean => !existsSync(join(dataDir, '.oss-live/lock'));
/** The first half is on the disk: what else is written while a folder is opened is not waited for. */
const writing = (): Promise<unknown> =>
  eventually(
    () => {
      const temporary = join(dataDir, '.oss-live/local/temporary');
      try {
        return unfinished().map((name) => readFileSync(join(temporary, name), 'utf8'));
      } catch {
        return [];
      }
    },
    (texts) => texts.includes('first '),
  );

function putting(body: IncomingRequest['body']): IncomingRequest {
  const target = '/local/notes/a.txt';
  const date = new Date().toUTCString();
  return { ...signedV1({ method: 'PUT', target, resource: target, host: '127.0.0.1', date }), body };
}

/** A body of two halves; the second comes when it is let go. */
function halves(): { body: AsyncIterable<Uint8Array>; letGo(): void } {
  let letGo = (): void => {};
  const released = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  async function* body(): AsyncIterable<Uint8Array> {
    yield Buffer.from('first ');
    await released;
    yield Buffer.from('second');
  }
  return { body: body(), letGo };
}

describe('a close', () => {
  test('waits for an object that is being put without a port', async () => {
    const { body, letGo } = halves();
    const put = emulator.handle(putting(body));
    await writing();
    let isClosed = false;
    const closed = emulator.close().then(() => {
      isClosed = true;
    });
    await expect(emulator.handle(putting('late'))).rejects.toMatchObject({ code: 'Closed' });
    expect([isClosed, isFree()]).toEqual([false, false]);
    letGo();
    await closed;
    expect([isFree(), unfinished()]).toEqual([true, []]);
    expect(readFileSync(join(dataDir, 'local/notes/a.txt'), 'utf8')).toBe('first second');
    expect((await put).status).toBe(200);
    emulator = createEmulator({ dataDir, credentials: [KEY] });
    expect((await asking(emulator)({ target: '/notes/a.txt' })).text).toBe('first second');
  });

  test('waits for an object that is being put on its port, and lets the answer go', async () => {
    const { port } = await emulator.listen();
    const { method, target, headers } = putting(null);
    const lines = [...headers, ['Content-Length', '12']].map(([name, value]) => `${name}: ${value}`);
    const socket = connect(port, '127.0.0.1');
    socket.write(`${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\nfirst `);
    await writing();
    const closed = emulator.close();
    socket.write('second');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    await closed;
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(readFileSync(join(dataDir, 'local/notes/a.txt'), 'utf8')).toBe('first second');
    expect(unfinished()).toEqual([]);
  });

  test('leaves nothing to be done later by a request that a fault rule delays', async () => {
    emulator.control.addFault({ match: { layer: 'http' }, effect: { latencyMs: 3000 } });
    const put = emulator.handle(putting('whole'));
    const refused = expect(put).rejects.toMatchObject({ code: 'Closed' });
    await eventually(
      () => emulator.control.faults()[0]?.hits,
      (hits) => hits === 1,
    );
    await emulator.close();
    await refused;
    expect(readdirSync(join(dataDir, 'local'))).toEqual([]);
  });
});

test('a body that stands still is not waited for without an end', async () => {
  const inProgress = createInProgress(50);
  const { body } = halves();
  const read: string[] = [];
  const answer = inProgress.run(putting(body), async ({ body }) => {
    for await (const chunk of body as AsyncIterable<Uint8Array>) read.push(Buffer.from(chunk).toString());
    return { status: 200, headers: [], body: null };
  });
  const refused = expect(answer).rejects.toBeInstanceOf(IncompleteBody);
  await inProgress.close();
  await refused;
  expect(read).toEqual(['first ']);
  await expect(inProgress.run(putting('late'), () => answer)).rejects.toMatchObject({ code: 'Closed' });
});
