import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HeaderList, HttpResponse } from '../../protocol/wire.js';
import { EMULATOR_LIMITS } from '../limits.js';
import { type Handle, IncompleteBody } from './message.js';
import { createTurns } from './turns.js';
import { OVERRIDDEN_LENGTH } from './two-lengths.js';

const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);

/** What is answered to something that is no request. */
type ErrorPage = (reason: string) => { headers: HeaderList; body: string };

export interface HttpServerOptions {
  errorPage?: ErrorPage;
  /** How long a request may take to say what it wants; default 15. */
  headSeconds?: number;
  /** How long a connection may stand still, with a request under way or none; default 120. */
  silentSeconds?: number;
}

/**
 * Speaks HTTP/1.1 for a handler, on connections given to it with `server.emit('connection', socket)`: the port belongs
 * to whoever tells HTTP from RTMP. Bodies are streamed both ways.
 */
export function createHttpServer(handle: Handle, options: HttpServerOptions = {}): Server {
  const {
    headSeconds = EMULATOR_LIMITS.headTime.value,
    silentSeconds = EMULATOR_LIMITS.standstill.value,
    errorPage = emptyPage,
  } = options;
  const server = createServer({
    maxHeaderSize: EMULATOR_LIMITS.head.value,
    headersTimeout: headSeconds * 1000,
    // A large upload may take its time, as long as it moves.
    requestTimeout: 0,
    connectionsCheckingInterval: headSeconds * 250,
    keepAliveTimeout: silentSeconds * 1000,
  });
  server.timeout = silentSeconds * 1000;
  const turns = createTurns();
  function inTurn(request: IncomingMessage, response: ServerResponse): void {
    if (OVERRIDDEN_LENGTH in request.headers && !closing.has(request.socket))
      closing.set(request.socket, request);
    turns(request.socket, () => exchange(handle, request, response));
  }
  server.on('request', inTurn);
  server.on('checkContinue', inTurn);
  server.on('clientError', (error, socket) => refuseMalformed(error, socket, errorPage));
  // Node begins to watch over headersTimeout when a server listens, which this one never does by itself.
  server.emit('listening');
  return server;
}

/** Connections that end with the answer to a request, and that request. */
const closing = new WeakMap<Duplex, IncomingMessage>();

async function exchange(handle: Handle, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url: target = '', socket } = request;
  // What comes behind the last request of a connection is nobody's.
  const last = closing.get(socket);
  if (last !== undefined && last !== request) return;
  try {
    const answer = await handle({
      method,
      target,
      headers: headersOf(request),
      body: bodyOf(request, response),
      client: {
        address: socket.remoteAddress ?? '',
        reset: () => socket.resetAndDestroy(),
      },
    });
    // A client that was never told to go on may or may not send its body: nothing can follow on this connection.
    // Nor one that announces a body where none belongs: PHP's SDK does, and sends none.
    const isUnread = request.readableDidRead === false && !request.complete;
    if (isUnread && (waitsForContinue(request) || BODILESS.has(method))) response.shouldKeepAlive = false;
    if (last === request) response.shouldKeepAlive = false;
    if (!response.shouldKeepAlive) closing.set(socket, request);
    await send(answer, response);
    request.resume();
  } catch {
    // The client has gone, or what was to be sent broke off: a cut connection is how HTTP says so.
    response.destroy();
  }
}

/** Node reads header values as Latin-1; clients send and sign UTF-8. */
function headersOf({ rawHeaders }: IncomingMessage): HeaderList {
  const headers: HeaderList = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const value = Buffer.from(rawHeaders[index + 1] ?? '', 'latin1').toString();
    const name = rawHeaders[index] ?? '';
    if (name !== OVERRIDDEN_LENGTH) headers.push([name, value]);
  }
  return headers;
}

/** Asks for the body when somebody begins to read it, so that a refused upload is not sent at all. */
async function* bodyOf(request: IncomingMessage, response: ServerResponse): AsyncIterable<Uint8Array> {
  if (waitsForContinue(request)) response.writeContinue();
  try {
    // Whoever stops reading half-way wants to answer, not to lose the connection.
    yield* request.iterator({ destroyOnReturn: false });
  } catch {
    throw new IncompleteBody('the client has gone');
  }
}

function waitsForContinue({ headers }: IncomingMessage): boolean {
  return headers.expect?.toLowerCase() === '100-continue';
}

async function send({ status, headers, body }: HttpResponse, response: ServerResponse): Promise<void> {
  response.sendDate = false;
  response.writeHead(
    status,
    headers.flatMap(([name, value]) => [name, headerText(value)]),
  );
  if (body === null || typeof body === 'string' || body instanceof Uint8Array)
    response.end(body ?? undefined);
  else await pipeline(body, response);
}

/** Node refuses to send control characters. */
function headerText(value: string): string {
  return Buffer.from(value)
    .toString('latin1')
    .replace(/[^\t\x20-\x7e\x80-\xff]/g, ' ');
}

/** What Node could not read as a request, or waited for in vain. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex, page: ErrorPage): void {
  // Read in vain: nobody wants to know what comes behind the last request.
  if (closing.get(socket)?.complete) return;
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusOf(error.code);
  const reason = STATUS_CODES[status] ?? '';
  const { headers, body } = page(reason);
  const lines = [...headers, ['Connection', 'close'], ['Content-Length', String(Buffer.byteLength(body))]];
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${reason}\r\n${head}\r\n${body}`);
}

const emptyPage: ErrorPage = () => ({ headers: [], body: '' });

function statusOf(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}
