import { english } from '../../english.js';
import { BitReader } from './bits.js';
import { MediaError } from './media-error.js';

/** An AudioSpecificConfig (ISO/IEC 14496-3 clause 1.6.2.1) that ADTS can carry. */
export interface AacConfig {
  /** Of the core coder: 1 Main, 2 LC, 3 SSR, 4 LTP. */
  objectType: number;
  frequencyIndex: number;
  channelConfiguration: number;
  /** Hz of the core coder: a frame lasts 1024 of its samples. With spectral band replication twice as many are heard. */
  coreSampleRate: number;
}

const SAMPLE_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];
const EXPLICIT_RATE = 15;
const SPECTRAL_BAND_REPLICATION = 5;
const PARAMETRIC_STEREO = 29;
const ESCAPED_OBJECT_TYPE = 31;

const SAMPLES_PER_FRAME = 1024;
const ADTS_HEADER_BYTES = 7;
const ADTS_MAX_BYTES = 0x1fff;

/** Null when the record is broken or says something that an ADTS header has no room for. */
export function readAacConfig(record: Buffer): AacConfig | null {
  try {
    return readConfig(new BitReader(record));
  } catch (error) {
    if (error instanceof MediaError) return null;
    throw error;
  }
}

function readConfig(bits: BitReader): AacConfig | null {
  let objectType = readObjectType(bits);
  const coreSampleRate = readSampleRate(bits);
  const channelConfiguration = bits.read(4);
  if (objectType === SPECTRAL_BAND_REPLICATION || objectType === PARAMETRIC_STEREO) {
    readSampleRate(bits);
    objectType = readObjectType(bits);
  }
  const has960Samples = bits.flag();
  const frequencyIndex = SAMPLE_RATES.indexOf(coreSampleRate);
  const fitsAdts =
    objectType >= 1 && objectType <= 4 && channelConfiguration >= 1 && channelConfiguration <= 7;
  if (!fitsAdts || has960Samples || frequencyIndex < 0) return null;
  return { objectType, frequencyIndex, channelConfiguration, coreSampleRate };
}

function readObjectType(bits: BitReader): number {
  const type = bits.read(5);
  return type === ESCAPED_OBJECT_TYPE ? 32 + bits.read(6) : type;
}

function readSampleRate(bits: BitReader): number {
  const index = bits.read(4);
  return index === EXPLICIT_RATE ? bits.read(24) : (SAMPLE_RATES[index] ?? 0);
}

/** Whether frames of both have the same ADTS header, which is all that a player is told. */
export function sameAdts(one: AacConfig, other: AacConfig): boolean {
  return (
    one.objectType === other.objectType &&
    one.frequencyIndex === other.frequencyIndex &&
    one.channelConfiguration === other.channelConfiguration
  );
}

/** Throws MediaError when a raw AAC frame is longer than ADTS can say. */
export function checkFrame(frame: Buffer): void {
  if (ADTS_HEADER_BYTES + frame.length > ADTS_MAX_BYTES)
    throw new MediaError(english`An AAC frame is impossibly long.`);
}

/** One raw AAC frame behind its ADTS header (ISO/IEC 13818-7 clause 6.2). */
export function adtsFrame(frame: Buffer, config: AacConfig): Buffer {
  const length = ADTS_HEADER_BYTES + frame.length;
  const { objectType, frequencyIndex, channelConfiguration } = config;
  const header = Buffer.from([
    0xff,
    0xf1,
    ((objectType - 1) << 6) | (frequencyIndex << 2) | (channelConfiguration >> 2),
    ((channelConfiguration & 3) << 6) | (length >> 11),
    (length >> 3) & 0xff,
    // Buffer fullness 0x7ff: the bit rate varies.
    ((length & 7) << 5) | 0x1f,
    0xfc,
  ]);
  return Buffer.concat([header, frame]);
}

export function frameDurationMs({ coreSampleRate }: AacConfig): number {
  return (SAMPLES_PER_FRAME * 1000) / coreSampleRate;
}
