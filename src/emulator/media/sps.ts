import { BitReader } from './bits.js';
import { MediaError } from './media-error.js';

/** What a sequence parameter set says about the picture (H.264, clause 7.3.2.1.1 and annex E). */
export interface PictureFormat {
  /** Pixels, after cropping. */
  width: number;
  height: number;
  /** Whether pictures may be coded as fields. */
  interlaced: boolean;
  /** Frames per second by the VUI timing; null when it gives none that can be true. */
  frameRate: number | null;
}

// High and the scalable, multiview and 4:4:4 profiles carry the chroma format; the others are 4:2:0.
const PROFILES_WITH_CHROMA = new Set([44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244]);
// The largest side of level 6.2: the square root of 8 times its 139,264 macroblocks, times 16.
const MAX_SIDE = 16_880;
// Encoders with variable rates put their clock into the VUI: 1000 "frames" per second are milliseconds.
const MAX_FRAME_RATE = 300;
const EXTENDED_SAR = 255;

/** Null when the parameter set is broken: the stream may play all the same. */
export function readPictureFormat(sps: Buffer): PictureFormat | null {
  try {
    const format = readSps(new BitReader(withoutEmulationPrevention(sps.subarray(1))));
    const isPossible = [format.width, format.height].every((side) => side > 0 && side <= MAX_SIDE);
    return isPossible ? format : null;
  } catch (error) {
    if (error instanceof MediaError) return null;
    throw error;
  }
}

/** Clause 7.4.1.1: the 3 of every 00 00 03 is not data. */
function withoutEmulationPrevention(bytes: Buffer): Buffer {
  return Buffer.from(
    bytes.filter((byte, index) => !(byte === 3 && bytes[index - 1] === 0 && bytes[index - 2] === 0)),
  );
}

function readSps(bits: BitReader): PictureFormat {
  const profile = bits.read(8);
  bits.read(16);
  bits.exponentialGolomb();
  const chroma = PROFILES_WITH_CHROMA.has(profile) ? readChroma(bits) : { format: 1, separate: false };
  bits.exponentialGolomb();
  skipPictureOrderCount(bits);
  bits.exponentialGolomb();
  bits.flag();
  const widthInMacroblocks = bits.exponentialGolomb() + 1;
  const heightInMapUnits = bits.exponentialGolomb() + 1;
  const framesOnly = bits.flag();
  if (!framesOnly) bits.flag();
  bits.flag();
  const rowsPerMapUnit = framesOnly ? 1 : 2;
  const [left = 0, right = 0, top = 0, bottom = 0] = bits.flag()
    ? Array.from({ length: 4 }, () => bits.exponentialGolomb())
    : [];
  const subsampled = !chroma.separate;
  const cropWidth = subsampled && (chroma.format === 1 || chroma.format === 2) ? 2 : 1;
  const cropHeight = (subsampled && chroma.format === 1 ? 2 : 1) * rowsPerMapUnit;
  return {
    width: widthInMacroblocks * 16 - (left + right) * cropWidth,
    height: heightInMapUnits * 16 * rowsPerMapUnit - (top + bottom) * cropHeight,
    interlaced: !framesOnly,
    frameRate: bits.flag() ? readFrameRate(bits) : null,
  };
}

function readChroma(bits: BitReader): { format: number; separate: boolean } {
  const format = bits.exponentialGolomb();
  const separate = format === 3 && bits.flag();
  bits.exponentialGolomb();
  bits.exponentialGolomb();
  bits.flag();
  if (bits.flag()) {
    const lists = format === 3 ? 12 : 8;
    for (let list = 0; list < lists; list++) if (bits.flag()) skipScalingList(bits, list < 6 ? 16 : 64);
  }
  return { format, separate };
}

function skipScalingList(bits: BitReader, size: number): void {
  let scale = 8;
  for (let index = 0; index < size && scale !== 0; index++)
    scale = (scale + bits.signedExponentialGolomb() + 256) % 256;
}

function skipPictureOrderCount(bits: BitReader): void {
  const type = bits.exponentialGolomb();
  if (type === 0) bits.exponentialGolomb();
  if (type !== 1) return;
  bits.flag();
  bits.signedExponentialGolomb();
  bits.signedExponentialGolomb();
  const cycle = bits.exponentialGolomb();
  for (let frame = 0; frame < cycle; frame++) bits.signedExponentialGolomb();
}

function readFrameRate(bits: BitReader): number | null {
  if (bits.flag() && bits.read(8) === EXTENDED_SAR) bits.read(32);
  if (bits.flag()) bits.flag();
  if (bits.flag()) {
    bits.read(4);
    if (bits.flag()) bits.read(24);
  }
  if (bits.flag()) {
    bits.exponentialGolomb();
    bits.exponentialGolomb();
  }
  if (!bits.flag()) return null;
  const unitsInTick = bits.read(32);
  const timeScale = bits.read(32);
  // A tick is a field, and a frame is two.
  const rate = timeScale / unitsInTick / 2;
  return rate > 0 && rate <= MAX_FRAME_RATE ? rate : null;
}
