import { type ListenAddress, type OpenServer, openServer } from './open-server.js';

export interface Page {
  status: number;
  contentType: string;
  text: string;
}

/** Answers GET with pages of text, by their path. Rejects with CommandError when the port is taken. */
export function servePages(
  address: ListenAddress,
  pages: ReadonlyMap<string, () => Page | Promise<Page>>,
): Promise<OpenServer> {
  return openServer(
    async (request, response) => {
      const page = pages.get(request.url?.split('?', 1)[0] ?? '');
      if (page === undefined) {
        const places = [...pages.keys()].join(', ');
        response.writeHead(404, { 'Content-Type': 'text/plain' }).end(`There is ${places}.\n`);
      } else if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      } else {
        const { status, contentType, text } = await made(page);
        response.writeHead(status, { 'Content-Type': contentType }).end(text);
      }
    },
    address,
    { do: 'otherMetricsAddress' },
  );
}

/** A page that fails is one that failed, and not the end of what it tells of. */
async function made(page: () => Page | Promise<Page>): Promise<Page> {
  try {
    return await page();
  } catch {
    return { status: 500, contentType: 'text/plain', text: 'This page could not be made.\n' };
  }
}
