// The declarations of the package in projects of others, which may have no types of Node, or old ones.
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { type CleanProject, createCleanProject } from '../helpers/clean-project.js';

const MODULES = join(import.meta.dirname, '../../node_modules');

/** What is installed here: our own, and the one that API Extractor brings. */
const COMPILERS = {
  'TypeScript 7': join(MODULES, 'typescript'),
  'TypeScript 6': join(MODULES, '@microsoft/api-extractor/node_modules/typescript'),
};
const RESOLUTIONS = {
  NodeNext: { module: 'NodeNext' },
  bundler: { module: 'ESNext', moduleResolution: 'bundler' },
};

let project: CleanProject;
beforeAll(async () => {
  project = await createCleanProject();
});

interface Compilation {
  code: string;
  compiler?: string;
  /** Which types of Node are installed. */
  nodeTypes?: 'none' | 'current' | 'old';
  options?: object;
}

/** What the compiler says of a strict program that uses the package, and checks its declarations too. */
async function compiled({
  code,
  compiler = COMPILERS['TypeScript 7'],
  nodeTypes = 'none',
  options,
}: Compilation) {
  const place = join(project.folder, 'node_modules/@types/node');
  rmSync(place, { recursive: true, force: true });
  const from = { current: '@types/node', old: '@alicloud/tea-typescript/node_modules/@types/node' };
  if (nodeTypes !== 'none') {
    mkdirSync(join(place, '..'), { recursive: true });
    cpSync(join(MODULES, from[nodeTypes]), place, { recursive: true });
  }
  const compilerOptions = {
    ...{ strict: true, skipLibCheck: false, noEmit: true, target: 'ES2022', module: 'NodeNext' },
    ...options,
  };
  project.write({
    'program.ts': code,
    'tsconfig.json': JSON.stringify({ compilerOptions, files: ['program.ts'] }),
  });
  const { bin } = JSON.parse(readFileSync(join(compiler, 'package.json'), 'utf8'));
  const { stdout } = await execa(process.execPath, [join(compiler, bin.tsc), '-p', project.folder], {
    reject: false,
  });
  return stdout;
}

const PROGRAM = `
import {
  type Client, type ClientOptions, createClient, createEmulator, type LiveChannelStat, push, type PushEvent, ServiceError, watch,
} from 'oss-live';
const options: ClientOptions = { bucket: 'b-1', region: 'cn-hangzhou', credentials: { accessKeyId: 'i', accessKeySecret: 's' } };
const client: Client = createClient(options);
export async function status(channelName: string): Promise<LiveChannelStat['status']> {
  try {
    return (await client.getLiveChannelStat({ channelName })).status;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'NoSuchLiveChannel') return null;
    throw error;
  }
}
export async function first(): Promise<PushEvent | null> {
  for await (const event of push({ ...options, inputs: ['1.flv'], channelNames: ['cam'], platform: 'linux' })) return event;
  for await (const { event } of watch({ ...options, transport: createEmulator({ dataDir: 'data' }).handle })) console.log(event);
  return null;
}
declare const console: { log(text: string): void };
// @ts-expect-error: a channel name is text
client.getLiveChannelStat({ channelName: 7 });
`;

const bare = { lib: ['ES2022'], types: [], exactOptionalPropertyTypes: true };
const old = { lib: ['ES2022'], types: ['node'] };
test.each<[string, keyof typeof COMPILERS, keyof typeof RESOLUTIONS, Omit<Compilation, 'code'>]>([
  ['without any types of Node or a browser', 'TypeScript 7', 'NodeNext', { options: bare }],
  ['without any types of Node or a browser', 'TypeScript 7', 'bundler', { options: bare }],
  ['without any types of Node or a browser', 'TypeScript 6', 'NodeNext', { options: bare }],
  [
    'beside the old types of Node that a dependency brings',
    'TypeScript 7',
    'NodeNext',
    { nodeTypes: 'old', options: old },
  ],
  [
    'beside the old types of Node that a dependency brings',
    'TypeScript 7',
    'bundler',
    { nodeTypes: 'old', options: old },
  ],
])('%s: %s, resolution %s', async (_case, compiler, resolution, compilation) => {
  const code = compilation.nodeTypes ? PROGRAM.replace(/^declare const console.*$/m, '') : PROGRAM;
  const options = { ...RESOLUTIONS[resolution], ...compilation.options };
  expect(await compiled({ ...compilation, compiler: COMPILERS[compiler], code, options })).toBe('');
});

test('with types of Node, what is Node’s is taken as it is', async () => {
  const code = `
    import { createReadStream } from 'node:fs';
    import { createClient, type PushOptions } from 'oss-live';
    const bucket = { bucket: 'b', region: 'r', credentials: { accessKeyId: 'i', accessKeySecret: 's' } };
    const { platform, stdin, env } = process;
    const shared = { ...bucket, inputs: ['-'], channelNames: ['cam'] };
    export const one: PushOptions = { ...shared, platform, stdin, env, signal: AbortSignal.timeout(1000) };
    export const other: PushOptions = { ...shared, stdin: createReadStream('1.flv'), signal: new AbortController().signal };
    createClient(bucket).listLiveChannel({}, { signal: AbortSignal.timeout(1000) });
    // @ts-expect-error: text is no signal
    createClient(bucket).listLiveChannel({}, { signal: 'soon' });
    // @ts-expect-error: bytes are no stream
    export const wrong: PushOptions = { ...shared, stdin: Buffer.alloc(1) };
  `;
  const options = { lib: ['ES2022'], types: ['node'] };
  expect(await compiled({ code, nodeTypes: 'current', options })).toBe('');
});

test('the types name what the control of an emulator takes and gives', async () => {
  const code = `
    import {
      type Acl, type BucketReport, type ChannelReport, type ClockSetting, type ClockState, type Control,
      createEmulator, type FaultMatch, type FaultReport, type FaultRule, type JournalEvent, type StateReport,
    } from 'oss-live';
    const acl: Acl = 'private';
    const match: FaultMatch = { layer: 'rtmp', channel: 'cam' };
    const rule: FaultRule = { match, times: 1, effect: { dropAfterMs: 5000 } };
    const control: Control = createEmulator({ dataDir: 'data', acl, faults: [rule] }).control;
    export const added: FaultReport = control.addFault(rule);
    export const refused: JournalEvent[] = control.events().filter(({ event }) => event === 'publish-refused');
    const setting: ClockSetting = { offsetMs: 1000 };
    export const clock: ClockState = control.setClock(setting);
    export async function look(): Promise<[BucketReport | undefined, ChannelReport | undefined]> {
      const state: StateReport = await control.state();
      return [state.buckets[0], state.buckets[0]?.channels[0]];
    }
    // @ts-expect-error: there is no such layer
    control.addFault({ match: { layer: 'tcp' }, effect: { refuse: true } });
  `;
  expect(await compiled({ code, options: { types: [] } })).toBe('');
});
