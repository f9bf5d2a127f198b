import { type OpenServer, openServer } from '../client/open-server.js';
import type { Player } from './player.js';

/** Lets a player answer on this machine; port 0 picks one. Rejects with CommandError when the port is taken. */
export async function servePlayer(player: Player, port: number): Promise<OpenServer> {
  const { origin, close } = await openServer(player.handle, { host: '127.0.0.1', port }, { do: 'otherPort' });
  return {
    origin,
    async close() {
      player.close();
      await close();
    },
  };
}
