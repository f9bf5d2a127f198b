import type { Readable } from 'node:stream';
import { type Client, createClient } from '../client/client.js';
import { serviceClock } from '../client/service-clock.js';
import { english } from '../english.js';
import { UsageError } from '../errors.js';
import { findFfmpeg, findFfprobe, type Surroundings } from '../ffmpeg/find-ffmpeg.js';
import { runProgram } from '../ffmpeg/run-program.js';
import { defaultOptions, isRecorded } from './ffmpeg/args.js';
import { type Asked, choosesCodec } from './ffmpeg/encoding.js';
import { probe } from './ffmpeg/ffprobe.js';
import type { Media } from './ffmpeg/media.js';
import { longestSegment } from './longest-segment.js';
import { type PushOptions, type Settled, settle } from './options.js';
import { type Finding, type Preflight, preflight, unexamined } from './preflight.js';
import { comesLive, readSource, type Source } from './source.js';
import { type Head, readHead } from './stdin-head.js';
import { lookAtTarget, type Target } from './targets.js';

/** What is settled before the first connection. */
export interface Plans extends Settled {
  client: Client;
  signal: AbortSignal;
  /** The service's clock, which judges signatures; as far as it is known. */
  now(): Date;
  source: Source;
  asked: Asked;
  examined: Examined;
  targets: readonly Target[];
  /** The path of ffmpeg. */
  ffmpeg: string;
  /** Whether the test pattern shows the time. */
  clock: boolean;
}

export interface Examined extends Preflight {
  /** Empty for what cannot be examined. */
  inputs: readonly Media[];
  /** Whether it can be held back to real time, looped and gone on with. */
  recorded: boolean;
  /** Of all inputs together; null for what has no end. */
  durationSeconds: number | null;
}

/** Looks at channels and inputs, at the same time, and settles everything; changes nothing. */
export async function makePlans(options: PushOptions, signal: AbortSignal): Promise<Plans> {
  const settled = settle(options);
  const { inputs, inputFormat: format, cwd, outputOptions } = settled;
  const source = await readSource(inputs, { format, cwd });
  const ffmpeg = await findFfmpeg(settled.ffmpeg, settled);
  const givenUp = new AbortController();
  const either = AbortSignal.any([signal, givenUp.signal]);
  const inspected = inspect(source, { ...settled, ffmpeg, signal: either });
  // The channels come first: what is wrong with the input is of no use without one.
  inspected.catch(() => undefined);
  const look = async () => {
    const client = await clientFor(options);
    const asking = { ...settled, client, signal: either };
    const looks = settled.channelNames.map((channelName) => lookAtTarget(channelName, asking));
    return { client, targets: await Promise.all(looks) };
  };
  const { client, targets } = await look().catch((error) => {
    givenUp.abort(error);
    throw error;
  });
  const maps = outputOptions.includes('-map');
  const asked: Asked = {
    ...settled,
    fragDuration: Math.min(...targets.map((target) => target.fragDuration)),
    ownVideo: maps || choosesCodec(outputOptions, 'v'),
    ownAudio: maps || choosesCodec(outputOptions, 'a'),
  };
  const { media, head } = await inspected;
  return {
    ...{ ...settled, client, signal, source, asked, targets, ffmpeg },
    now: serviceClock(options.now, client),
    examined: withBuffer(examine(source, media, asked), settled.bufferSeconds, asked),
    ...(head === null ? {} : { stdin: head.whole }),
    clock: source.kind === 'test' && (await canDrawText(ffmpeg, settled)),
  };
}

async function clientFor(options: PushOptions): Promise<Client> {
  const { client } = options;
  return typeof client === 'function' ? client() : (client ?? createClient(options));
}

/** A file may have a key frame a minute, more than which makes no difference. A live input is not kept waiting. */
const FILE_SECONDS = 70;
const URL_SECONDS = 10;
const LIVE_SECONDS = 6;

interface Inspection extends Surroundings {
  ffmpeg: string;
  signal: AbortSignal;
  /** False for a source that takes only one connection. */
  probe: boolean;
  inputOptions: readonly string[];
  stdin: Readable | null;
}

interface Inspected {
  media: Media[];
  /** What was read of stdin. */
  head: Head | null;
}

