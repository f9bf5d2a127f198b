import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { RtmpClient } from '../test/helpers/rtmp-client.js';

/** The codes of the status messages a server has sent, read by the test client. Throws when it is no RTMP. */
export function readServerMessages(answered: Buffer): string[] {
  const socket = Object.assign(new EventEmitter(), { setNoDelay: () => {}, write: () => true });
  const client = new RtmpClient(socket as unknown as Socket);
  socket.emit('data', answered);
  return client.received.flatMap(({ command: [name, , , status] }) => {
    const isStatus = name === 'onStatus' && typeof status === 'object' && status !== null;
    return isStatus ? [String((status as Record<string, unknown>).code)] : [];
  });
}
