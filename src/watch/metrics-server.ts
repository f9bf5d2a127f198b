import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CommandError } from '../errors.js';
import { metricsText } from './metrics.js';
import type { WatchState } from './state.js';

export interface ListenAddress {
  host: string;
  /** 0 picks one. */
  port: number;
}

export interface MetricsServer {
  url: string;
  close(): void;
}

/** Answers `GET /metrics` with the state of the moment. Rejects with CommandError when the port is taken. */
export async function serveMetrics(
  { host, port }: ListenAddress,
  state: () => WatchState,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path !== '/metrics') {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('The metrics are at /metrics.\n');
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    } else {
      response
        .writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' })
        .end(metricsText(state()));
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
      { advice: { do: 'otherMetricsAddress' }, cause },
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
