import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import { isLoopback } from '../../protocol/loopback.js';
import type { HttpResponse } from '../../protocol/wire.js';
import type { IncomingRequest } from '../http/message.js';
import { EMULATOR_LIMITS } from '../limits.js';
import { equalInConstantTime } from '../service/publish-signature.js';
import type { ClockSetting } from './clock.js';
import type { Control } from './control.js';
import type { FaultRule } from './fault-rule.js';

const PREFIX = '/_emulator/';
const LARGEST_BODY = EMULATOR_LIMITS.controlBody.value;
const OWN_HOST = /^(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d+)?$/i;

export function isControl({ target }: IncomingRequest): boolean {
  return target.startsWith(PREFIX) || target === '/_emulator';
}

/** One exchange of the control interface. Never rejects. With a token it answers other machines that show it. */
export async function answerControl(
  request: IncomingRequest,
  control: Control,
  token: string | null,
): Promise<HttpResponse> {
  try {
    return controlRefusal(request, token) ?? (await perform(request, control));
  } catch (error) {
    const malformed = [UsageError, SyntaxError, URIError].some((kind) => error instanceof kind);
    const status = malformed ? 400 : 500;
    return json(status, { error: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * A web page must not reach the interface, whatever name its host has been given. Browsers send no Origin with a
 * picture or a link, but say that a page asks; typed into the address bar, it is `none`. This machine needs no token.
 */
export function controlRefusal(
  { client, headers }: IncomingRequest,
  token: string | null,
): HttpResponse | null {
  const values = (wanted: string): string[] =>
    headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  const ofPage = [...values('origin'), ...values('referer'), ...values('sec-fetch-site')];
  if (ofPage.some((value) => value !== 'none')) {
    return forbidden('The control interface is not for web pages.');
  }
  const [authorization] = values('authorization');
  if (token !== null && authorization !== undefined) {
    const [, shown = ''] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
    return equalInConstantTime(token, shown) ? null : unauthorized('That is not the control token.');
  }
  if (client !== undefined && !isLoopback(client.address)) {
    return token === null
      ? forbidden('The control interface is for this machine alone: the emulator has no control token.')
      : unauthorized(
          'The control interface asks other machines for its token, as Authorization: Bearer <token>.',
        );
  }
  if (!values('host').every((host) => OWN_HOST.test(host)))
    return forbidden('The control interface answers to 127.0.0.1, [::1] and localhost.');
  return null;
}

function forbidden(error: string): HttpResponse {
  return json(403, { error });
}

function unauthorized(error: string): HttpResponse {
  const answer = json(401, { error });
  return { ...answer, headers: [...answer.headers, ['WWW-Authenticate', 'Bearer']] };
}

async function perform(request: IncomingRequest, control: Control): Promise<HttpResponse> {
  const { pathname, searchParams } = new URL(request.target, 'http://127.0.0.1');
  const [resource = '', name = '', action = ''] = pathname
    .slice(PREFIX.length)
    .split('/')
    .map(decodeURIComponent);
  switch (`${request.method.toUpperCase()} ${resource}`) {
    case 'POST reset':
      await control.reset(whatToKeep(searchParams.get('media')));
      return noContent();
    case 'GET events':
      return json(200, { events: control.events(eventNumber(searchParams.get('since') ?? '0')) });
    case 'GET faults':
      return faultsAnswer(control, name);
    case 'POST faults':
      return json(201, control.addFault((await bodyOf(request)) as FaultRule));
    case 'DELETE faults':
      if (name === '') control.clearFaults();
      else if (!control.removeFault(name)) return noSuch('fault rule', name);
      return noContent();
    case 'GET clock':
      return json(200, control.clock());
    case 'POST clock':
      return json(200, control.setClock(clockSetting(await bodyOf(request))));
    case 'POST channels':
      if (action !== 'kick') break;
      return control.kick(name, searchParams.get('bucket') ?? undefined) ? noContent() : noSuch('push', name);
    case 'GET state':
      return json(200, await control.state());
  }
  return json(404, { error: `There is no ${request.method} ${pathname}.` });
}

function faultsAnswer(control: Control, id: string): HttpResponse {
  if (id === '') return json(200, { faults: control.faults() });
  const rule = control.faults().find((candidate) => candidate.id === id);
  return rule === undefined ? noSuch('fault rule', id) : json(200, rule);
}

/** A slip of the pen must not remove the media. */
function whatToKeep(media: string | null): { media?: 'keep' } {
  if (media === null) return {};
  if (media === 'keep') return { media };
  throw new UsageError(english`media can only be keep, not ${media}.`);
}

function eventNumber(since: string): number {
  if (!/^\d+$/.test(since))
    throw new UsageError(english`since must be the number of an event, not ${since}.`);
  return Number(since);
}

/** `{}` puts the clock right again. */
function clockSetting(value: unknown): ClockSetting {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(english`A clock setting must be an object.`);
  const names = Object.keys(value);
  if (names.length === 0) return null;
  if (names.length === 1 && 'offsetMs' in value && typeof value.offsetMs === 'number')
    return { offsetMs: value.offsetMs };
  if (names.length === 1 && 'freezeAt' in value) {
    const { freezeAt } = value;
    if (typeof freezeAt === 'string' || typeof freezeAt === 'number') return { freezeAt };
  }
  throw new UsageError(english`A clock setting is {"offsetMs": number}, {"freezeAt": time} or {}.`);
}

async function bodyOf({ body }: IncomingRequest): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const pieces =
    typeof body === 'string' ? [Buffer.from(body)] : body instanceof Uint8Array ? [body] : (body ?? []);
  for await (const chunk of pieces) {
    bytes += chunk.length;
    if (bytes > LARGEST_BODY) throw new UsageError(english`The body is too large.`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString() || '{}');
}

function json(status: number, document: unknown): HttpResponse {
  const body = `${JSON.stringify(document)}\n`;
  const length: [string, string] = ['Content-Length', String(Buffer.byteLength(body))];
  return { status, headers: [['Content-Type', 'application/json'], length], body };
}

function noContent(): HttpResponse {
  return { status: 204, headers: [], body: null };
}

function noSuch(what: string, name: string): HttpResponse {
  return json(404, { error: `There is no ${what} ${name}.` });
}
