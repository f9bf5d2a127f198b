import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { networkError } from '../client/network-error.js';
import { english } from '../english.js';
import { isLoopback } from '../protocol/loopback.js';
import { type Finding, failedBy, notTested, ok, warning } from './finding.js';
import type { Patience } from './patience.js';

export interface Way {
  /** Of the bucket, scheme and host. */
  origin: string;
  /** `rtmp://host[:port]/…` */
  rtmpBase: string;
  proxy: string | null;
  noProxy: string | null;
  ca: string | null;
  now: Date;
}

const WEEK_MS = 7 * 86_400_000;

/** The way to the endpoint, step by step: its address, a connection, a certificate. */
export async function connectionFindings(way: Way, patience: Patience): Promise<Finding[]> {
  const url = new URL(way.origin);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  if (url.protocol === 'https:' && goesByProxy(url.hostname, way)) {
    const why = english`the proxy does that`;
    return [notTested('dns', why), notTested('tcp', why), notTested('tls', why)];
  }
  const [dns, tcp, tls] = await Promise.all([
    dnsFinding(host, patience),
    tcpFinding('tcp', { host, port }, patience),
    url.protocol === 'https:'
      ? tlsFinding({ host, port }, way, patience)
      : notTested('tls', english`the endpoint is http`),
  ]);
  if (dns.state === 'failed')
    return [dns, ...(['tcp', 'tls'] as const).map((name) => notTested(name, english`there is no address`))];
  return [
    dns,
    tcp,
    tcp.state === 'failed' && tls.state === 'failed'
      ? notTested('tls', english`there is no connection`)
      : tls,
  ];
}

/** Publishers connect to another port, which firewalls close more often. */
export async function rtmpFinding({ rtmpBase }: Way, patience: Patience): Promise<Finding> {
  // A scheme that URL knows, so that the port is apart.
  const { hostname, port } = new URL(rtmpBase.replace(/^rtmp:/, 'ftp:'));
  const place = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || 1935 };
  const finding = await tcpFinding('rtmp', place, patience, greet);
  return finding.state === 'failed' ? { ...finding, advice: { do: 'openRtmp' } } : finding;
}

/** Like curl: names with everything below them, with or without a port; `*` is all. */
function goesByProxy(host: string, { proxy, noProxy }: Pick<Way, 'proxy' | 'noProxy'>): boolean {
  if (proxy === null || isLoopback(host)) return false;
  return !(noProxy ?? '').split(/[\s,]+/).some((entry) => {
    const name = entry
      .replace(/:\d+$/, '')
      .replace(/^\*?\./, '')
      .toLowerCase();
    return name === '*' || (name !== '' && (host === name || host.endsWith(`.${name}`)));
  });
}

async function dnsFinding(host: string, { within }: Patience): Promise<Finding> {
  if (isIP(host) !== 0) return notTested('dns', english`${host} is an address`);
  try {
    const addresses = await within(english`The name server (${host})`, lookup(host, { all: true }));
    return ok('dns', english`${host} is ${addresses.map(({ address }) => address).slice(0, 3)}`);
  } catch (error) {
    return failedBy('dns', asNetworkError(error, `https://${host}`));
  }
}

interface Place {
  host: string;
  port: number;
}

async function tcpFinding(
  name: 'tcp' | 'rtmp',
  { host, port }: Place,
  { within, signal }: Patience,
  talk: (socket: Socket) => Promise<void> = async () => undefined,
): Promise<Finding> {
  const socket = connect({ host, port, signal });
  try {
    const opened = once(socket, 'connect').then(() => talk(socket));
    await within(`${host}:${port}`, opened);
    return ok(
      name,
      name === 'tcp' ? english`${host}:${port} takes connections` : english`${host}:${port} speaks RTMP`,
    );
  } catch (error) {
    return failedBy(
      name,
      asNetworkError(error, `https://${host.includes(':') ? `[${host}]` : host}:${port}`),
    );
  } finally {
    socket.destroy();
  }
}

/** C0 and C1; a server of RTMP answers with S0. Adobe's RTMP specification, 5.2. */
async function greet(socket: Socket): Promise<void> {
  const hello = Buffer.alloc(1537);
  hello[0] = 3;
  socket.write(hello);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  if (answer[0] !== 3) throw new Error(english`what answers there does not speak RTMP`);
}

async function tlsFinding({ host, port }: Place, { ca, now }: Way, { within }: Patience): Promise<Finding> {
  const { usualCas } = await import('../client/transport.js');
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket = connectTls({
    host,
    port,
    ...servername,
    ...(ca ? { ca: [...(await usualCas()), ca] } : {}),
  });
  try {
    await within(english`TLS of ${host}`, once(socket, 'secureConnect'));
    const { valid_to: until, issuer } = socket.getPeerCertificate();
    const ends = new Date(until);
    const told = english`${socket.getProtocol()}, certificate of ${issuer?.O ?? issuer?.CN ?? english`somebody`} until ${ends.toISOString().slice(0, 10)}`;
    return ends.getTime() - now.getTime() < WEEK_MS ? warning('tls', told) : ok('tls', told);
  } catch (error) {
    return failedBy('tls', asNetworkError(error, `https://${host}:${port}`));
  } finally {
    socket.destroy();
  }
}

/** The event, or a rejection with the error or the end of the socket. */
function once(socket: Socket, event: string): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    socket.once(event, (...values: unknown[]) => resolve(values));
    socket.on('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  });
}

function asNetworkError(error: unknown, url: string) {
  return error instanceof Error && 'kind' in error ? error : networkError(error, new URL(url));
}
