import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Emulator, Listening } from '../../emulator/index.js';
import { localProfile } from '../../protocol/local-profile.js';
import { defineCommand, type FlagTable, type Invocation } from '../command.js';
import type { Context } from '../context.js';
import type { ExitCode } from '../exit-codes.js';
import { say } from '../say.js';
import { eventReport } from '../terminal/emulator-events.js';
import { writeResult } from '../write-file.js';
import type { DataPlace } from './emulator-data.js';
import type { EmulatorPlace } from './emulator-ready.js';

const flags = {
  host: { value: '<address>', help: 'the address to listen on', default: '127.0.0.1' },
  port: { value: '<number>', help: 'the port; 0 picks a free one', integer: [0, 65535], default: 8787 },
  rtmpPort: { value: '<number>', help: 'take RTMP on this port too', integer: [1, 65535] },
  tlsCert: { value: '<file>', help: 'a certificate (PEM): the ports then answer https and rtmps too' },
  tlsKey: { value: '<file>', help: 'the key of the certificate (PEM)' },
  dataDir: { value: '<folder>', help: 'where media and state are stored' },
  temp: { help: 'store them in a temporary folder, which goes with the emulator' },
  reset: { help: 'begin with an empty data folder; asks, or needs --yes, when something is in it' },
  alsoBucket: { value: '<name...>', help: 'another bucket beside that of -b; may be repeated' },
  alsoKey: {
    value: '<id:secret...>',
    help: 'another key that may sign, beside that of -i and -k; a temporary one as id:secret:token; may be repeated',
  },
  seedMedia: { help: 'create a channel `demo` with an hour of media, if there is none' },
  acl: {
    value: '<acl>',
    help: 'who may read the buckets, and who may publish without a signature; as it was left, at first private',
    choices: ['private', 'public-read', 'public-read-write'],
  },
  fault: {
    value: '<file-or-json...>',
    help: 'make something go wrong: a rule or an array of rules, as in the example; may be repeated',
  },
  controlToken: {
    value: '<token>',
    help: 'let other machines that send this as a bearer token control it, under /_emulator/',
  },
  showSecret: { help: 'include the AccessKey secret in the ready line' },
  readyFile: { value: '<file>', help: 'write the ready line, as JSON, to this file too' },
  exitWithStdin: { help: 'stop when stdin is closed' },
  exec: {
    value: '<command>',
    help: 'run a shell command against it, stop, and exit with its exit code; implies --temp unless --data-dir is given',
  },
} as const satisfies FlagTable;

type EmulatorInvocation = Invocation<typeof flags>;

export const emulator = defineCommand({
  name: 'emulator',
  group: 'This machine',
  summary: 'Run a LiveChannel bucket on this machine, without an account',
  details: [
    'HTTP and RTMP on one port. Use it from another terminal with --profile local or OSS_PROFILE=local.',
    'What it stores stays in the data folder and is there again at the next start, unless it was started with --temp or --exec alone.',
  ],
  flags,
  examples: [
    { line: 'oss-live emulator', comment: 'then: export OSS_PROFILE=local' },
    { line: "oss-live emulator --port 0 --exec 'npm test'", comment: 'for one command, on a free port' },
    {
      line: 'oss-live emulator -b live --also-bucket archive --also-key ci-id:ci-secret',
      comment: 'two buckets and two keys; of -b, -i and -k are those that --exec is told',
    },
    {
      line: `oss-live emulator --fault '{"match":{"layer":"rtmp"},"effect":{"dropAfterMs":5000}}'`,
      comment: 'every push is cut after 5 s',
    },
  ],
  async run(invocation) {
    const { context, flags } = invocation;
    const { dataPlace, mayReset } = await import('./emulator-data.js');
    const data = await dataPlace(flags, context);
    try {
      if (flags.reset && !(await mayReset(data.path, flags, context))) return undefined;
      return await emulate(invocation, data);
    } finally {
      await data.leave();
    }
  },
});

async function emulate(invocation: EmulatorInvocation, data: DataPlace): Promise<ExitCode | undefined> {
  const { context, flags } = invocation;
  const { host, readyFile, reset, seedMedia } = flags;
  const { checkedFaultRule, createEmulator } = await import('../../emulator/index.js');
  const { emulatorKey, otherKeys } = await import('./emulator-key.js');
  const { faultRules, tlsFiles } = await import('./emulator-files.js');
  const { listen } = await import('./emulator-listen.js');
  const bucket = flags.bucket ?? localProfile.bucket;
  const place: EmulatorPlace = {
    bucket,
    otherBuckets: [...new Set(flags.alsoBucket ?? [])].filter((name) => name !== bucket),
    region: flags.region ?? localProfile.region,
    data,
    key: await emulatorKey(flags, host, context.stdin),
    otherKeys: otherKeys(flags.alsoKey ?? [], host),
  };
  const tls = await tlsFiles(flags.tlsCert, flags.tlsKey, context.cwd);
  const faults = await faultRules(flags.fault ?? [], context.cwd, checkedFaultRule);
  // Whoever waits for the file must not find that of the last run.
  if (readyFile !== undefined) await rm(resolve(context.cwd, readyFile), { force: true });

  const running = createEmulator({
    ...{ dataDir: data.path, reset, seedMedia, faults, now: context.now, acl: flags.acl ?? null },
    controlToken: flags.controlToken ?? null,
    buckets: [bucket, ...place.otherBuckets],
    region: place.region,
    credentials: [place.key.credentials, ...place.otherKeys],
  });
  try {
    const ports = { host, port: flags.port, rtmpPort: flags.rtmpPort ?? null, tls };
    const listening = await listen(running, ports);
    return await serve(invocation, place, running, listening);
  } finally {
    await running.close();
    if (readyFile !== undefined) await rm(resolve(context.cwd, readyFile), { force: true });
  }
}

/** Says that it is ready and waits until it is to stop. */
async function serve(
  { context, flags, output }: EmulatorInvocation,
  place: EmulatorPlace,
  running: Emulator,
  listening: Listening,
): Promise<ExitCode | undefined> {
  const { exec: command, readyFile, rtmpPort, showSecret } = flags;
  const { readyDocument, readyLine, showWayIn, variables } = await import('./emulator-ready.js');
  const document = readyDocument(place, listening, showSecret);
  if (readyFile !== undefined) {
    await writeResult(resolve(context.cwd, readyFile), readyFile, `${JSON.stringify(document)}\n`);
  }
  if (command !== undefined) {
    const { cwd, signal } = context;
    const { runShellCommand } = await import('./emulator-exec.js');
    const env = { ...context.env, ...variables(place, listening), OSS_PROFILE: undefined };
    return (await runShellCommand({ command, env, cwd, signal })) as ExitCode;
  }
  if (output.json) output.event(document);
  else output.text(`${readyLine(place, listening, rtmpPort)}\n`);
  showWayIn(output, place, listening, showSecret);
  running.control.subscribe(eventReport(output));
  await untilToldToStop(context, flags.exitWithStdin);
  output.note(say`Stopping.`);
  return undefined;
}

async function untilToldToStop({ stdin, signal }: Context, withStdin: boolean): Promise<void> {
  if (signal.aborted) return;
  const reasons = [once(signal, 'abort')];
  if (withStdin) reasons.push(once(stdin.resume(), 'end'), once(stdin, 'close'));
  await Promise.race(reasons);
  // Otherwise an open stdin would keep the process.
  if (withStdin) stdin.pause();
}
