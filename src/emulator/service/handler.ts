import { randomBytes } from 'node:crypto';
import type { HeaderList, HttpResponse } from '../../protocol/wire.js';
import { requestBody } from '../http/body.js';
import { type IncomingRequest, requestedHost } from '../http/message.js';
import type { Backend } from './backend.js';
import { corsHeaders, preflight, refuseWritingPages } from './cors.js';
import { errorAnswer } from './error-document.js';
import { identify } from './identify.js';
import type { Answer } from './operations/call.js';
import { halves } from './operations/index.js';
import { Refusal } from './refusals.js';
import { channelUrls } from './urls.js';

export interface HandlerOptions {
  version: string;
  /** Answers `GET /_health`; ready when its status is `ok`. */
  health(): { status: string };
  /** Told what was answered with a 500. */
  onError(error: unknown): void;
  /** Told what was refused and why. */
  onRefusal?(refusal: Refusal, request: IncomingRequest, requestId: string): void;
}

export type Handle = (request: IncomingRequest) => Promise<HttpResponse>;

/** The HTTP half of the emulator without a port: one request in, one answer out. Never rejects. */
export function createHttpHandler(backend: Backend, options: HandlerOptions): Handle {
  return async (request) => {
    const startedAt = performance.now();
    const requestId = randomBytes(12).toString('hex').toUpperCase();
    const method = request.method.toUpperCase();
    const answer = await answerOf(request, requestId, backend, options);
    const common: HeaderList = [
      ['Server', 'AliyunOSS'],
      ['Date', backend.now().toUTCString()],
      ['x-oss-request-id', requestId],
      ['x-oss-server-time', String(Math.round(performance.now() - startedAt))],
      ['x-oss-live-emulator', options.version],
    ];
    return {
      status: answer.status,
      headers: [...common, ...answer.headers, ...corsHeaders(method, request.headers)],
      body: method === 'HEAD' ? null : answer.body,
    };
  };
}

async function answerOf(
  request: IncomingRequest,
  requestId: string,
  backend: Backend,
  options: HandlerOptions,
): Promise<Answer> {
  try {
    return withLength(await perform(request, backend, options));
  } catch (error) {
    if (error instanceof Refusal) options.onRefusal?.(error, request, requestId);
    else options.onError(error);
    const refusal = error instanceof Refusal ? error : new Refusal('internalError');
    const answer = errorAnswer(refusal, requestId, requestedHost(request));
    // An answer to HEAD has no body, so the document travels in a header.
    if (request.method.toUpperCase() === 'HEAD')
      answer.headers.push(['x-oss-err', Buffer.from(answer.body).toString('base64')]);
    return withLength(answer);
  }
}

async function perform(
  request: IncomingRequest,
  backend: Backend,
  { health }: HandlerOptions,
): Promise<Answer> {
  if (/^(?:GET|HEAD) \/_health(?:\?|$)/i.test(`${request.method} ${request.target}`))
    return healthAnswer(health());
  const method = request.method.toUpperCase();
  if (method === 'OPTIONS') return preflight(request.headers);
  refuseWritingPages(method, request.headers);
  const { head, address, bucket, route, signer } = identify(request, backend);
  return await halves[route.operation]({
    ...route,
    head,
    bucket,
    key: address.key,
    signer,
    pushes: backend.pushes,
    urls: channelUrls(head.host, address),
    body: requestBody(request, head),
  });
}

function healthAnswer(report: { status: string }): Answer {
  return {
    status: report.status === 'ok' ? 200 : 503,
    headers: [['Content-Type', 'application/json']],
    body: `${JSON.stringify(report)}\n`,
  };
}

/** Content-Length, unless the operation has said it or the status forbids it. */
function withLength(answer: Answer): Answer {
  const { status, headers, body } = answer;
  const said = headers.some(([name]) => name === 'Content-Length');
  if (said || status === 204 || status === 304) return answer;
  if (body !== null && typeof body !== 'string' && !(body instanceof Uint8Array)) return answer;
  return { ...answer, headers: [...headers, ['Content-Length', String(Buffer.byteLength(body ?? ''))]] };
}
