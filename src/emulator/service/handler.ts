import type { HeaderList, HttpResponse } from '../../protocol/wire.js';
import { type IncomingRequest, IncompleteBody } from '../http/message.js';
import { channelUrls } from './address.js';
import type { Backend } from './backend.js';
import { requestBody } from './body.js';
import { corsHeaders, corsRulesFor, preflight, refuseWritingPages } from './cors.js';
import { errorAnswer } from './error-document.js';
import { identify } from './identify.js';
import type { Answer, ServiceCall } from './operations/call.js';
import { halves, serviceHalves } from './operations/index.js';
import { type Reading, readRequest } from './reading.js';
import { Refusal } from './refusals.js';
import { requestId } from './request-id.js';

export interface HandlerOptions {
  version: string;
  /** Answers `GET /_health`; ready when its status is `ok`. */
  health(request: IncomingRequest): { status: string };
  /** Told what was answered with a 500. */
  onError(error: unknown): void;
  /** Told what was refused and why. */
  onRefusal?(refusal: Refusal, request: IncomingRequest, requestId: string): void;
}

/** Answers a request; who has read it already says what was read. */
export type Answering = (request: IncomingRequest, reading?: Reading) => Promise<HttpResponse>;

export function isHealth({ method, target }: IncomingRequest): boolean {
  return /^(?:GET|HEAD) \/_health(?:\?|$)/i.test(`${method} ${target}`);
}

/** The service without a port: one request in, one answer out. Never rejects. */
export function createHttpHandler(backend: Backend, options: HandlerOptions): Answering {
  const read = (request: IncomingRequest): Reading =>
    readRequest(
      request,
      backend.buckets().map(({ name }) => name),
    );
  return async (request, reading = read(request)) => {
    const startedAt = performance.now();
    const id = requestId(backend.now());
    const answer = await answerOf(request, reading, id, backend, options);
    const common: HeaderList = [
      ['Server', 'AliyunOSS'],
      ['Date', backend.now().toUTCString()],
      ['x-oss-request-id', id],
      ['x-oss-server-time', String(Math.round(performance.now() - startedAt))],
      ['x-oss-live-emulator', options.version],
    ];
    return {
      status: answer.status,
      headers: [
        ...common,
        ...answer.headers,
        ...corsHeaders(reading.method, request.headers, corsRulesFor(reading, backend)),
      ],
      body: reading.method === 'HEAD' ? null : answer.body,
    };
  };
}

async function answerOf(
  request: IncomingRequest,
  reading: Reading,
  id: string,
  backend: Backend,
  options: HandlerOptions,
): Promise<Answer> {
  try {
    return withLength(await perform(request, reading, backend, options));
  } catch (error) {
    const refusal = refusalFor(error);
    if (refusal === null) options.onError(error);
    else options.onRefusal?.(refusal, request, id);
    const answer = errorAnswer(refusal ?? new Refusal('internalError'), id, reading.host);
    // An answer to HEAD has no body, so the document travels in a header.
    if (reading.method === 'HEAD')
      answer.headers.push(['x-oss-err', Buffer.from(answer.body).toString('base64')]);
    return withLength(answer);
  }
}

function refusalFor(error: unknown): Refusal | null {
  if (error instanceof IncompleteBody) return new Refusal('incompleteBody');
  return error instanceof Refusal ? error : null;
}

async function perform(
  request: IncomingRequest,
  reading: Reading,
  backend: Backend,
  { health }: HandlerOptions,
): Promise<Answer> {
  if (isHealth(request)) return healthAnswer(health(request));
  if (reading.method === 'OPTIONS') return preflight(request.headers, corsRulesFor(reading, backend));
  refuseWritingPages(reading.method, request.headers);
  const { head, address, bucket, route, signer } = identify(reading, backend);
  const call: ServiceCall = {
    ...route,
    head,
    buckets: backend,
    bucketName: address.bucketName,
    key: address.key,
    signer,
    pushes: backend.pushes,
    urls: channelUrls(head.host, address),
    body: requestBody(request, head),
  };
  const { operation } = route;
  if (operation === 'ListBuckets' || operation === 'PutBucket') return await serviceHalves[operation](call);
  if (bucket === null) throw new Refusal('notImplemented');
  return await halves[operation]({ ...call, bucket });
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
