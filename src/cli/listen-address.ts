import { english } from '../english.js';
import { UsageError } from '../errors.js';

/** `9310`, `0.0.0.0:9310`, `[::1]:9310`. Port 0 picks one. */
export function readListenAddress(text: string): { host: string; port: number } {
  const [, host, port] = /^(?:(\[[0-9a-f:.]+\]|[^:\s]+):)?(\d{1,5})$/i.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535) {
    throw new UsageError(english`--metrics ${text} is not a port.`, {
      hint: english`Say 9310, or 0.0.0.0:9310 for all to see.`,
    });
  }
  return { host: host?.replace(/[[\]]/g, '') ?? '127.0.0.1', port: Number(port) };
}
