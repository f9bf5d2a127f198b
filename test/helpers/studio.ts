// An emulator to push to, and a user's machine that pushes: command lines run in process, ffmpeg is the real one.
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createTransport } from '../../src/client/transport.js';
import type { Emulator } from '../../src/emulator/index.js';
import { createEmulator } from '../../src/emulator/index.js';
import { clip, codedFrames, decodingErrorsOfEach } from './media.js';
import { createWorld, type Ended, LOCAL_ENV, type WorldOptions } from './world.js';

export interface Studio {
  emulator: Emulator;
  /** The current folder, with `1.flv` in it. */
  folder: string;
  /** Where the emulator keeps what is pushed. */
  dataDir: string;
  url: string;
  run(argv: readonly string[], options?: WorldOptions): Promise<Ended>;
  /** Events of `push --json`. */
  events(argv: readonly string[], options?: EventOptions): Promise<Pushed>;
}

export interface EventOptions extends WorldOptions {
  /** Told of each event when it happens. */
  onEvent?: (event: PushEventLine) => void;
}

export interface PushEventLine extends Record<string, unknown> {
  event: string;
}

export interface Pushed {
  exitCode: number;
  stderr: string;
  events: PushEventLine[];
  /** The first event of this name. */
  event(name: string): PushEventLine | undefined;
  /** The names, repetitions of `progress` left out. */
  names: string[];
}

const emulators: Emulator[] = [];

afterAll(async () => {
  for (const emulator of emulators) await emulator.close();
});

/** With channel `cam`, whose segments are a second long. */
export async function createStudio(seconds = 3): Promise<Studio> {
  const dataDir = join(mkdtempSync(join(tmpdir(), 'oss-live-studio-')), 'data');
  const emulator = createEmulator({ dataDir });
  emulators.push(emulator);
  const { url } = await emulator.listen();
  const transport = createTransport();
  const env = { ...LOCAL_ENV, PATH: process.env.PATH };
  const world = createWorld({ env, transport, now: () => new Date() });
  copyFileSync(await clip({ seconds, gop: 25 }), join(world.homeDir, '1.flv'));

  const run: Studio['run'] = (argv, options = {}) =>
    world.run(['-e', url, ...argv], { ...options, env: { ...env, ...options.env } });
  const created = await run(['create', 'cam', '--frag-duration', '1', '--frag-count', '3']);
  if (created.exitCode !== 0) throw new Error(created.stderr);
  return {
    ...{ emulator, dataDir, url, run, folder: world.homeDir },
    async events(argv, { onEvent = () => undefined, ...options } = {}) {
      const events: PushEventLine[] = [];
      let unfinished = '';
      const onStdout = (text: string): void => {
        const lines = (unfinished + text).split('\n');
        unfinished = lines.pop()!;
        for (const line of lines) onEvent(events[events.push(JSON.parse(line) as PushEventLine) - 1]!);
      };
      const { exitCode, stderr } = await run(['push', '--json', ...argv], { ...options, onStdout });
      return {
        ...{ exitCode, stderr, events },
        event: (name) => events.find(({ event }) => event === name),
        names: events.map(({ event }) => event).filter((event) => event !== 'progress'),
      };
    },
  };
}

/** Hashes of the coded pictures that the emulator has stored, in the order in which they came. */
export async function storedPictures({ dataDir, folder }: Studio): Promise<string[]> {
  const stored = join(dataDir, 'local', 'cam');
  const segments = readdirSync(stored).filter((name) => name.endsWith('.ts'));
  const whole = join(folder, 'stored.ts');
  writeFileSync(whole, Buffer.concat(segments.sort().map((name) => readFileSync(join(stored, name)))));
  const complaints = await decodingErrorsOfEach(segments.map((name) => join(stored, name)));
  const broken = complaints.map(withoutAwaitedSound).filter((text) => text !== '');
  if (broken.length > 0) throw new Error(`segments do not decode:\n${broken.join('\n')}`);
  return (await codedFrames(whole)).video.map(({ hash }) => hash);
}

/** A segment that was cut off before its sound came has a track for it all the same. */
function withoutAwaitedSound(complaints: string): string {
  const awaited =
    /Could not find codec parameters for stream 1 \(Audio: aac .*unspecified sample rate|stream 1 (is not set|: no TS found)/;
  return complaints
    .split('\n')
    .filter((line) => !awaited.test(line) && !/^Consider increasing the value for/.test(line))
    .join('\n');
}

/** Resolves with the next thing of this kind that happens in the emulator. */
export function happening(emulator: Emulator, kind: string): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    const stop = emulator.control.subscribe((event) => {
      if (event.event !== kind) return;
      stop();
      resolve({ ...event });
    });
  });
}
