import { Session } from '../../src/publish/session.js';
import { readStatus } from '../../src/publish/status.js';
import { amf, uint } from '../../test/helpers/rtmp-client.js';
import { GREETING, STARTED, said, saying, status, WELCOME } from '../../test/helpers/scripted-server.js';
import { PipedSocket } from '../piped-socket.js';
import { inPieces, repair, split } from './rtmp.js';

export { repair, split };

// An input is what a server sends behind its greeting.
const control = { chunkStream: 2 };
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

export const tokens: readonly Buffer[] = [
  ...Object.values(WELCOME),
  STARTED,
  ...[1, 128, 65_536, 0x7fff_ffff, 0x8000_0000, 0].map((size) => said(1, uint(size, 4), control)),
  ...[2, 3, 65].map((id) => said(2, uint(id, 4), control)),
  ...[said(3, uint(4711, 4), control), said(5, uint(1, 4), control), said(6, hex('00002710 02'), control)],
  ...[
    said(4, hex('0006 00000001'), control),
    said(4, hex('0000 00000000'), control),
    said(4, hex('00'), control),
  ],
  ...[saying('onBWDone', 0, null, 8192), saying('onFCPublish'), saying('_error', 4, null, {}), saying('')],
  ...[status('error', 'NetStream.Publish.BadName', 'no'), status('status', 'NetStream.Publish.Notify', '')],
  said(17, Buffer.concat([Buffer.of(0), amf('_result', 1)])),
  said(20, hex('0a ffffffff')),
  said(20, Buffer.concat([amf('onStatus', 0, null), ...Array.from({ length: 20 }, () => hex('03 0001 61'))])),
  // Formats 1 to 3, ids of two and three bytes, timestamps of 32 bits.
  ...[hex('43 000028 000004 14 05050505'), hex('83 000028 05050505'), hex('c3'), hex('c4')],
  ...[hex('00 3c 000000 000001 14 01000000 05'), hex('01 3c01 000000 000001 14 01000000 05')],
  ...[hex('03 ffffff 000001 14 00000000 01000000 05'), hex('03 000000 ffffff 14 00000000')],
];

export function seeds(): Buffer[] {
  const begun = Object.values(WELCOME);
  return [
    Buffer.concat([said(5, uint(5_000_000, 4), control), said(1, uint(128, 4), control), ...begun]),
    Buffer.concat([...begun, status('status', 'NetStream.Publish.Notify', '[ReqId:1] publish end')]),
    Buffer.concat(
      Array.from({ length: 70 }, (_, id) =>
        Buffer.concat([Buffer.of(0, id), hex('000000 000100 14 00000000'), Buffer.alloc(128)]),
      ),
    ),
  ];
}

/** Answers to pings and acknowledgements, and what is our part of the handshake. */
const MOST_ANSWERED = 2 * 1536 + 16 * 1024;

/** Whatever a server says: a connection closes once or not at all, and what it is answered has a limit. */
export async function fuzz(bytes: Buffer): Promise<void> {
  const [atOnce, piecemeal] = [await converse([bytes]), await converse(inPieces(bytes))];
  if (atOnce !== piecemeal) throw new Error(`read at once: ${atOnce}\nin pieces: ${piecemeal}`);
}

async function converse(pieces: readonly Buffer[]): Promise<string> {
  const heard: string[] = [];
  let closed = 0;
  const socket = new PipedSocket([GREETING, ...pieces]);
  const session = new Session(socket, {
    shaken: () => heard.push('shaken'),
    command: (name, transactionId, values) =>
      heard.push(`${name} ${transactionId} ${JSON.stringify(readStatus(values))} ${values.length}`),
    acknowledged: (count) => heard.push(`acknowledged ${count}`),
    drained: () => undefined,
    closed(cause) {
      closed++;
      heard.push(String(cause));
      socket.destroy();
    },
  });
  session.greet();
  await socket.gone;
  if (closed !== 1) throw new Error(`closed ${closed} times`);
  if (socket.answered.length > MOST_ANSWERED + 20 * bytesOf(pieces)) throw new Error('answers without end');
  return heard.join('\n');
}

function bytesOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}
