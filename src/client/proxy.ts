import type { Agent, Dispatcher } from 'undici';
import connectWith from 'undici/lib/api/api-connect.js';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import { networkError } from './network-error.js';

interface Proxy {
  proxy: string;
  /** Hosts that are reached without it. */
  noProxy: string;
  connectSeconds: number;
  connect: { timeout: number; ca?: string[] };
}

/** Sends over a proxy what goes to `https:`. */
export function openProxy(
  { proxy, noProxy, connectSeconds, connect }: Proxy,
  options: Agent.Options,
): Dispatcher {
  return new EnvHttpProxyAgent({
    ...options,
    // What is left out would be read from the environment.
    ...{ httpProxy: '', httpsProxy: proxy, noProxy },
    proxyTls: connect,
    requestTls: connect,
    clientFactory(url, given) {
      const pool = new Pool(url.origin, { ...given, headersTimeout: connect.timeout });
      return withFinalConnect(pool, url, connectSeconds);
    },
  });
}

/** undici takes a proxy that hangs up for a socket that is to be opened again, at once and for ever. */
function withFinalConnect(pool: Pool, url: URL, seconds: number): Pool {
  return Object.assign(pool, {
    connect: (request: Dispatcher.ConnectOptions) =>
      connectWith.call(pool, request).catch((cause: unknown) => {
        const timeouts = { connectTimeoutSeconds: seconds, readTimeoutSeconds: seconds };
        throw new ProxyError(networkError(cause, url, timeouts).message, { cause });
      }),
  });
}

class ProxyError extends Error {
  readonly code = 'PROXY_FAILED';
}
