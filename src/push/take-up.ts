import { firstPacket, type Packet, packetsFrom, type Reading } from './ffmpeg/packets.js';

/** Where a recording is taken up. */
export interface Place {
  /** What ffmpeg is asked for, in seconds after the beginning of the input. */
  position: number;
  /** The first picture that is then sent. */
  picture: Packet;
  /** The picture that it was to be, of an input that cannot be sought. */
  missed?: number;
}

export interface Resumption {
  /** Where the connection that was left had begun. */
  begun: Place;
  /** How much from there on is certainly stored, in seconds. */
  storedSeconds: number;
  /** Whether pictures are encoded: then any of them can be the first. */
  encoded: boolean;
  framesPerSecond: number | null;
}

/** Where the pictures before are looked for: key frames are rarely further apart. All of them, in the end. */
const LOOKS_BACK_SECONDS = [30, 120, 600, Number.POSITIVE_INFINITY];
/** A sound frame may reach beyond the pictures that came with it, and segments' lengths are rounded. */
const SOUND_SECONDS = 0.1;
/** H.264 lets no more pictures than this be sent out of order. */
const REORDERED_PICTURES = 16;
/** Where ffmpeg has to be sent to begin at a key frame, beside its own time; it depends on the format. */
const NEAR_SECONDS = [0, 0.2, -0.05];

/** The first picture of an input that is sent from its beginning. */
export async function firstPlace(reading: Reading): Promise<Place | null> {
  const picture = await firstPacket(0, reading);
  return picture === null ? null : { position: 0, picture };
}

/** The last place from which nothing is left out that is not stored. Null when there is no picture to go on with. */
export async function placeAfter(resumption: Resumption, reading: Reading): Promise<Place | null> {
  const { begun, encoded, framesPerSecond } = resumption;
  const { picture } = begun;
  const certain = resumption.storedSeconds - SOUND_SECONDS;
  const reordered = REORDERED_PICTURES / (framesPerSecond ?? 25);
  if (certain <= 0) return begun;
  if (encoded) return placeBefore(picture.pts + certain - reordered, reading);
  const key = await lastKey(picture, picture.dts + certain, reading);
  return key === null ? firstPlace(reading) : placeAt(key, reading);
}

/**
 * The last key frame of which all pictures that are sent before it are decoded before `until`. Pictures are shown later
 * than they are decoded, and it is not said which of the two a stored length is measured by: the lesser one counts.
 */
async function lastKey(begun: Packet, until: number, reading: Reading): Promise<Packet | null> {
  for (const seconds of LOOKS_BACK_SECONDS) {
    const from = Math.max(0, until - seconds);
    let ahead = 0;
    let key: Packet | null = null;
    for await (const packet of packetsFrom(from, reading)) {
      ahead = Math.max(ahead, packet.pts - packet.dts - (begun.pts - begun.dts));
      // The first picture of all may come after what is certain: then it comes from too far.
      if (key === null && packet.dts >= until - ahead) break;
      if (packet.isKey) key = packet;
      if (packet.dts >= until - ahead) break;
    }
    if (key !== null || from === 0) return key;
  }
  return null;
}

/** Sends ffmpeg to this key frame, or where it cannot be, to one before. */
async function placeAt(key: Packet, reading: Reading): Promise<Place | null> {
  const near = await Promise.all(NEAR_SECONDS.map((aside) => landingAt(key.pts + aside, reading)));
  const isBefore = (place: Place | null) => place !== null && place.picture.pts < key.pts + HALF_MILLISECOND;
  const [best = null] = near.filter(isBefore).sort((a, b) => (b?.picture.pts ?? 0) - (a?.picture.pts ?? 0));
  let found = best;
  for (let back = 1; found === null && back < key.pts; back *= 2) {
    const place = await landingAt(key.pts - back, reading);
    if (isBefore(place)) found = place;
  }
  const first = await firstPlace(reading);
  if (first === null || (found !== null && found.picture.pts > first.picture.pts + START_SECONDS))
    return found;
  return key.pts > first.picture.pts + START_SECONDS ? { ...first, missed: key.pts } : first;
}

/** Where ffmpeg begins when it is sent to this position. */
async function landingAt(position: number, reading: Reading): Promise<Place | null> {
  const picture = position > 0 ? await firstPacket(position, reading) : null;
  return picture && { position, picture };
}

const HALF_MILLISECOND = 0.0005;
/** ffmpeg may count from elsewhere when it could not go where it was sent. */
const START_SECONDS = 0.1;

/** An encoder drops what is before the place that ffmpeg is sent to, as long as that has a key frame before it. */
async function placeBefore(latest: number, reading: Reading): Promise<Place | null> {
  for (let back = 0; latest - back > 0; back = back * 2 + 1) {
    const position = latest - back;
    const landing = await landingAt(position, reading);
    if (landing === null || landing.picture.pts > position) continue;
    const picture = await firstShown(position, reading);
    if (picture !== null) return { position: picture.pts - HALF_MILLISECOND, picture };
  }
  return firstPlace(reading);
}

/** The first picture of those that are shown from there on. */
async function firstShown(position: number, reading: Reading): Promise<Packet | null> {
  let first: Packet | null = null;
  for await (const packet of packetsFrom(position, reading)) {
    if (packet.pts >= position && packet.pts < (first?.pts ?? Number.POSITIVE_INFINITY)) first = packet;
    // In the order of decoding: what comes now is shown later.
    if (first !== null && packet.dts >= first.pts) break;
  }
  return first;
}
