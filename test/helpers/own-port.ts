import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what systems hand out to whoever asks for any: 32768 and more on Linux, 49152 elsewhere. */
const [FIRST, PORTS] = [10_000, 20_000];

/** A port that is free, and stays so for a while: nobody is given it by chance. */
export async function ownPort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * PORTS);
    const server = createServer();
    try {
      await once(server.listen(port, '127.0.0.1'), 'listening');
    } catch {
      continue;
    }
    await once(server.close(), 'close');
    return port;
  }
}
