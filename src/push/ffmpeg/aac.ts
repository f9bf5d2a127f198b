/** Object types whose number fits into the two bits of an ADTS header: Main, LC, SSR and LTP. */
const ADTS_TYPES = [1, 2, 3, 4];
/** HE-AAC: what follows says how the AAC below it is made. */
const EXTENDED_TYPES = [5, 29];
const ESCAPE = 31;
const OWN_SAMPLE_RATE = 15;

/**
 * Whether an ADTS header, which has a few numbers for all there is, can tell what the AudioSpecificConfig (ISO/IEC
 * 14496-3, 1.6.2.1) tells. `dump` is as ffprobe prints it; without one the stream has ADTS headers already.
 */
export function fitsAdts(dump: string | undefined): boolean {
  const read = bitReader(bytesOf(dump ?? ''));
  if (read.isEmpty) return true;
  const type = () => {
    const short = read.bits(5);
    return short === ESCAPE ? 32 + read.bits(6) : short;
  };
  const sampleRate = () => {
    const index = read.bits(4);
    if (index === OWN_SAMPLE_RATE) read.bits(24);
    return index;
  };
  let objectType = type();
  const rate = sampleRate();
  const channels = read.bits(4);
  if (EXTENDED_TYPES.includes(objectType)) {
    sampleRate();
    objectType = type();
  }
  const shortFrames = read.bits(1) === 1;
  const isCounted = rate < OWN_SAMPLE_RATE && channels >= 1 && channels <= 7;
  return ADTS_TYPES.includes(objectType) && isCounted && !shortFrames;
}

/** `00000000: 1208 56e5 00      ..V..` */
function bytesOf(dump: string): number[] {
  const lines = dump.split('\n').map((line) => /^[0-9a-f]+: ((?:[0-9a-f]{2,4} )+)/.exec(line)?.[1] ?? '');
  return (lines.join('').match(/[0-9a-f]{2}/g) ?? []).map((byte) => Number.parseInt(byte, 16));
}

function bitReader(bytes: readonly number[]) {
  let at = 0;
  return {
    isEmpty: bytes.length === 0,
    /** Beyond the end there are zeros. */
    bits(count: number): number {
      let value = 0;
      for (const end = at + count; at < end; at++)
        value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
      return value;
    },
  };
}
