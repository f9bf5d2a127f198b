import { createHmac } from 'node:crypto';
import type { Emulator, Listening } from '../../src/emulator/index.js';
import { type Answered, answered } from './emulator-http.js';
import { KEY, signedV1 } from './sign-v1.js';

/** Past all tests: 2100. */
const NEVER = 4_102_444_800;

interface PublishUrl {
  /** Whose `url` or `rtmpUrl` to use. */
  base: string;
  channel: string;
  bucket?: string;
  expires?: number;
  playlistName?: string;
}

/** A signed publish URL, path-style. OSS documentation: HMAC-SHA1 of expiry, parameters and `/{bucket}/{channel}`. */
export function publishUrl({
  base,
  channel,
  bucket = 'local',
  expires = NEVER,
  playlistName,
}: PublishUrl): string {
  const parameters = playlistName === undefined ? [] : [`playlistName:${playlistName}`];
  const text = [expires, ...parameters, `/${bucket}/${channel}`].join('\n');
  const signature = createHmac('sha1', KEY.accessKeySecret).update(text).digest('base64');
  const query = [
    `Expires=${expires}`,
    `OSSAccessKeyId=${KEY.accessKeyId}`,
    `Signature=${encodeURIComponent(signature)}`,
    ...(playlistName === undefined ? [] : [`playlistName=${encodeURIComponent(playlistName)}`]),
  ];
  return `${base}/${bucket}/live/${encodeURIComponent(channel)}?${query.join('&')}`;
}

export interface Request {
  method?: string;
  /** `/cam?live&comp=stat`, without the bucket. */
  target: string;
  body?: string;
}

type Asking = (request: Request) => Promise<Answered>;

function signed({ method = 'GET', target, body }: Request): ReturnType<typeof signedV1> {
  const [path = '', query = ''] = target.split('?');
  const subresources = query.split('&').filter((pair) => pair !== '' && !pair.startsWith('prefix='));
  return signedV1({
    method,
    target: `/local${target}`,
    resource: `/local${decodeURIComponent(path)}${subresources.length > 0 ? '?' : ''}${subresources.sort().join('&')}`,
    host: '127.0.0.1',
    body: body ?? '',
    date: new Date().toUTCString(),
  });
}

/** Asks an emulator without a port, signed with KEY for bucket `local`. */
export function asking(emulator: Emulator): Asking {
  return async (request) => answered(await emulator.handle(signed(request)));
}

/** The same over its port. */
export function askingPort({ url }: Listening): Asking {
  return async (request) => {
    const { method, target, headers, body } = signed(request);
    const sent = headers.filter(([name]) => name !== 'Host');
    // Bytes, because fetch gives a text a Content-Type that was not signed.
    const bytes = method === 'GET' || method === 'HEAD' ? null : Buffer.from(body as string);
    const response = await fetch(`${url}${target}`, { method, headers: sent, body: bytes });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: await response.text(),
    };
  };
}

export function channelXml(settings: { fragDuration?: number; fragCount?: number } = {}): string {
  const { fragDuration = 1, fragCount = 3 } = settings;
  const target = `<Type>HLS</Type><FragDuration>${fragDuration}</FragDuration><FragCount>${fragCount}</FragCount>`;
  return `<LiveChannelConfiguration><Target>${target}</Target></LiveChannelConfiguration>`;
}

export async function createChannel(ask: Asking, name: string, xml = channelXml()): Promise<void> {
  const { status, text } = await ask({
    method: 'PUT',
    target: `/${encodeURIComponent(name)}?live`,
    body: xml,
  });
  if (status !== 200) throw new Error(`creating ${name}: ${status} ${text}`);
}

/** Asks until the answer is the wanted one; what is waited for has no event that a client could see. */
export async function eventually<Value>(
  ask: () => Promise<Value> | Value,
  wanted: (value: Value) => boolean,
  withinMs = 60_000,
): Promise<Value> {
  for (const end = Date.now() + withinMs; ; ) {
    const value = await ask();
    if (wanted(value)) return value;
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms; last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
