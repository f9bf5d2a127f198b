import { setTimeout as delay } from 'node:timers/promises';
import type { HeaderList, HttpResponse } from '../../protocol/wire.js';
import type { IncomingRequest } from '../http/message.js';
import { EMULATOR_LIMITS } from '../limits.js';
import { errorAnswer } from '../service/error-document.js';
import type { Reading } from '../service/reading.js';
import { Refusal } from '../service/refusals.js';
import { requestId } from '../service/request-id.js';
import type { HttpEffect } from './effects.js';
import type { About, Faults, Hit } from './faults.js';

/** No stall lasts longer: whoever waits for the end of the emulator would wait for it, too. */
export const LONGEST_STALL_MS: number = EMULATOR_LIMITS.faultStall.value;

/** The exchange was broken off on purpose: nothing more may be sent. */
class BrokenOff extends Error {}

const CODES: Readonly<Record<number, string>> = {
  403: 'AccessDenied',
  404: 'NoSuchLiveChannel',
  409: 'ChannelStillLive',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
};

/** What rules are matched against, as far as it can be told without looking at the signature. */
export function aboutRequest({ method, said }: Reading): About {
  if (said instanceof Refusal) return { op: null, channel: null, method };
  const [{ address, route }] = said.ways;
  const { key } = address;
  const channel = route?.channelName || (key.includes('/') ? key.slice(0, key.indexOf('/')) : null);
  return { op: route?.operation ?? null, channel, method };
}

/** Carries a request out, with what the rules want to go wrong. */
export async function withFaults(
  request: IncomingRequest,
  reading: Reading,
  { faults, now }: { faults: Faults; now(): Date },
  carryOut: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const hit = faults.hit('http', aboutRequest(reading));
  if (hit === null) return carryOut();
  const { effect } = hit;
  await delay(latencyOf(hit));
  if (effect.resetBefore) throw brokenOff(request);
  const { status } = effect;
  const response =
    status === undefined ? await carryOut() : injected(effect, status, reading, requestId(now()));
  return spoilt(response, effect, request);
}

function latencyOf({ effect: { latencyMs = 0 }, random }: Hit<'http'>): number {
  if (typeof latencyMs === 'number') return latencyMs;
  const [min, max] = latencyMs;
  return min + random() * (max - min);
}

function injected(effect: HttpEffect, status: number, { method, host }: Reading, id: string): HttpResponse {
  const row = {
    status,
    code: effect.code ?? CODES[status] ?? 'InternalError',
    ec: effect.ec ?? null,
    message: effect.message ?? 'A fault rule wants this request to fail.',
  };
  const answer = errorAnswer({ row, extra: [] }, id, host);
  const { retryAfterSeconds } = effect;
  const more: HeaderList =
    retryAfterSeconds === undefined ? [] : [['Retry-After', String(retryAfterSeconds)]];
  const common: HeaderList = [
    ['Server', 'AliyunOSS'],
    ['x-oss-request-id', id],
    ['Content-Length', String(Buffer.byteLength(answer.body))],
  ];
  const body = method === 'HEAD' ? null : answer.body;
  return { status, headers: [...common, ...answer.headers, ...more], body };
}

async function spoilt(
  response: HttpResponse,
  effect: HttpEffect,
  request: IncomingRequest,
): Promise<HttpResponse> {
  const { malformedXml, emptyBody, wrongContentLength, truncate, resetAfterBytes, stallMs } = effect;
  if (emptyBody) return { ...withLength(response, 0), body: null };
  const touched =
    malformedXml || wrongContentLength || [truncate, resetAfterBytes, stallMs].some(Number.isFinite);
  if (!touched || response.body === null) return response;
  const whole = await bytesOf(response.body);
  const half = whole.subarray(0, Math.ceil(whole.length / 2));
  if (malformedXml) return { ...withLength(response, half.length), body: half };
  if (wrongContentLength) return { ...withLength(response, whole.length + 10), body: brokenBody(whole) };
  const complete = withLength(response, whole.length);
  if (truncate !== undefined) return { ...complete, body: brokenBody(whole.subarray(0, truncate)) };
  if (resetAfterBytes !== undefined)
    return { ...complete, body: brokenBody(whole.subarray(0, resetAfterBytes), request) };
  return { ...complete, body: stalledBody(half, whole.subarray(half.length), stallMs ?? 0) };
}

function withLength(response: HttpResponse, bytes: number): HttpResponse {
  const others = response.headers.filter(([name]) => name.toLowerCase() !== 'content-length');
  return { ...response, headers: [...others, ['Content-Length', String(bytes)]] };
}

async function bytesOf(body: NonNullable<HttpResponse['body']>): Promise<Buffer> {
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Sends the bytes and breaks off: with a reset when there is a connection to reset, else with its end. */
async function* brokenBody(bytes: Buffer, toReset?: IncomingRequest): AsyncIterable<Uint8Array> {
  if (bytes.length > 0) yield bytes;
  // What was handed over is to leave before the connection goes.
  await delay(20);
  throw toReset === undefined ? new BrokenOff('cut by a fault rule') : brokenOff(toReset);
}

async function* stalledBody(first: Buffer, rest: Buffer, stallMs: number): AsyncIterable<Uint8Array> {
  yield first;
  await delay(Math.min(stallMs, LONGEST_STALL_MS));
  yield rest;
}

function brokenOff({ client }: IncomingRequest): BrokenOff {
  client?.reset();
  return new BrokenOff('reset by a fault rule');
}
