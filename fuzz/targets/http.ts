import { createHash, createHmac } from 'node:crypto';
import { XMLValidator } from 'fast-xml-parser';
import type { IncomingRequest } from '../../src/emulator/http/message.js';
import { createHttpHandler } from '../../src/emulator/service/handler.js';
import type { Credentials, HeaderList } from '../../src/protocol/wire.js';
import { type Answered, answered, element } from '../../test/helpers/emulator-http.js';
import { createMemoryBackend } from '../../test/helpers/memory-backend.js';
import verifyVectors from '../../test/vectors/verify.json' with { type: 'json' };
import wireVectors from '../../test/vectors/wire-requests.json' with { type: 'json' };

// An input is a line with the server's time, a line with method and target, a line for each header, an empty line, and
// a body.
interface Vector {
  serverTime: string;
  request: IncomingRequest;
}

const CREDENTIALS: readonly Credentials[] = verifyVectors.cases[0]!.credentials;
const BUCKET = 'examplebucket';

function written({ serverTime, request: { method, target, headers, body } }: Vector): Buffer {
  const lines = [serverTime, `${method} ${target}`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  return Buffer.from(`${lines.join('\n')}\n\n${body ?? ''}`);
}

function read(bytes: Buffer): { now: Date; request: IncomingRequest } {
  const [head = '', body = ''] = bytes.toString('utf8').split(/\n\n(.*)/s);
  const [serverTime = '', requestLine = '', ...lines] = head.split('\n');
  const [method = '', target = ''] = requestLine.split(/ (.*)/s);
  const headers = lines.map((line): [string, string] => {
    const [name = '', value = ''] = line.split(/: (.*)/s);
    return [name, value];
  });
  const now = new Date(serverTime);
  return {
    now: Number.isNaN(now.getTime()) ? new Date('2024-03-05T06:07:08Z') : now,
    request: { method, target, headers, body },
  };
}

export const tokens: readonly Buffer[] = [
  ...[
    '?',
    '&',
    '=',
    '%',
    '%00',
    '%2F',
    '%C0%AF',
    '+',
    '/',
    '//',
    '..',
    '#',
    '*',
    ';',
    ',',
    ':',
    ' ',
    '\n',
    '\u0000',
    '\u2028',
  ],
  ...[
    'live&',
    'vod&',
    'comp=stat&',
    'comp=history&',
    'status=disabled&',
    'startTime=1&',
    'endTime=2&',
    'acl&',
  ],
  ...[
    'list-type=2&',
    'max-keys=0&',
    'marker=%FF&',
    'delete&',
    'x-oss-process=hls/sign&',
    'encoding-type=url&',
  ],
  ...['continuation-token=AA&', 'delimiter=/&', 'prefix=cam&', 'response-content-type=a%0Db&'],
  ...['x-oss-signature-version=OSS4-HMAC-SHA256&', 'x-oss-expires=0&', 'x-oss-additional-headers=host&'],
  ...['Signature=a&', 'OSSAccessKeyId=a&', 'Expires=1709618829&', 'security-token=&', 'x-oss-date=&'],
  ...['Range: bytes=-1\n', 'Range: bytes=0-0,2-3\n', 'If-None-Match: *\n', 'If-Modified-Since: today\n'],
  ...[
    'Content-Length: 1e9\n',
    'Content-MD5: AA==\n',
    'Host: 127.0.0.1\n',
    'Host: [::1]:80\n',
    'Host: \n',
    'Origin: null\n',
  ],
  ...[
    'Authorization: OSS :\n',
    'Authorization: OSS4-HMAC-SHA256 Credential=,Signature=\n',
    ',AdditionalHeaders=host;',
  ],
  ...['x-oss-date: 20240305T060708Z\n', 'Date: Tue, 05 Mar 2024 06:07:08 GMT\n', 'x-oss-security-token: a\n'],
  ...['HEAD ', 'PUT ', 'POST ', 'DELETE ', 'OPTIONS ', 'get ', '/_health', `/${BUCKET}/`, 'cam', 'http://x/'],
].map((text) => Buffer.from(text));

const PATHS = [
  '/?prefix=c&list-type=2',
  '/?delimiter=%2F',
  '/cam/1.ts',
  '/cam/playlist.m3u8?x-oss-process=hls/sign',
];

const REMOVAL =
  '<Delete><Quiet>false</Quiet><Object><Key>cam/1.ts</Key></Object><Object><Key>x</Key></Object></Delete>';
const SIGNED: HeaderList = [
  ['Date', 'Tue, 05 Mar 2024 06:07:08 GMT'],
  ['Authorization', `OSS ${CREDENTIALS[0]!.accessKeyId}:signature`],
];

export function seeds(): Buffer[] {
  const vectors = [...verifyVectors.cases, ...wireVectors.cases] as unknown as Vector[];
  const objects = PATHS.flatMap((target) =>
    ['GET', 'HEAD', 'PUT', 'DELETE', 'POST'].map((method): Vector => {
      const headers: HeaderList = [['Host', `${BUCKET}.oss-cn-hangzhou.aliyuncs.com`], ...SIGNED];
      return { serverTime: '2024-03-05T06:07:08Z', request: { method, target, headers, body: 'body' } };
    }),
  );
  const removal: Vector = {
    serverTime: '2024-03-05T06:07:08Z',
    request: {
      method: 'POST',
      target: `/${BUCKET}/?delete&encoding-type=url`,
      headers: [
        ['Host', '127.0.0.1'],
        ...SIGNED,
        ['Content-MD5', createHash('md5').update(REMOVAL).digest('base64')],
      ],
      body: REMOVAL,
    },
  };
  return [...vectors, ...objects, removal].map(written);
}

export function split(bytes: Buffer): Buffer[] {
  return bytes
    .toString('latin1')
    .split(/(?<=[\n&?/ ,:=<>])/)
    .map((text) => Buffer.from(text, 'latin1'));
}

export async function fuzz(bytes: Buffer): Promise<void> {
  const { now, request } = read(bytes);
  const answer = await exchange(request, now);
  const signed = signedAsAsked(request, answer.text);
  if (signed === null) return;
  const { text } = await exchange(signed, now);
  if (element(text, 'Code') === 'SignatureDoesNotMatch') throw new Error(`signed as asked: ${text}`);
}

/** One exchange with a server that has a channel that is idle, one that is live, and two objects. */
async function exchange(request: IncomingRequest, now: Date): Promise<Answered> {
  const failures: unknown[] = [];
  const backend = createMemoryBackend({
    buckets: [BUCKET],
    credentials: CREDENTIALS,
    now: now.toISOString(),
  });
  const bucket = backend.bucket(BUCKET)!;
  for (const name of ['cam', 'cam 42'])
    await bucket.putChannel(name, {
      ...{ description: 'Lobby & door', status: 'enabled', fragDurationSeconds: 5, fragCount: 3 },
      ...{ playlistName: 'playlist.m3u8', snapshot: null },
    });
  const startMs = now.getTime() - 10_000;
  bucket.setHistory('cam', [{ startMs, endMs: startMs + 5000, remoteAddress: '192.0.2.1:1' }]);
  const segment = {
    name: '1.ts',
    startMs,
    durationSeconds: 5,
    discontinuity: false,
    sequence: 0,
    bytes: 188,
  };
  bucket.setSegments('cam', [segment]);
  backend.setLive('cam 42', {
    ...{ connectedMs: startMs, remoteAddress: '192.0.2.1:1' },
    video: { width: 1280, height: 720, frameRate: 25, bandwidth: 0, codec: 'H264' },
    audio: { bandwidth: 0, sampleRate: 44_100, codec: 'AAC' },
  });
  await bucket.putObject('cam/1.ts', Buffer.alloc(188), 'video/mp2t');
  await bucket.putObject(
    'cam/playlist.m3u8',
    Buffer.from('#EXTM3U\n#EXTINF:1,\n1.ts\n'),
    'application/x-mpegURL',
  );
  const handle = createHttpHandler(backend, {
    version: '0.0.0-test',
    health: () => ({ status: 'ok' }),
    onError: (error) => failures.push(error),
  });
  const answer = await answered(await handle(request));
  if (failures.length > 0) throw failures[0];
  check(request, answer);
  return answer;
}

function check({ method }: IncomingRequest, { status, headers, text }: Answered): void {
  if (status < 200 || (status >= 500 && status !== 501)) throw new Error(`status ${status}`);
  const length = headers['content-length'];
  if (method.toUpperCase() !== 'HEAD' && length !== undefined && Number(length) !== Buffer.byteLength(text))
    throw new Error(`Content-Length ${length}, and ${Buffer.byteLength(text)} bytes`);
  const document =
    headers['x-oss-err'] === undefined ? text : Buffer.from(headers['x-oss-err'], 'base64').toString();
  if (status >= 400 && document === '') throw new Error(`status ${status} without a document`);
  if (!document.startsWith('<?xml')) return;
  const validity = XMLValidator.validate(document);
  if (validity !== true) throw new Error(`${validity.err.msg} in ${document}`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(document))
    throw new Error('characters that XML has not');
  if (status < 400) return;
  if (element(document, 'EC') !== (headers['x-oss-ec'] ?? null))
    throw new Error(`EC is not the header's: ${document}`);
  if (element(document, 'RequestId') !== headers['x-oss-request-id'])
    throw new Error(`RequestId: ${document}`);
  if ((element(document, 'Code') ?? '') === '') throw new Error(`no Code: ${document}`);
}

/**
 * The same request signed as the refusal asks for, so that the way goes on behind the signature: what it shows as the
 * string to sign must be the right one.
 */
function signedAsAsked(request: IncomingRequest, refusal: string): IncomingRequest | null {
  const keyId = element(refusal, 'OSSAccessKeyId');
  const hex = element(refusal, 'StringToSignBytes');
  const provided = element(refusal, 'SignatureProvided');
  const credential = CREDENTIALS.find(({ accessKeyId }) => accessKeyId === keyId);
  if (hex === null || !provided || credential === undefined || /&\w+;/.test(provided)) return null;
  const stringToSign = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  const signature = signatureOf(stringToSign, credential.accessKeySecret);
  const authorizations = request.headers.filter(([name]) => name.toLowerCase() === 'authorization');
  if (authorizations.length > 1) return null;
  const [authorization] = authorizations;
  if (authorization === undefined) {
    const target = withOther(
      request.target.replaceAll(encodeURIComponent(provided), provided),
      provided,
      signature,
    );
    return target === null ? null : { ...request, target };
  }
  const value = withOther(authorization[1], provided, signature);
  if (value === null) return null;
  return {
    ...request,
    headers: request.headers.map((header) => (header === authorization ? [header[0], value] : header)),
  };
}

/** The text with another signature; null when the one it had is not to be found for sure. */
function withOther(text: string, provided: string, signature: string): string | null {
  const parts = text.split(provided);
  return parts.length === 2
    ? parts.join(text.startsWith('/') ? encodeURIComponent(signature) : signature)
    : null;
}

function signatureOf(stringToSign: Buffer, secret: string): string {
  const [algorithm, , scope = ''] = stringToSign.toString().split('\n');
  if (algorithm !== 'OSS4-HMAC-SHA256')
    return createHmac('sha1', secret).update(stringToSign).digest('base64');
  const key = scope
    .split('/')
    .reduce<string | Buffer>(
      (last, text) => createHmac('sha256', last).update(text).digest(),
      `aliyun_v4${secret}`,
    );
  return createHmac('sha256', key).update(stringToSign).digest('hex');
}
