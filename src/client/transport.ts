/// <reference path="./undici-parts.d.ts" />

import { setImmediate } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import Agent from 'undici/lib/dispatcher/agent.js';
import { english } from '../english.js';
import { ConfigurationError, OssLiveError } from '../errors.js';
import { isLoopback } from '../protocol/loopback.js';
import type { HttpRequest, HttpResponse, Transport } from '../protocol/wire.js';
import { Exchange } from './exchange.js';
import { CLIENT_LIMITS } from './limits.js';
import { networkError, tooSlow } from './network-error.js';
import { onAbort } from './on-abort.js';
import { interruption } from './retry.js';

const READ_SECONDS = 30;
/** A server that sends a byte now and then is never silent. */
const EXCHANGE_READ_TIMEOUTS = CLIENT_LIMITS.exchange.value;
/** undici looks at its own time-outs about once a second. */
const SHORTEST_EXCHANGE_SECONDS = 2;

export interface TransportSettings {
  /** 10 when absent. */
  connectTimeoutSeconds?: number | null;
  /**
   * How long the server may be silent, before its answer and within it; 30 when absent. All of an answer may take four
   * times as long.
   */
  readTimeoutSeconds?: number | null;
  /** A proxy for `https:`, as in HTTPS_PROXY; this machine itself is always reached without it. */
  proxy?: string | null;
  /** Hosts that are reached without it, as in NO_PROXY. */
  noProxy?: string | null;
  /** Certificates in PEM that are trusted besides the usual ones. */
  ca?: string | null;
}

export interface ClosableTransport extends Transport {
  /** Ends the connections, idle ones and those at work. */
  close(): Promise<void>;
}

/**
 * Sends requests with undici and keeps connections alive; idle ones do not keep the process running.
 * Rejects with NetworkError when there is no answer; throws ConfigurationError for a proxy that is no address.
 */
export function createTransport(settings: TransportSettings = {}): ClosableTransport {
  const proxy = settings.proxy ? proxyUrl(settings.proxy) : null;
  let direct: Promise<Dispatcher> | null = null;
  let proxied: Promise<Dispatcher> | null = null;

  function dispatcherFor(origin: string): Promise<Dispatcher> {
    if (proxy !== null && !isLoopback(new URL(origin).hostname)) {
      proxied ??= openDispatcher({ ...settings, proxy });
      return proxied;
    }
    direct ??= openDispatcher({ ...settings, proxy: null });
    return direct;
  }

  async function send(
    request: HttpRequest,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<HttpResponse> {
    const dispatcher = await dispatcherFor(request.origin);
    // A connection is free again one turn of the event loop after its answer; a call that follows at once would
    // open a second one.
    await setImmediate();
    if (signal?.aborted) throw interruption(signal);
    const silence = settings.readTimeoutSeconds ?? READ_SECONDS;
    const seconds = Math.max(SHORTEST_EXCHANGE_SECONDS, EXCHANGE_READ_TIMEOUTS * silence);
    const timer = setTimeout(
      () => exchange.abort(tooSlow(new URL(request.origin), seconds)),
      seconds * 1000,
    ).unref();
    const forget = signal && onAbort(signal, () => exchange.abort(interruption(signal)));
    const exchange = new Exchange(dispatcher, request, () => {
      clearTimeout(timer);
      forget?.();
    });
    try {
      return await exchange.response;
    } catch (error) {
      throw error instanceof OssLiveError ? error : networkError(error, new URL(request.origin), settings);
    }
  }

  async function close(): Promise<void> {
    await Promise.all([direct, proxied].map(async (opened) => (await opened)?.destroy()));
  }

  return Object.assign(send, { close });
}

async function openDispatcher(settings: TransportSettings): Promise<Dispatcher> {
  const { connectTimeoutSeconds, readTimeoutSeconds, proxy, noProxy, ca } = settings;
  const connectSeconds = connectTimeoutSeconds ?? 10;
  const readTimeout = (readTimeoutSeconds ?? READ_SECONDS) * 1000;
  const connect = { timeout: connectSeconds * 1000, ...(ca ? { ca: [...(await usualCas()), ca] } : {}) };
  const options: Agent.Options = {
    connect,
    headersTimeout: readTimeout,
    bodyTimeout: readTimeout,
  };
  if (!proxy) return new Agent(options);
  const { openProxy } = await import('./proxy.js');
  return openProxy({ proxy, noProxy: noProxy ?? '', connectSeconds, connect }, options);
}

/** Naming one certificate makes Node forget the others. Before Node 22.15 those of NODE_EXTRA_CA_CERTS cannot be had. */
export async function usualCas(): Promise<readonly string[]> {
  const tls: typeof import('node:tls') & { getCACertificates?: () => string[] } = await import('node:tls');
  return tls.getCACertificates?.() ?? tls.rootCertificates;
}

/** Like curl, takes `proxy:3128` for `http://proxy:3128`. */
function proxyUrl(proxy: string): string {
  const url = proxy.includes('://') ? proxy : `http://${proxy}`;
  if (URL.canParse(url)) return url;
  throw new ConfigurationError(english`The address of the proxy cannot be read.`, {
    hint: english`A proxy looks like http://proxy.example.com:3128.`,
  });
}
