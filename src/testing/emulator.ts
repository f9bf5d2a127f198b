import { CLIENT_LIMITS } from '../client/limits.js';
import { english } from '../english.js';
import { UsageError } from '../errors.js';
import type { Credentials } from '../protocol/wire.js';
import { createTestControl, type TestControl } from './control.js';
import { findHooks } from './hooks.js';
import { emulatorArguments, type TestEmulatorOptions, type TestHooks } from './options.js';
import { startProcess } from './process.js';

/** What a client needs to know of an emulator. */
export interface TestClientOptions {
  /** The `url`. */
  endpoint: string;
  /** The bucket, the first of several. */
  bucket: string;
  /** Of the bucket. */
  region: string;
  /** The key that may sign. */
  credentials: Credentials;
}

/** A LiveChannel service for tests, in a process of its own, on a free port of this machine. */
export interface TestEmulator {
  /** `http://127.0.0.1:49152`: the endpoint. */
  readonly url: string;
  /** `rtmp://127.0.0.1:49152`. */
  readonly rtmpUrl: string;
  /** The bucket, the first of several. */
  readonly bucket: string;
  /** Of the buckets. */
  readonly region: string;
  /** The key that may sign. */
  readonly credentials: Credentials;
  /** Where media and state are, until it stops. */
  readonly dataDir: string;
  /** For `createClient`, `push`, `watch` and all that takes the same. */
  readonly clientOptions: TestClientOptions;
  /** For programs that a test starts, beside `process.env`: `OSS_ENDPOINT`, `OSS_BUCKET`, … */
  readonly env: Readonly<Record<string, string>>;
  /** Clock, faults, journal, a clean slate. */
  readonly control: TestControl;
}

/** An emulator that whoever started it has to stop. */
export interface StartedEmulator extends TestEmulator {
  /** Ends it and removes what it stored. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts an emulator, for tests without a runner that is known here, and for scripts.
 *
 * @throws CommandError (`EmulatorNotStarted`) when it does not come to listen within 30 seconds, with what it said.
 */
export async function startEmulator(options?: TestEmulatorOptions | null): Promise<StartedEmulator> {
  const { ready, lastWords, stop } = await startProcess(emulatorArguments(options ?? {}));
  const { url, rtmpUrl, bucket, region, dataDir, accessKeyId, accessKeySecret } = ready;
  const securityToken = options?.credentials?.securityToken ?? null;
  const credentials: Credentials = { accessKeyId, accessKeySecret, ...(securityToken && { securityToken }) };
  return {
    ...{ url, rtmpUrl, bucket, region, dataDir, credentials, stop },
    clientOptions: { endpoint: url, bucket, region, credentials },
    env: {
      ...{ OSS_ENDPOINT: url, OSS_BUCKET: bucket, OSS_REGION: region },
      ...{ OSS_ACCESS_KEY_ID: accessKeyId, OSS_ACCESS_KEY_SECRET: accessKeySecret },
      // A profile of this user would count before them.
      ...{ OSS_SESSION_TOKEN: securityToken ?? '', OSS_PROFILE: '' },
    },
    control: createTestControl(url, lastWords),
  };
}

/**
 * An emulator for the tests of a file, or of the suite in which it is called: it starts before the first of them and
 * stops after the last. Vitest, Jest, node:test, Mocha and `bun test` are found by themselves; give the hooks of
 * any other. What it returns can be read in tests and hooks, not before.
 *
 * @throws UsageError when no hooks are found; from the properties, while it does not run.
 */
export function emulator(
  options?: (TestEmulatorOptions & { hooks?: TestHooks | null }) | null,
): TestEmulator {
  const { hooks, ...wanted } = options ?? {};
  const { beforeAll, afterAll } = hooks ?? findHooks();
  let started: StartedEmulator | null = null;
  // More than it takes, so that what has gone wrong is told by who knows it.
  const longer = 2 * CLIENT_LIMITS.testEmulatorStart.value;
  beforeAll(async () => {
    started = await startEmulator(wanted);
  }, longer);
  afterAll(async () => {
    const stopping = started;
    started = null;
    await stopping?.stop();
  }, longer);
  const names = [
    'url',
    'rtmpUrl',
    'bucket',
    'region',
    'credentials',
    'dataDir',
    'clientOptions',
    'env',
    'control',
  ];
  const reader = (name: string) => ({
    enumerable: true,
    get() {
      if (started !== null) return started[name as keyof TestEmulator];
      throw new UsageError(
        english`The emulator does not run: read \`${name}\` in a test or a hook of its suite.`,
      );
    },
  });
  return Object.defineProperties(
    {},
    Object.fromEntries(names.map((name) => [name, reader(name)])),
  ) as TestEmulator;
}
