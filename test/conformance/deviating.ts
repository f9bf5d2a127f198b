import { once, setMaxListeners } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Media } from '../../conformance/media.js';
import type { Target } from '../../conformance/scope.js';
import { createTransport } from '../../src/client/transport.js';
import {
  createEmulator,
  type EmulatorOptions,
  type FaultRule,
  type HttpRequest,
  type HttpResponse,
} from '../../src/index.js';
import { temporaryFolder } from '../helpers/store.js';

/** A service that is not as its page says, in one respect. */
export interface Deviation {
  /** What the row then says. */
  saw: RegExp;
  options?: Partial<EmulatorOptions>;
  faults?: readonly FaultRule[];
  /** Changes an answer. */
  http?(request: HttpRequest, answer: Answer): Answer | Promise<Answer>;
  /** Changes what a publisher hears; `null` ends its connection. */
  hears?(bytes: Buffer, connection: Connection): Buffer | null;
  /** Changes what a publisher says. */
  says?(bytes: Buffer, connection: Connection): Buffer;
}

export interface Answer {
  status: number;
  text: string;
  bytes: Buffer;
}

export interface Connection {
  openedMs: number;
  /** Of the publisher. */
  socket: Socket;
  /** All that it has said so far, as Latin-1. */
  said: string;
  /** All that it has heard. */
  heard: string;
}

const CREDENTIALS = {
  accessKeyId: 'LTAI5tExampleKeyId0001',
  accessKeySecret: 'ExampleSecretKey0123456789abcd',
};

async function bytesOf({ body }: HttpResponse): Promise<Buffer> {
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body ?? '');
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}

/** An emulator, behind what makes it another service. */
export async function deviatingTarget(media: Media, deviation: Deviation | undefined) {
  const emulator = createEmulator({
    ...{ dataDir: temporaryFolder(), credentials: [CREDENTIALS], faults: deviation?.faults ?? [] },
    ...deviation?.options,
  });
  const { url, port } = await emulator.listen();
  const way = deviation?.hears || deviation?.says ? await openWay(port, deviation) : null;
  const plain = createTransport();
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const target: Target = {
    ...{ endpoint: url, region: 'cn-hangzhou', bucket: 'local', credentials: CREDENTIALS },
    async transport(request, options) {
      const response = await plain(request, options);
      if (deviation?.http === undefined) return response;
      const bytes = await bytesOf(response);
      const given = { status: response.status, text: bytes.toString(), bytes };
      const changed = await deviation.http(request, { ...given });
      const body =
        changed.bytes === bytes && changed.text !== given.text ? Buffer.from(changed.text) : changed.bytes;
      const headers = response.headers.filter(
        ([name]) => !/^(content-length|content-encoding|etag|x-oss-hash)/i.test(name),
      );
      return { ...response, status: changed.status, headers, body };
    },
    ...(way === null ? {} : { rtmp: { host: '127.0.0.1', port: way.port } }),
    now: () => new Date(),
    ...{ prefix: 'oss-live-conformance-test-', media, speed: 40, patienceMs: 8000 },
    signal,
  };
  return {
    target,
    emulator,
    async close() {
      way?.close();
      await plain.close();
      await emulator.close();
    },
  };
}

/** Between publishers and the emulator. */
async function openWay(to: number, { hears, says }: Deviation) {
  const sockets = new Set<Socket>();
  const server = createServer((publisher) => {
    const service = connect(to, '127.0.0.1');
    const connection: Connection = { openedMs: performance.now(), socket: publisher, said: '', heard: '' };
    const end = (): void => {
      publisher.destroy();
      service.destroy();
    };
    for (const socket of [publisher, service]) sockets.add(socket.on('error', end));
    publisher.on('data', (bytes: Buffer) => {
      connection.said += bytes.toString('latin1');
      service.write(says?.(bytes, connection) ?? bytes);
    });
    service.on('data', (bytes: Buffer) => {
      connection.heard += bytes.toString('latin1');
      const changed = hears === undefined ? bytes : hears(bytes, connection);
      if (changed === null) end();
      else publisher.write(changed);
    });
    publisher.on('end', () => service.end());
    service.on('end', () => publisher.end());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
