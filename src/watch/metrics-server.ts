import type { ListenAddress, OpenServer } from '../client/open-server.js';
import { servePages } from '../client/serve-pages.js';
import { metricsText } from './metrics.js';
import type { WatchState } from './state.js';

/** Answers `GET /metrics` with the state of the moment. Rejects with CommandError when the port is taken. */
export function serveMetrics(address: ListenAddress, state: () => WatchState): Promise<OpenServer> {
  const page = () => ({
    ...{ status: 200, contentType: 'text/plain; version=0.0.4; charset=utf-8' },
    text: metricsText(state()),
  });
  return servePages(address, new Map([['/metrics', page]]));
}
