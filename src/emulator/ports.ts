import type { Listener } from './http/listener.js';
import type { TlsOptions } from './http/tls.js';

/** Where an emulator listens. */
export interface ListenOptions {
  /** `127.0.0.1`. */
  host?: string | null;
  /** For HTTP and RTMP; 0, the default, picks one. */
  port?: number | null;
  /** Takes RTMP on this port too. */
  rtmpPort?: number | null;
  /** Answers `https` and `rtmps` too, on the same ports. */
  tls?: TlsOptions | null;
}

/** Where an emulator can be reached. */
export interface Listening {
  /** `http://127.0.0.1:8787`. */
  url: string;
  /** `rtmp://127.0.0.1:8787`. */
  rtmpUrl: string;
  /** null without a certificate. */
  httpsUrl: string | null;
  /** The same for RTMP. */
  rtmpsUrl: string | null;
  /** The port, also when any was asked for. */
  port: number;
}

export interface OpenPorts {
  listening: Listening;
  /** Takes no more connections; those that are open go on. */
  close(): void;
}

/** Opens a port for HTTP and RTMP, and the other one for RTMP that may be wanted. */
export async function openPorts(listener: Listener, options: ListenOptions | null): Promise<OpenPorts> {
  const host = options?.host ?? '127.0.0.1';
  const rtmpPort = options?.rtmpPort ?? null;
  const tls = options?.tls ?? null;
  const main = await listener.open(host, options?.port ?? 0, tls);
  try {
    const other = rtmpPort === null ? null : await listener.open(host, rtmpPort, tls);
    return {
      listening: addresses(printedHost(host), main.port, tls !== null),
      close() {
        main.close();
        other?.close();
      },
    };
  } catch (error) {
    main.close();
    throw error;
  }
}

function addresses(host: string, port: number, secure: boolean): Listening {
  const authority = `${host}:${port}`;
  return {
    ...{ url: `http://${authority}`, rtmpUrl: `rtmp://${authority}`, port },
    httpsUrl: secure ? `https://${authority}` : null,
    rtmpsUrl: secure ? `rtmps://${authority}` : null,
  };
}

/** An address that a client on this machine can use; not `localhost`, which ali-oss puts a bucket before. */
function printedHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === 'localhost') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
