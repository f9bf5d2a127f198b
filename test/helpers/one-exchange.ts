import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IncomingRequest } from '../../src/emulator/http/message.js';
import { createEmulator } from '../../src/emulator/index.js';
import type { Credentials } from '../../src/protocol/wire.js';
import { type Answered, answered } from './emulator-http.js';

export interface Surroundings {
  buckets: string[];
  region: string;
  credentials: Credentials[];
  serverTime: string;
}

/** What a fresh emulator answers to one request. */
export async function answerOfEmulator(
  request: IncomingRequest,
  { serverTime, buckets, region, credentials }: Surroundings,
): Promise<Answered> {
  const dataDir = mkdtempSync(join(tmpdir(), 'oss-live-exchange-'));
  const now = () => new Date(serverTime);
  const emulator = createEmulator({ dataDir, buckets, region, credentials, now });
  try {
    return await answered(await emulator.handle(request));
  } finally {
    await emulator.close();
    rmSync(dataDir, { recursive: true });
  }
}
