import type { RelaySource } from '../options.js';
import type { ExaminedSource, FoundVideo } from './examine-sources.js';

/** What one source costs while it is on air. Estimates: no more digits than they mean. */
export interface SourceCosts {
  channelName: string;
  /** Whether that is of what it sends, and not assumed. */
  examined: boolean;
  /** Null when it was not examined. */
  video: FoundVideo | null;
  /** Whether its pictures are encoded. */
  encodes: boolean;
  /** Of what is sent. */
  bitsPerSecond: number;
  cores: number;
  /** Of its ffmpeg, without what all of these share. */
  memoryBytes: number;
  /** What its buffer would like to hold. */
  bufferBytes: number;
  /** Why it could not be examined; null where it was, or was not to be. */
  error: { code: string; message: string } | null;
}

/** What all of it costs when all sources are on air. */
export interface RelayCosts {
  /** One that supervises, those that carry media, and an ffmpeg for each source. */
  processes: number;
  cores: number;
  /** Of them, for encoding. */
  encodingCores: number;
  /** Buffers included. */
  memoryBytes: number;
  bufferBytes: number;
  /** The sum of all bit rates. */
  bitsPerSecond: number;
  /** The same with a fifth to spare: connections begin anew, and catch up. */
  uplinkBitsPerSecond: number;
  /** How many of the sources were examined; of the others it is assumed. */
  examined: number;
  sources: readonly SourceCosts[];
}

const MB = 1_000_000;

/**
 * Measured with ffmpeg 5.1 on one x86-64 core of 2.5 GHz, and rounded up: an H.265 camera of 1080p25 took 0.85 cores and
 * 80 MB more than one that is copied, 720p25 0.42 and 32 MB. Cameras of 2.2 Mbit/s took 0.0067 cores for each Mbit/s,
 * ffmpeg included (scripts/relay-endurance.js).
 */
const MEASURED = {
  coresPerSource: 0.01,
  coresPerMbit: 0.007,
  /** For a megapixel a second. */
  coresToDecode: 0.005,
  coresToEncode: 0.013,
  ffmpegBytes: 12 * MB,
  /** Its code and libraries, once for all. */
  sharedBytes: 40 * MB,
  /** For a megapixel of a picture that is encoded. */
  encodingBytes: 40 * MB,
  /** Of a Node process that supervises or carries media. */
  processBytes: 80 * MB,
} as const;

/** What is taken for a source that could not be examined: what most cameras send. */
export const ASSUMED = {
  bitsPerSecond: 2_000_000,
  width: 1920,
  height: 1080,
  framesPerSecond: 25,
} as const;

const TEST_PATTERN = { width: 1280, height: 720 } as const;

/** H.264 needs about twice the bits of H.265. */
const TIMES_OF_H265 = 2;
const UPLINK_SPARE = 1.2;

interface Given {
  /** Processes that carry media; 0 when the first one does. */
  workers: number;
  /** What all buffers may hold together. */
  bufferLimitBytes: number;
}

export function costsOf(
  examined: readonly ExaminedSource[],
  { workers, bufferLimitBytes }: Given,
): RelayCosts {
  const sources = examined.map(sourceCosts);
  const sum = (of: (one: SourceCosts) => number) => sources.reduce((total, one) => total + of(one), 0);
  const bitsPerSecond = sum((one) => one.bitsPerSecond);
  const wanted = sum((one) => one.bufferBytes);
  const bufferBytes = Math.min(bufferLimitBytes, wanted);
  const own = (1 + workers) * MEASURED.processBytes + (sources.length > 0 ? MEASURED.sharedBytes : 0);
  return {
    processes: 1 + workers + sources.length,
    cores: hundredths(sum(({ cores }) => cores)),
    encodingCores: hundredths(sum(({ encodes, cores }) => (encodes ? cores : 0))),
    memoryBytes: own + bufferBytes + sum(({ memoryBytes }) => memoryBytes),
    ...{ bufferBytes, bitsPerSecond, uplinkBitsPerSecond: Math.round(bitsPerSecond * UPLINK_SPARE) },
    examined: sources.filter((one) => one.examined).length,
    sources,
  };
}

function sourceCosts({ source, found, error }: ExaminedSource): SourceCosts {
  const { channelName, input, push } = source;
  const encodes = found?.encodes ?? mustEncode(source);
  const { width, height } = found?.video ?? (input === 'test' ? TEST_PATTERN : ASSUMED);
  const framesPerSecond = found?.video?.framesPerSecond ?? ASSUMED.framesPerSecond;
  const pixels = width * height;
  const sentHeight = push.height ?? height;
  const sentPixels = pixels * (sentHeight / height) ** 2;
  const bitsPerSecond = Math.round(sentBits(source, { found, encodes, scale: sentPixels / pixels }));
  const encodingCores =
    (framesPerSecond * (pixels * MEASURED.coresToDecode + sentPixels * MEASURED.coresToEncode)) / 1e6;
  const copyingCores = MEASURED.coresPerSource + (bitsPerSecond / 1e6) * MEASURED.coresPerMbit;
  const encodingBytes = (pixels / 1e6) * MEASURED.encodingBytes;
  return {
    ...{ channelName, examined: found !== null, video: found?.video ?? null, encodes, bitsPerSecond },
    cores: hundredths(copyingCores + (encodes ? encodingCores : 0)),
    memoryBytes: Math.round(MEASURED.ffmpegBytes + (encodes ? encodingBytes : 0)),
    bufferBytes: Math.round(((push.bufferSeconds ?? 0) * bitsPerSecond) / 8),
    error: error === null ? null : { code: error.code, message: error.message },
  };
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** Whether it is encoded whatever it is. */
function mustEncode({ input, push }: RelaySource): boolean {
  return input === 'test' || push.transcode === 'always' || push.videoBitrate != null || push.height != null;
}

function sentBits(
  { push }: RelaySource,
  { found, encodes, scale }: Pick<ExaminedSource, 'found'> & { encodes: boolean; scale: number },
): number {
  const read = found?.bitsPerSecond ?? ASSUMED.bitsPerSecond;
  if (!encodes) return read;
  if (push.videoBitrate != null) return bitsIn(push.videoBitrate);
  return read * scale * (found?.video?.codec === 'hevc' ? TIMES_OF_H265 : 1);
}

/** Of `2500k`, `2.5M`. */
function bitsIn(text: string): number {
  return Number.parseFloat(text) * (/m$/i.test(text) ? 1e6 : 1e3);
}
