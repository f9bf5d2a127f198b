import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CommandError } from '../errors.js';

export interface ListenAddress {
  host: string;
  /** 0 picks one. */
  port: number;
}

export interface Page {
  status: number;
  contentType: string;
  text: string;
}

export interface PageServer {
  /** Of the first page. */
  url: string;
  close(): void;
}

/** Answers GET with pages of text, by their path. Rejects with CommandError when the port is taken. */
export async function servePages(
  { host, port }: ListenAddress,
  pages: ReadonlyMap<string, () => Page | Promise<Page>>,
): Promise<PageServer> {
  const [first = ''] = pages.keys();
  const server = createServer(async (request, response) => {
    const page = pages.get(request.url?.split('?', 1)[0] ?? '');
    if (page === undefined) {
      const places = [...pages.keys()].join(', ');
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end(`There is ${places}.\n`);
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    } else {
      const { status, contentType, text } = await page();
      response.writeHead(status, { 'Content-Type': contentType }).end(text);
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
    url: `http://${shownHost}:${bound.port}${first}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
