import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { open, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { platform } from 'node:process';
import { errorCode } from './files.js';

/**
 * Shows, as long as this process lives, that it is there: a socket in a folder, to be found by its name. A process id
 * says nothing to another container, where each has its own; a socket is the same for all on one machine, and the
 * system takes it away from who is killed.
 */
export interface Presence {
  /** null where no socket can be made: on some file systems, and where there are no containers. */
  readonly name: string | null;
  end(): Promise<void>;
}

const NOWHERE: Presence = { name: null, end: async () => {} };

export async function showPresence(folder: string): Promise<Presence> {
  if (platform !== 'linux') return NOWHERE;
  const name = `${randomBytes(8).toString('hex')}.here`;
  const handle = await open(folder, 'r');
  const server = createServer((socket) => socket.destroy());
  try {
    // Whoever may write to the folder may ask.
    server.listen({ path: throughHandle(handle.fd, name), writableAll: true });
    await once(server, 'listening');
  } catch {
    await handle.close();
    return NOWHERE;
  }
  server.unref();
  return {
    name,
    async end() {
      server.close();
      await rm(join(folder, name), { force: true });
      await handle.close();
    },
  };
}

/** Whether the process is there that has shown itself by this name; null when it cannot be told. */
export async function isPresent(folder: string, name: string): Promise<boolean | null> {
  if (platform !== 'linux') return null;
  const handle = await open(folder, 'r');
  const socket = connect(throughHandle(handle.fd, name));
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    const code = errorCode(error);
    return code === 'ECONNREFUSED' || code === 'ENOENT' ? false : null;
  } finally {
    socket.destroy();
    await handle.close();
  }
}

/** The path of a socket has a hundred bytes; that of a data folder may have more. */
function throughHandle(fd: number, name: string): string {
  return `/proc/self/fd/${fd}/${name}`;
}
