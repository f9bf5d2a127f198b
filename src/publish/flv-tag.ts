/** One tag of FLV: what an RTMP message carries, and when it is decoded. */
export interface FlvTag {
  /** What the tag carries. */
  type: 'audio' | 'video' | 'data';
  /** Milliseconds. */
  timestampMs: number;
  /** The body of the tag. */
  payload: Uint8Array;
}

const KEY_FRAME = 1;
const AVC = 7;
const AAC = 10;
const CONFIGURATION = 0;
const PICTURE = 1;

/** What a tag is to whoever keeps it. */
export type TagKind = 'metadata' | 'configuration' | 'key' | 'picture' | 'sound' | 'end';

/** H.264 and AAC have tags that say how to decode what follows; `end` says that no more pictures come. */
export function kindOf({ type, payload }: FlvTag): TagKind {
  const [first = 0, second = 0] = payload;
  if (type === 'data') return 'metadata';
  if (type === 'audio') return first >> 4 === AAC && second === CONFIGURATION ? 'configuration' : 'sound';
  const isAvc = (first & 0x0f) === AVC;
  if (isAvc && second === CONFIGURATION) return 'configuration';
  if (isAvc && second !== PICTURE) return 'end';
  return first >> 4 === KEY_FRAME ? 'key' : 'picture';
}

/** How much later than it is decoded a picture is shown, in milliseconds. */
export function compositionMs({ type, payload }: FlvTag): number {
  if (type !== 'video' || ((payload[0] ?? 0) & 0x0f) !== AVC || payload.length < 5) return 0;
  const [, , high = 0, middle = 0, low = 0] = payload;
  return (((high << 16) | (middle << 8) | low) << 8) >> 8;
}
