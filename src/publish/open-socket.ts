import { connect, isIP, type Socket } from 'node:net';
import { CLIENT_LIMITS } from '../client/limits.js';
import type { Address } from './address.js';
import { notConnected } from './failure.js';

/** How a server is known by its certificate, for `rtmps`: as the options of `node:tls` of these names. */
export interface PublishTls {
  /** Certificates to be trusted instead of those that everybody trusts: PEM. */
  ca?: string | readonly string[];
  /** The name that the certificate has to have; the host of the URL when absent. */
  servername?: string;
  /** False trusts any certificate. */
  rejectUnauthorized?: boolean;
}

const WITHIN_MS = CLIENT_LIMITS.publishConnect.value;

/** A connection to a server, encrypted where the URL says so. Rejects with NetworkError. */
export async function openSocket(
  address: Address,
  { tls, signal }: { tls: PublishTls; signal: AbortSignal },
): Promise<Socket> {
  const { host, port, secure } = address;
  signal.throwIfAborted();
  const socket = secure
    ? (await import('node:tls')).connect({
        ...(isIP(host) ? {} : { servername: host }),
        ...tlsOptions(tls),
        host,
        port,
      })
    : connect({ host, port });
  socket.setNoDelay(true);
  const settled = new AbortController();
  try {
    await new Promise<void>((resolve, reject) => {
      const once = (name: string, listener: (error: Error) => void) => {
        socket.once(name, listener);
        settled.signal.addEventListener('abort', () => socket.off(name, listener));
      };
      once(secure ? 'secureConnect' : 'connect', () => resolve());
      once('error', reject);
      once('close', () => reject(new Error('Connection closed')));
      once('timeout', () => reject(Object.assign(new Error('Connection timed out'), { code: 'ETIMEDOUT' })));
      socket.setTimeout(WITHIN_MS);
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true, signal: settled.signal });
    });
  } catch (error) {
    socket.on('error', () => undefined).destroy();
    signal.throwIfAborted();
    throw notConnected(error, address);
  } finally {
    settled.abort();
  }
  socket.setTimeout(0);
  return socket;
}

function tlsOptions({ ca, ...others }: PublishTls): Omit<PublishTls, 'ca'> & { ca?: string | string[] } {
  return ca === undefined ? others : { ...others, ca: typeof ca === 'string' ? ca : [...ca] };
}
