// The hour that `--seed-media` makes, by default from 11:00 to 12:00: four pushes to channel `demo`, asked for with what a
// network may do.
import { cpSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { type Client, createClient } from '../../src/client/client.js';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/index.js';
import type { HttpResponse, Transport } from '../../src/protocol/wire.js';
import { KEY } from './sign-v1.js';
import { temporaryFolder } from './store.js';

const NOON = new Date('2026-03-05T12:00:00Z');

export interface Changes {
  /** What becomes of a playlist on its way. */
  playlist?: (text: string) => string;
  /** Requests, as `METHOD target`, that the key may not make. */
  denied?: RegExp;
}

export interface SeededHour {
  emulator: Emulator;
  /** What a client is made of, and the targets it asks for. */
  changed(changes?: Changes): { client: Client; asked: string[]; options: ClientMaking };
  close(): Promise<void>;
}

type ClientMaking = Parameters<typeof createClient>[0];

/** Of a temporary key. */
export const TOKEN = 'CAISExampleToken';

/** A data folder with such an hour, of which emulators know that it is there. It is work, and made once in a run. */
export async function seededFolder(until = NOON): Promise<string> {
  const hour = join(inject('runFolder'), 'hours', String(until.getTime()));
  if (!existsSync(hour)) await makeHour(hour, until);
  const dataDir = temporaryFolder();
  cpSync(hour, dataDir, { recursive: true, preserveTimestamps: true });
  return dataDir;
}

/** Test files have processes of their own; two that make the same hour at once are both right. */
async function makeHour(hour: string, until: Date): Promise<void> {
  const dataDir = temporaryFolder();
  const emulator = createEmulator({ dataDir, seedMedia: true, now: () => until });
  await filled(emulator);
  await emulator.close();
  mkdirSync(dirname(hour), { recursive: true });
  try {
    renameSync(dataDir, hour);
  } catch (error) {
    if (!existsSync(hour)) throw error;
  }
}

/** It answers when the media is there. */
const filled = (emulator: Emulator) =>
  emulator.handle({ method: 'GET', target: '/_health', headers: [['Host', '127.0.0.1']], body: null });

export async function openSeededHour(until = NOON, more: Partial<EmulatorOptions> = {}): Promise<SeededHour> {
  const temporary = {
    accessKeyId: 'STS.ExampleKeyId',
    accessKeySecret: 'ExampleTemporarySecret',
    securityToken: TOKEN,
  };
  const emulator = createEmulator({
    ...{ dataDir: await seededFolder(until), credentials: [KEY, temporary], now: () => until },
    ...more,
  });
  return {
    emulator,
    changed(changes = {}) {
      const asked: string[] = [];
      const transport = changing(emulator, changes, asked);
      const options: ClientMaking = {
        ...{ endpoint: 'http://127.0.0.1:8787', bucket: 'local', region: 'cn-hangzhou', credentials: KEY },
        ...{ transport, now: () => until, retry: { attempts: 1 } },
      };
      return { client: createClient(options), asked, options };
    },
    close: () => emulator.close(),
  };
}

function changing(
  emulator: Emulator,
  { playlist = (text) => text, denied }: Changes,
  asked: string[],
): Transport {
  return async (request) => {
    asked.push(request.target);
    if (denied?.test(`${request.method} ${request.target}`)) return NO_RIGHT;
    const answer = await emulator.handle(request);
    const isPlaylist = answer.status === 200 && request.target.endsWith('&vod');
    return isPlaylist ? { ...answer, body: playlist(String(answer.body)) } : answer;
  };
}

const NO_RIGHT = {
  status: 403,
  headers: [],
  body: '<Error><Code>AccessDenied</Code><Message>You have no right.</Message></Error>',
} satisfies HttpResponse;
