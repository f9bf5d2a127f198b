import { CLIENT_LIMITS } from '../../client/limits.js';
import { english } from '../../english.js';
import { NetworkError } from '../../errors.js';
import type { Surroundings } from '../../ffmpeg/find-ffmpeg.js';
import { programLines } from '../../ffmpeg/run-program.js';
import { type InputRequest, pictureIn, placedInput } from './args.js';
import { inputError } from './input-failure.js';
import { shownInput } from './mask-line.js';

/** A coded picture, in seconds after the beginning of the input. */
export interface Packet {
  /** When it is shown. */
  pts: number;
  /** When it is decoded, in which order pictures are sent. */
  dts: number;
  isKey: boolean;
}

export interface Reading extends Surroundings {
  /** The path of ffmpeg. */
  program: string;
  input: Omit<InputRequest, 'position' | 'loop'>;
  /** What the input is called in messages. */
  name: string;
  signal: AbortSignal;
}

/** For a look at a part of the input, which may have to be fetched. */
const PATIENCE_MS = CLIENT_LIMITS.inputPlaced.value;

/**
 * The pictures that ffmpeg sends when it takes the input up at `position`, in their order. Where it really begins is
 * told by nothing else: some demuxers go to the key frame before, some to the one after, some by decoding time.
 */
export async function* packetsFrom(
  position: number,
  { input, name, ...run }: Reading,
): AsyncGenerator<Packet, void, void> {
  const args = [
    ...['-v', 'error', ...placedInput({ ...input, position })],
    ...[
      '-map',
      pictureIn({ ...input, position }),
      '-c',
      'copy',
      '-flush_packets',
      '1',
      '-f',
      'framecrc',
      '-',
    ],
  ];
  const lines = programLines({ ...run, args, timeoutMs: PATIENCE_MS });
  let unit = Number.NaN;
  let line = await lines.next();
  try {
    for (; !line.done; line = await lines.next()) {
      const [, over, under] = /^#tb 0: (\d+)\/(\d+)/.exec(line.value) ?? [];
      if (over !== undefined) unit = Number(over) / Number(under);
      const [, dts, pts, flags = ''] = PACKET.exec(line.value) ?? [];
      if (dts === undefined) continue;
      const at = (ticks: string | undefined) => position + Number(ticks) * unit;
      yield { pts: at(pts), dts: at(dts), isKey: !flags.includes('F=') };
    }
  } finally {
    await lines.return(null);
  }
  if (line.value === null) return;
  run.signal.throwIfAborted();
  if (line.value.timedOut)
    throw new NetworkError('InputUnreachable', english`${shownInput(name)} sends nothing.`);
  throw inputError(name, line.value.stderr.trim().split('\n').at(-1) ?? english`ffmpeg failed`);
}

/** A line of ffmpeg's `framecrc`: stream, dts, pts, duration, size, checksum, and flags unless it is a key frame. */
const PACKET = /^0,\s*(-?\d+),\s*(-?\d+),\s*\d+,\s*\d+,\s*\w+(.*)$/;

/** The first of them; null when there is none. */
export async function firstPacket(position: number, reading: Reading): Promise<Packet | null> {
  for await (const packet of packetsFrom(position, reading)) return packet;
  return null;
}
