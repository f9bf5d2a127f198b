import { english } from '../english.js';
import { UsageError } from '../errors.js';

/** A publish URL as RTMP wants it said. */
export interface Address {
  host: string;
  port: number;
  secure: boolean;
  /** What `connect` names: all of the path but its last part. */
  app: string;
  /** The rest, with the query, as it stands in the URL. */
  name: string;
  /** Host and port are in it, query and name are not. */
  tcUrl: string;
}

const PORTS = { rtmp: 1935, rtmps: 443 } as const;

/**
 * Splits a publish URL as ffmpeg does, but for a query with raw slashes, which it splits at the last one. Throws
 * UsageError, without the URL: there is a signature in it.
 */
export function splitUrl(url: string): Address {
  const [, scheme = '', host = '', port = '', path = '', query = ''] =
    /^(rtmps?):\/\/(\[[^\]/?#@]+\]|[^:/?#@[\]\s]+)(?::(\d{1,5}))?\/([^?]*)(\?.*)?$/is.exec(url) ?? [];
  const slash = path.lastIndexOf('/');
  const number = Number(port || PORTS[scheme.toLowerCase() as 'rtmp' | 'rtmps']);
  if (scheme === '' || slash < 1 || slash === path.length - 1 || !(number > 0 && number < 65_536)) {
    throw new UsageError(english`That is no publish URL.`, {
      hint: english`It looks like rtmp://host/application/name?parameters.`,
    });
  }
  const app = path.slice(0, slash);
  return {
    ...{ host: host.replace(/[[\]]/g, ''), port: number, secure: scheme.toLowerCase() === 'rtmps' },
    ...{
      app,
      name: path.slice(slash + 1) + query,
      tcUrl: `${scheme.toLowerCase()}://${host}:${number}/${app}`,
    },
  };
}
