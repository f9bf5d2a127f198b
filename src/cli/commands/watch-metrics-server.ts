import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CommandError, UsageError } from '../../errors.js';

export interface ListenAddress {
  host: string;
  port: number;
}

export interface MetricsServer {
  url: string;
  close(): void;
}

/** `9310`, `0.0.0.0:9310`, `[::1]:9310`. Port 0 picks one. */
export function readListenAddress(text: string): ListenAddress {
  const [, host, port] = /^(?:(\[[0-9a-f:.]+\]|[^:\s]+):)?(\d{1,5})$/i.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535) {
    throw new UsageError(`--metrics ${text} is not a port.`, {
      hint: 'Say 9310, or 0.0.0.0:9310 for all to see.',
    });
  }
  return { host: host?.replace(/[[\]]/g, '') ?? '127.0.0.1', port: Number(port) };
}

/** Answers `GET /metrics` with the text of the moment. Rejects with CommandError when the port is taken. */
export async function serveMetrics(
  { host, port }: ListenAddress,
  text: () => string,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path !== '/metrics') {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('The metrics are at /metrics.\n');
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    } else {
      response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text());
    }
  });
  try {
    await once(server.listen(port, host), 'listening');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const isTaken = code === 'EADDRINUSE';
    throw new CommandError(
      isTaken ? 'PortInUse' : 'CannotListen',
      isTaken ? `Port ${port} is taken on ${host}.` : `Cannot listen on ${host}:${port} (${code}).`,
      isTaken ? 'conflict' : 'usage',
      { hint: 'Give another address with --metrics.', cause },
    );
  }
  const bound = server.address() as AddressInfo;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shownHost}:${bound.port}/metrics`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
