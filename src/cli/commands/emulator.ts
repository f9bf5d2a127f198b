import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pid } from 'node:process';
import { checkedFaultRule } from '../../emulator/control/fault-rule.js';
import {
  createEmulator,
  type Emulator,
  type Listening,
  type ListenOptions,
} from '../../emulator/emulator.js';
import type { Acl } from '../../emulator/store/contents.js';
import { CommandError } from '../../errors.js';
import { localProfile } from '../../protocol/local-profile.js';
import { stateFolder } from '../../settings/state.js';
import type { Invocation, RunCommand } from '../command.js';
import type { Context, FlagValue, Output } from '../context.js';
import type { ExitCode } from '../exit-codes.js';
import { runShellCommand } from '../shell-command.js';
import { eventReport } from '../terminal/emulator-events.js';
import { commandLine } from '../terminal/shell.js';
import { writeWhole } from '../write-file.js';
import { faultRules } from './emulator-fault-rules.js';
import { type EmulatorKey, emulatorKey } from './emulator-key.js';
import { tlsFiles } from './emulator-tls-files.js';

declare const __VERSION__: string;

export const runEmulator: RunCommand = async (invocation) => {
  const { context, parsed } = invocation;
  const { flags } = parsed;
  const host = text(flags.host) ?? '127.0.0.1';
  const key = await emulatorKey(flags, host, context.stdin);
  const place: Place = {
    bucket: text(flags.bucket) ?? localProfile.bucket,
    region: text(flags.region) ?? localProfile.region,
    dataDir: resolve(context.cwd, text(flags.dataDir) ?? join(stateFolder(context), 'emulator')),
    key,
  };
  const tls = await tlsFiles(text(flags.tlsCert), text(flags.tlsKey), context.cwd);
  const faults = await faultRules(
    Array.isArray(flags.fault) ? flags.fault : [],
    context.cwd,
    checkedFaultRule,
  );
  const readyFile = text(flags.readyFile);
  // Whoever waits for the file must not find that of the last run.
  if (readyFile !== null) await rm(resolve(context.cwd, readyFile), { force: true });

  const emulator = createEmulator({
    dataDir: place.dataDir,
    buckets: [place.bucket],
    region: place.region,
    credentials: [key.credentials],
    acl: text(flags.acl) as Acl | null,
    seedMedia: flags.seedMedia === true,
    faults,
    now: context.now,
  });
  try {
    const ports = { host, port: Number(flags.port), rtmpPort: integer(flags.rtmpPort), tls };
    const listening = await listen(emulator, ports);
    return await serve(invocation, place, emulator, listening);
  } finally {
    await emulator.close();
    if (readyFile !== null) await rm(resolve(context.cwd, readyFile), { force: true });
  }
};

interface Place {
  bucket: string;
  region: string;
  dataDir: string;
  key: EmulatorKey;
}

/** A busy port says who is there: most often an emulator that was forgotten. */
async function listen(emulator: Emulator, ports: ListenOptions & { host: string }): Promise<Listening> {
  try {
    return await emulator.listen(ports);
  } catch (error) {
    const dataDir = isPortInUse(error) ? await emulatorAt(ports) : null;
    if (dataDir === null) throw error;
    const message = `An emulator runs already on ${ports.host}:${ports.port}, with its data in ${dataDir}.`;
    throw new CommandError('PortInUse', message, 'conflict', {
      hint: 'Use that one, stop it, or give another port with --port (0 picks one).',
      cause: error,
    });
  }
}

function isPortInUse(error: unknown): boolean {
  return error instanceof CommandError && error.code === 'PortInUse';
}

/** The data folder of the emulator that answers there; null when something else does. */
async function emulatorAt({ host, port }: ListenOptions & { host: string }): Promise<string | null> {
  try {
    const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const answer = await fetch(`http://${authority}/_health`, { signal: AbortSignal.timeout(1000) });
    const health: unknown = await answer.json();
    if (typeof health !== 'object' || health === null || !('dataDir' in health)) return null;
    return typeof health.dataDir === 'string' ? health.dataDir : null;
  } catch {
    return null;
  }
}

