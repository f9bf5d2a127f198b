import type { Socket } from 'node:net';
import { amf, uint, type Value } from './rtmp-client.js';
import { type Peer, tcpPeer } from './rtmp-peer.js';

const PART_BYTES = 1536;

/** What a server of ours says, written down once more: one chunk of format 0, below 128 bytes. */
export function said(type: number, payload: Buffer, { chunkStream = 3, streamId = 0 } = {}): Buffer {
  const header = [
    Buffer.of(chunkStream),
    uint(0, 3),
    uint(payload.length, 3),
    Buffer.of(type, streamId, 0, 0, 0),
  ];
  const parts: Buffer[] = [];
  for (let at = 0; at < payload.length; at += 128)
    parts.push(...(at > 0 ? [Buffer.of(0xc0 | chunkStream)] : []), payload.subarray(at, at + 128));
  return Buffer.concat([...header, ...parts]);
}

export const saying = (...values: Value[]): Buffer => said(20, amf(...values));

export const status = (level: string, code: string, description: string): Buffer =>
  said(20, amf('onStatus', 0, null, { level, code, description }), { streamId: 1 });

export const STARTED = status('status', 'NetStream.Publish.Start', 'cam is now published');

export interface ScriptedServer extends Peer {
  /** All that was sent by the last publisher. */
  readonly heard: Buffer;
  /** The sockets, in the order in which they came. */
  readonly sockets: Socket[];
}

interface Script {
  /** What is said when a publisher has connected. */
  greeting?: Buffer | null;
  /** What is answered to a word, when it is heard for the first time. */
  answers?: Readonly<Record<string, Buffer>>;
}

export const GREETING = Buffer.concat([Buffer.of(3), Buffer.alloc(2 * PART_BYTES)]);

/** What lets every publisher in. */
export const WELCOME: Readonly<Record<string, Buffer>> = {
  connect: saying('_result', 1, {}, { level: 'status', code: 'NetConnection.Connect.Success' }),
  createStream: saying('_result', 4, null, 1),
  publish: STARTED,
};

/** A server that says what the test says, whatever it is sent. */
export async function scriptedServer({
  greeting = GREETING,
  answers = WELCOME,
}: Script = {}): Promise<ScriptedServer> {
  const heard: Buffer[] = [];
  const sockets: Socket[] = [];
  const peer = await tcpPeer((socket) => {
    sockets.push(socket);
    heard.length = 0;
    const left = new Map(Object.entries(answers).map(([word, answer]) => [amf(word), answer]));
    if (greeting !== null) socket.write(greeting);
    socket.on('data', (bytes: Buffer) => {
      heard.push(bytes);
      const all = Buffer.concat(heard);
      for (const [word, answer] of left) {
        if (!all.includes(word)) continue;
        left.delete(word);
        socket.write(answer);
      }
    });
    socket.on('end', () => socket.end());
  });
  return {
    ...{ ...peer, sockets },
    get heard() {
      return Buffer.concat(heard);
    },
  };
}