/** Looks into the inputs, as far as they can be looked into. Throws when they cannot be read, or have no video. */
async function inspect(
  source: Source,
  { ffmpeg, signal, probe: wanted, inputOptions, stdin, ...surroundings }: Inspection,
): Promise<Inspected> {
  const nothing = { media: [], head: null };
  if (!wanted || source.kind === 'device' || source.kind === 'test') return nothing;
  const program = await findFfprobe(ffmpeg, surroundings);
  if (source.kind === 'stdin') {
    if (stdin === null) return nothing;
    const head = await readHead(stdin, signal);
    const format = source.format === null ? [] : ['-f', source.format];
    const look = { ...surroundings, signal, program, input: 'pipe:0', options: [...format, ...inputOptions] };
    // What is too little to be told may still be a stream.
    const found = await probe({ ...look, stdin: head.bytes, seconds: LIVE_SECONDS }).catch(() => null);
    signal.throwIfAborted();
    // Of the head alone.
    const unending = { durationSeconds: null, bitsPerSecond: null };
    return { media: found === null ? [] : [{ ...found, ...unending }], head };
  }
  const seconds = comesLive(source) ? LIVE_SECONDS : source.kind === 'files' ? FILE_SECONDS : URL_SECONDS;
  const names = source.kind === 'files' ? source.names : [source.url];
  const inputs: Media[] = [];
  const options = [...defaultOptions(source, inputOptions), ...inputOptions];
  for (const input of names)
    inputs.push(await probe({ ...surroundings, signal, program, input, options, seconds }));
  return { media: inputs, head: null };
}

/** What is to become of the inputs. Throws when nothing can. */
function examine(source: Source, inputs: readonly Media[], asked: Asked): Examined {
  if (inputs.length === 0) {
    const raw = source.kind === 'device' || source.kind === 'test';
    const byChoice = source.kind === 'files' || source.kind === 'url';
    const recorded = isRecorded(source, []);
    return { inputs, recorded, durationSeconds: null, ...unexamined(asked, { raw, byChoice }) };
  }
  const durations = inputs.map(({ durationSeconds }) => durationSeconds);
  const recorded = isRecorded(source, inputs);
  const { findings, ...planned } = preflight(inputs, asked);
  if (!recorded && !comesLive(source)) findings.push(...inputs.map(unknownLength));
  if (source.kind === 'stdin')
    findings.push(...inputs.filter(({ format }) => format !== 'mpegts').map(readOnce));
  return { inputs, recorded, durationSeconds: total(durations), ...planned, findings };
}

/** What a service needs to finish a segment, to be asked, and to be connected to. */
const BUFFER_MARGIN_SECONDS = 15;

function withBuffer(examined: Examined, bufferSeconds: number | null, { fragDuration }: Asked): Examined {
  if (bufferSeconds === null) return examined;
  const longest = longestSegment(examined, fragDuration);
  const least = Math.ceil(longest + BUFFER_MARGIN_SECONDS);
  if (bufferSeconds >= least) return examined;
  const message = english`A buffer of ${bufferSeconds}s may be too short for segments of ${Math.ceil(longest)}s: it should have ${least}s.`;
  const finding: Finding = { level: 'warning', code: 'short-buffer', input: null, message };
  return { ...examined, findings: [...examined.findings, finding] };
}

function unknownLength({ input, sizeBytes }: Media): Finding {
  const ends = sizeBytes === null ? english` or it ends` : '';
  const message = english`${input} does not say how long it is: it is sent as fast as it comes, and opened again when the connection breaks${ends}.`;
  return { level: 'note', code: 'unknown-length', input, message };
}

function readOnce({ input }: Media): Finding {
  const message = english`${input} can be read only once: if the connection breaks, only MPEG-TS can be taken up again.`;
  return { level: 'note', code: 'read-once', input, message };
}

function total(durations: readonly (number | null)[]): number | null {
  return durations.reduce((sum, duration) => (sum === null || duration === null ? null : sum + duration), 0);
}

/** Where that is asked for, a warning is reason enough not to go on air. */
export function refuseWarnings({ findings }: Preflight): void {
  const [warning, ...more] = findings.filter(({ level }) => level === 'warning');
  if (warning === undefined) return;
  const others = more.length === 0 ? '' : english` (and ${more.length} more)`;
  throw new UsageError(english`${warning.message}${others}`, {
    code: 'Preflight',
    advice: { do: 'acceptWarning', about: warning.code },
  });
}

/** Whether this ffmpeg can write the time into the test pattern: the filter and a font are needed. */
async function canDrawText(ffmpeg: string, surroundings: Surroundings): Promise<boolean> {
  const graph = "testsrc2=size=64x64:duration=0.04,drawtext=text='%{localtime}'";
  const args = ['-v', 'quiet', '-f', 'lavfi', '-i', graph, '-f', 'null', '-'];
  const { exitCode } = await runProgram({ ...surroundings, program: ffmpeg, args, timeoutMs: 10_000 });
  return exitCode === 0;
}
