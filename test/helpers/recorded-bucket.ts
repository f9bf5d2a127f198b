import { expect } from 'vitest';
import { type Client, createClient } from '../../src/client/client.js';
import { createHttpHandler } from '../../src/emulator/service/handler.js';
import type { Transport } from '../../src/protocol/wire.js';
import { type CleanEvent, type CleanOptions, cleanRecordings } from '../../src/recording/index.js';
import { schemaChecker } from './json-schema.js';
import { createMemoryBackend, type MemoryBackend } from './memory-backend.js';
import { KEY } from './sign-v1.js';
import { SETTINGS } from './store.js';

const checkEvent = schemaChecker('docs/clean-events.schema.json');

/** The clock of the service; segments are named after times before it. */
const NOW = '2024-03-05T06:00:00Z';

export interface RecordedBucket {
  backend: MemoryBackend;
  client: Client;
  transport: Transport;
  /** Requests, as `GET /examplebucket/cam?live&comp=stat`. */
  requests: string[];
  put(...keys: (string | [key: string, body: string])[]): Promise<void>;
  keys(): string[];
  live(channelName: string, connected: string | null): void;
  clean(options: Partial<CleanOptions>): AsyncGenerator<CleanEvent, void, void>;
}

/** The emulator's service without a disk, in which objects and pushes are what a test says. */
export async function recordedBucket(channels: readonly string[] = ['cam']): Promise<RecordedBucket> {
  const backend = createMemoryBackend({ credentials: [KEY], now: NOW });
  const bucket = backend.bucket('examplebucket');
  if (bucket === null) throw new Error('no bucket');
  for (const name of channels) await bucket.putChannel(name, SETTINGS);
  const handle = createHttpHandler(backend, {
    version: '0.0.0-test',
    health: () => ({ status: 'ok' }),
    onError(error) {
      throw error;
    },
  });
  const requests: string[] = [];
  const transport: Transport = (request) => {
    requests.push(`${request.method} ${decodeURIComponent(request.target)}`);
    return handle(request);
  };
  const settings = {
    ...{ endpoint: 'http://127.0.0.1:8787', bucket: 'examplebucket', region: 'cn-hangzhou' },
    ...{ credentials: KEY, now: () => new Date(NOW), retry: { attempts: 2, baseDelayMs: 1 } },
  };
  return {
    ...{ backend, transport, requests },
    client: createClient({ ...settings, transport }),
    async put(...keys) {
      for (const one of keys) {
        const [key, body] = typeof one === 'string' ? [one, 'x'] : one;
        await bucket.putObject(key, Buffer.from(body), 'video/mp2t');
      }
    },
    keys: () => [...bucket.objects('')].map(({ key }) => key),
    live: (channelName, connected) =>
      backend.setLive(
        channelName,
        connected === null
          ? null
          : { video: null, audio: null, connectedMs: Date.parse(connected), remoteAddress: '10.1.2.3:47745' },
      ),
    clean: (options) => cleanRecordings({ ...settings, transport, channelName: 'cam', ...options }),
  };
}

/** `2024-03-04T12:00:00Z` as the service names a segment that began then. */
export function segmentAt(time: string, channelName = 'cam'): string {
  return `${channelName}/${Date.parse(time)}.ts`;
}

/** A playlist as PostVodPlaylist saves it. */
export function savedList(...uris: string[]): string {
  return `${openList(...uris)}#EXT-X-ENDLIST\n`;
}

export function openList(...uris: string[]): string {
  return `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:5\n${uris.map((uri) => `#EXTINF:5.000,\n${uri}\n`).join('')}`;
}

/** The plan and the end of a cleaning; rejects with what it throws. */
export async function outcomeOf(events: AsyncIterable<CleanEvent>) {
  const all: CleanEvent[] = [];
  for await (const event of events) {
    expect(checkEvent(event)).toEqual([]);
    all.push(event);
  }
  const plan = all.find((event) => event.event === 'planned');
  const end = all.find((event) => event.event === 'ended');
  if (plan === undefined || end === undefined) throw new Error('no plan, or no end');
  return { all, plan, end };
}
