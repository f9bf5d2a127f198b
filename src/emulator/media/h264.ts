import { english } from '../../english.js';
import { EMULATOR_LIMITS } from '../limits.js';
import { MediaError } from './media-error.js';

/** The parameter sets of an AVCDecoderConfigurationRecord (`avcC`, ISO/IEC 14496-15 clause 5.2.4.1). */
export interface AvcConfig {
  lengthSize: number;
  sps: Buffer[];
  pps: Buffer[];
}

export interface AnnexBOptions {
  /** Writes SPS and PPS in front, unless the frame brings both itself. */
  withParameterSets: boolean;
}

const NAL = { sps: 7, pps: 8, accessUnitDelimiter: 9 } as const;
const START_CODE = Buffer.from([0, 0, 0, 1]);
// primary_pic_type 7: any slice type may follow.
const ACCESS_UNIT_DELIMITER = Buffer.from([NAL.accessUnitDelimiter, 0xf0]);

// A picture of the largest level has 139,264 macroblocks, and real ones some ten slices. Held in pieces, a frame of
// 16 MiB in units of a byte would take gigabytes.
const MAX_UNITS = EMULATOR_LIMITS.nalUnits.value;
// A record takes some hundred bytes, and is written with every key frame.
const MAX_RECORD_BYTES = EMULATOR_LIMITS.sequenceHeader.value;

/** Throws MediaError when the record is broken or has no parameter sets. */
export function readAvcConfig(record: Buffer): AvcConfig {
  if (record.length < 7 || record[0] !== 1)
    throw new MediaError(english`The H.264 sequence header is broken.`);
  if (record.length > MAX_RECORD_BYTES)
    throw new MediaError(english`An H.264 sequence header is impossibly long.`);
  const sps = readParameterSets(record, 6, record[5]! & 0x1f);
  const pps = readParameterSets(record, sps.end + 1, record[sps.end] ?? 0);
  if (sps.sets.length === 0 || pps.sets.length === 0)
    throw new MediaError(english`The H.264 sequence header has no SPS or no PPS.`);
  return { lengthSize: (record[4]! & 3) + 1, sps: sps.sets, pps: pps.sets };
}

function readParameterSets(record: Buffer, start: number, count: number): { sets: Buffer[]; end: number } {
  const sets: Buffer[] = [];
  let end = start;
  for (let index = 0; index < count; index++) {
    const length = end + 2 <= record.length ? record.readUInt16BE(end) : 0;
    if (length === 0 || end + 2 + length > record.length)
      throw new MediaError(english`The H.264 sequence header is cut short.`);
    // Copied: they are kept, and what was read together with them is not to be kept with them.
    sets.push(Buffer.from(record.subarray(end + 2, end + 2 + length)));
    end += 2 + length;
  }
  return { sets, end };
}

/**
 * What is in force from a key frame on: the parameter sets that it brings itself, if it brings both, are newer than those
 * of the sequence header. Throws MediaError as `annexB` does.
 */
export function inForceFrom(keyFrame: Buffer, config: AvcConfig): AvcConfig {
  const units = splitNalUnits(keyFrame, config.lengthSize);
  const brought = (type: number) => units.filter((unit) => typeOf(unit) === type);
  const [sps, pps] = [brought(NAL.sps), brought(NAL.pps)];
  const bytes = [...sps, ...pps].reduce((sum, { length }) => sum + length, 0);
  if (sps.length === 0 || pps.length === 0 || bytes > MAX_RECORD_BYTES) return config;
  // Copied: they are kept, and the frame is not to be kept with them.
  return { ...config, sps: sps.map((set) => Buffer.from(set)), pps: pps.map((set) => Buffer.from(set)) };
}

/** Whether pictures of both can stand in one sequence. Other PPS are no new picture: they are sent along with it. */
export function sameSequence(one: AvcConfig | null, other: AvcConfig | null): boolean {
  if (one === null || other === null) return one === other;
  return one.sps.length === other.sps.length && one.sps.every((set, index) => set.equals(other.sps[index]!));
}

/**
 * One coded picture as the pieces of an Annex B access unit, which begins with a delimiter as HLS demands; null when
 * it holds no NAL unit. Throws MediaError when a NAL unit is longer than the frame, or when they are too many.
 */
export function annexB(frame: Buffer, config: AvcConfig, options: AnnexBOptions): Buffer[] | null {
  const units = splitNalUnits(frame, config.lengthSize);
  const pieces: Buffer[] = [START_CODE, ACCESS_UNIT_DELIMITER];
  if (options.withParameterSets && !bringsParameterSets(units))
    for (const set of [...config.sps, ...config.pps]) pieces.push(START_CODE, set);
  const before = pieces.length;
  for (const unit of units) if (typeOf(unit) !== NAL.accessUnitDelimiter) pieces.push(START_CODE, unit);
  return pieces.length === before ? null : pieces;
}

function bringsParameterSets(units: readonly Buffer[]): boolean {
  const types = units.map(typeOf);
  return types.includes(NAL.sps) && types.includes(NAL.pps);
}

function splitNalUnits(frame: Buffer, lengthSize: number): Buffer[] {
  const units: Buffer[] = [];
  let position = 0;
  while (position < frame.length) {
    const start = position + lengthSize;
    const length = start <= frame.length ? frame.readUIntBE(position, lengthSize) : Infinity;
    if (start + length > frame.length) throw new MediaError(english`An H.264 frame is cut short.`);
    if (units.length === MAX_UNITS) throw new MediaError(english`An H.264 frame has too many NAL units.`);
    if (length > 0) units.push(frame.subarray(start, start + length));
    position = start + length;
  }
  return units;
}

function typeOf(unit: Buffer): number {
  return unit[0]! & 0x1f;
}
