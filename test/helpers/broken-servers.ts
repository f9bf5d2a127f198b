// Servers that answer as no OSS should.
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { REQUEST_ID, refusal } from './script.js';

function page(status: number): RequestListener {
  return (_, response) => {
    response.writeHead(status, { 'Content-Type': 'text/html' });
    response.end('<!DOCTYPE html><html><body>Please log in.</body></html>');
  };
}

const behaviours = {
  EMPTY_500: http((_, response) => response.writeHead(500).end()),
  BUSY_503: http((_, response) => response.writeHead(503, { 'x-oss-request-id': REQUEST_ID }).end()),
  HTML: http(page(200)),
  HTML_404: http(page(404)),
  REDIRECT: http((_, response) => response.writeHead(302, { Location: 'https://login.example.com/' }).end()),
  HALF_AN_XML: http((_, response) => response.end('<?xml version="1.0"?><ListLiveChannelResult><Prefix>')),
  CUT_OFF: http((_, response) => {
    response.writeHead(200, { 'Content-Length': 4096 });
    response.write('<?xml version="1.0"?>', () => response.destroy());
  }),
  RESETS: http(({ socket }) => socket.resetAndDestroy()),
  SILENT: http(() => undefined),
  FALLS_SILENT: http((_, response) => response.writeHead(200, { 'Content-Length': 4096 }).write('<?xml')),
  NOT_HTTP: createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
  DENIES: answers(refusal(403, 'AccessDenied', '0003-00000502', 'You have no right to access this bucket.')),
  NEVER_IN_TIME: answers(
    refusal(
      403,
      'RequestTimeTooSkewed',
      '0002-00000504',
      'The difference between the request time and the current time is too large.',
    ),
  ),
} satisfies Record<string, Server>;

type BrokenServer = keyof typeof behaviours | 'CLOSED';

export interface BrokenServers {
  /** `127.0.0.1:{port}` of each. */
  addresses: Record<BrokenServer, string>;
  close(): void;
}

/** Starts them all; at `CLOSED` nobody listens. */
export async function startBrokenServers(): Promise<BrokenServers> {
  const sockets = new Set<Socket>();
  const addresses: Record<string, string> = {};
  const servers: Record<string, Server> = { ...behaviours, CLOSED: createServer() };
  for (const [name, server] of Object.entries(servers)) {
    server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    addresses[name] = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  servers.CLOSED?.close();
  return {
    addresses: addresses as Record<BrokenServer, string>,
    close() {
      for (const server of Object.values(behaviours)) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function http(listener: RequestListener): Server {
  return createHttpServer(listener);
}

function answers({ status = 200, headers = [], body }: ReturnType<typeof refusal>): Server {
  return http((_, response) => response.writeHead(status, headers.flat()).end(body));
}