/** Says that it is ready and waits until it is to stop. */
async function serve(
  { context, parsed, output }: Invocation,
  place: Place,
  emulator: Emulator,
  listening: Listening,
): Promise<ExitCode | undefined> {
  const { flags } = parsed;
  const document = readyDocument(place, listening, flags);
  const readyFile = text(flags.readyFile);
  if (readyFile !== null) {
    await writeWhole(resolve(context.cwd, readyFile), readyFile, `${JSON.stringify(document)}\n`);
  }
  const command = text(flags.exec);
  if (command !== null) {
    const { cwd, signal } = context;
    const env = { ...context.env, ...variables(place, listening), OSS_PROFILE: undefined };
    return (await runShellCommand({ command, env, cwd, signal })) as ExitCode;
  }
  if (output.json) output.event(document);
  else output.text(`${readyLine(place, listening, integer(flags.rtmpPort))}\n`);
  showWayIn(output, place, listening, flags.showSecret === true);
  emulator.control.subscribe(eventReport(output));
  await untilToldToStop(context, flags.exitWithStdin === true);
  output.note('Stopping.');
  return undefined;
}

function readyDocument(place: Place, listening: Listening, flags: Flags) {
  const { url, rtmpUrl, httpsUrl, rtmpsUrl, port } = listening;
  const { bucket, region, dataDir, key } = place;
  const { accessKeyId, accessKeySecret } = key.credentials;
  return {
    ...{ event: 'ready', url, rtmpUrl },
    ...(httpsUrl === null ? {} : { httpsUrl, rtmpsUrl }),
    ...{ port, bucket, region, accessKeyId },
    ...(flags.showSecret === true ? { accessKeySecret } : {}),
    ...{ dataDir, pid, version: __VERSION__ },
  };
}

function readyLine({ bucket, dataDir }: Place, listening: Listening, rtmpPort: number | null): string {
  const { url, rtmpUrl, httpsUrl } = listening;
  const secure = httpsUrl === null ? '' : ', https and rtmps too';
  const also = `${secure}${rtmpPort === null ? '' : ` (RTMP on port ${rtmpPort} too)`}`;
  return `Ready: ${url} and ${rtmpUrl}${also}, bucket ${bucket}, data in ${dataDir}`;
}

/** What to type in another terminal. A secret that was given is known there; a random one can only be learned here. */
function showWayIn(output: Output, place: Place, listening: Listening, showSecret: boolean): void {
  const { bucket, key } = place;
  const { url } = listening;
  if (key.kind === 'random' && !showSecret && (output.json || output.quiet)) {
    output.warn('Others can reach this address, so the key is a random one: --show-secret --json shows it.');
  }
  if (key.kind === 'local' && url === localProfile.endpoint && bucket === localProfile.bucket) {
    output.note('In another terminal: export OSS_PROFILE=local');
    return;
  }
  const hidden = key.kind === 'given' && !showSecret;
  const assignments = Object.entries(variables(place, listening)).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return `${name}=${hidden && /SECRET|TOKEN/.test(name) ? '...' : commandLine([value])}`;
  });
  output.note(`In another terminal: export ${assignments.join(' ')}`);
}

/** The environment in which oss-live finds this emulator. */
function variables({ bucket, region, key }: Place, { url }: Listening) {
  const { accessKeyId, accessKeySecret, securityToken } = key.credentials;
  return {
    OSS_ENDPOINT: url,
    OSS_BUCKET: bucket,
    OSS_REGION: region,
    OSS_ACCESS_KEY_ID: accessKeyId,
    OSS_ACCESS_KEY_SECRET: accessKeySecret,
    OSS_SESSION_TOKEN: securityToken ?? undefined,
  };
}

async function untilToldToStop({ stdin, signal }: Context, withStdin: boolean): Promise<void> {
  if (signal.aborted) return;
  const reasons = [once(signal, 'abort')];
  if (withStdin) reasons.push(once(stdin.resume(), 'end'), once(stdin, 'close'));
  await Promise.race(reasons);
  // Otherwise an open stdin would keep the process.
  if (withStdin) stdin.pause();
}

type Flags = Readonly<Record<string, FlagValue>>;

function text(flag: FlagValue): string | null {
  return typeof flag === 'string' ? flag : null;
}

function integer(flag: FlagValue): number | null {
  return typeof flag === 'number' ? flag : null;
}
