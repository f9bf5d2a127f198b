import type { Agent, Dispatcher } from 'undici';
import { networkError } from './network-error.js';

interface ProxySettings {
  proxy: string;
  noProxy: string;
  connectTimeoutSeconds: number;
  options: Agent.Options;
}

/** Sends through a proxy what is for `https:`, except to the hosts of `noProxy`. Loads the whole of undici. */
export async function openProxied({
  proxy,
  noProxy,
  connectTimeoutSeconds,
  options,
}: ProxySettings): Promise<Dispatcher> {
  // By default export: the bundle gives a CommonJS package no other names here.
  const { default: undici } = await import('undici');
  const timeout = connectTimeoutSeconds * 1000;

  function openConnections(url: URL, given: object): Dispatcher {
    const pool = new undici.Pool(url.origin, { ...given, headersTimeout: timeout });
    const connect = pool.connect.bind(pool);
    // undici takes a proxy that hangs up for a socket that is to be opened again, at once and for ever.
    return Object.assign(pool, {
      connect: (request: Dispatcher.ConnectOptions) =>
        connect(request).catch((cause: unknown) => {
          const timeouts = { connectTimeoutSeconds, readTimeoutSeconds: connectTimeoutSeconds };
          throw new ProxyError(networkError(cause, url, timeouts).message, { cause });
        }),
    });
  }

  return new undici.EnvHttpProxyAgent({
    ...options,
    // What is left out would be read from the environment.
    ...{ httpProxy: '', httpsProxy: proxy, noProxy },
    proxyTls: { timeout },
    requestTls: { timeout },
    clientFactory: openConnections,
  });
}

class ProxyError extends Error {
  readonly code = 'PROXY_FAILED';
}
