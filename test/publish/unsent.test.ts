import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { unsentBytes } from '../../src/publish/unsent.js';

test.runIf(process.platform === 'linux').each(['127.0.0.1', '::1'])(
  'what a server at %s has not taken is what the system holds',
  async (host) => {
    const server = createServer({ pauseOnConnect: true }).listen(0, host);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = connect(port, host);
    const [[taken]] = (await Promise.all([once(server, 'connection'), once(client, 'connect')])) as [
      [Socket],
      unknown,
    ];
    onTestFinished(() => {
      client.destroy();
      taken.destroy();
      server.close();
    });
    const untilHeld = async (is: (bytes: number | null) => boolean): Promise<void> => {
      while (!is(await unsentBytes(client)));
    };
    await untilHeld((bytes) => bytes === 0);
    client.write(Buffer.alloc(32 * 1024 * 1024));
    await untilHeld((bytes) => (bytes ?? 0) > 100_000);
    taken.resume();
    await untilHeld((bytes) => bytes === 0);
    client.destroy();
    await untilHeld((bytes) => bytes === null);
    expect(await unsentBytes({ localPort: undefined, remotePort: undefined })).toBe(null);
  },
);
