import { createHash } from 'node:crypto';

const START_CODE = Buffer.from([0, 0, 1]);
const NAL = { nonIdr: 1, idr: 5, sps: 7, pps: 8 } as const;

/** The NAL units of an Annex B access unit, without start codes and the zeros around them. */
function* nalUnits(unit: Buffer): Generator<Buffer, void, void> {
  let at = unit.indexOf(START_CODE);
  while (at >= 0) {
    const next = unit.indexOf(START_CODE, at + 3);
    let end = next < 0 ? unit.length : next;
    while (end > at + 3 && unit[end - 1] === 0) end--;
    if (end > at + 3) yield unit.subarray(at + 3, end);
    at = next;
  }
}

function typeOf(nal: Buffer): number {
  return nal[0]! & 0x1f;
}

/** SPS and PPS, as a text that is the same for the same ones; null when a picture comes without. */
export function pictureParameters(unit: Buffer): string | null {
  const found = [...nalUnits(unit)].filter((nal) => [NAL.sps, NAL.pps].includes(typeOf(nal) as never));
  return found.length === 0 ? null : found.map((nal) => nal.toString('latin1')).join('\n');
}

/** The same for the same picture, whatever is told of it around: only its slices count. */
export function pictureIdentity(unit: Buffer): string {
  const hash = createHash('md5');
  for (const nal of nalUnits(unit)) {
    if (typeOf(nal) >= NAL.nonIdr && typeOf(nal) <= NAL.idr) hash.update(nal);
  }
  return hash.digest('hex');
}

/** By the first bytes of a picture: key frames of a stream that is cut at them come with their SPS. */
export function beginsKeyFrame(head: Buffer): boolean {
  for (const nal of nalUnits(head)) {
    const type = typeOf(nal);
    if (type === NAL.idr || type === NAL.sps) return true;
    if (type >= NAL.nonIdr && type < NAL.idr) return false;
  }
  return false;
}
