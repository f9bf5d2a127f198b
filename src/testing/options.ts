import type { Acl, FaultRule } from '../emulator/index.js';
import type { Credentials } from '../protocol/wire.js';

/** What an emulator for tests is to be like; without any, an empty bucket `local` with the well-known key. */
export interface TestEmulatorOptions {
  /** Names of the buckets, `['local']` when absent. The client options and variables name the first. */
  buckets?: readonly string[] | null;
  /** The region of the buckets; `cn-hangzhou` when absent. */
  region?: string | null;
  /** The key that may sign; that of the profile `local` when absent. Other processes can read it while it runs. */
  credentials?: Credentials | null;
  /** Who may read, and who may publish without a signature; `private` when absent. */
  acl?: Acl | null;
  /** Rules that make something go wrong from the start; more with `control.addFault`. */
  faults?: readonly FaultRule[] | null;
  /** Gives the first bucket a channel `demo` with an hour of media; false when absent. */
  seedMedia?: boolean | null;
}

/** The hooks of a test runner, where they are not found by themselves. */
export interface TestHooks {
  /** Runs before the tests of the file or the suite: `beforeAll` of Vitest and Jest, `before` of node:test and Mocha. */
  beforeAll: Hook;
  /** Runs after them: `afterAll`, or `after`. */
  afterAll: Hook;
}

/** Takes what is to run, for which the runner waits; some runners wait only for so many milliseconds. */
export type Hook = (work: () => Promise<void>, timeoutMs: number) => unknown;

/** The same as words of a command line. */
export function emulatorArguments(options: TestEmulatorOptions): string[] {
  const { buckets, region, credentials, acl, faults, seedMedia } = options;
  const [bucket, ...others] = buckets ?? [];
  const word = (name: string, value: string | null | undefined): string[] =>
    value === null || value === undefined ? [] : [`${name}=${value}`];
  return [
    ...['emulator', '--port=0', '--temp', '--json', '--show-secret', '--exit-with-stdin'],
    ...word('--bucket', bucket),
    ...others.flatMap((name) => word('--also-bucket', name)),
    ...word('--region', region),
    ...word('--access-key-id', credentials?.accessKeyId),
    ...word('--access-key-secret', credentials?.accessKeySecret),
    ...word('--sts-token', credentials?.securityToken),
    ...word('--acl', acl),
    ...(faults ?? []).flatMap((rule) => word('--fault', JSON.stringify(rule))),
    ...(seedMedia ? ['--seed-media'] : []),
  ];
}
