import { CLIENT_LIMITS } from '../client/limits.js';
import { english } from '../english.js';
import { UnreadableError } from './unreadable.js';

/** What RTMP commands are made of (AMF 0). Dates and XML come as their number and text. */
export type AmfValue = number | boolean | string | null | undefined | AmfValue[] | AmfObject;

export interface AmfObject {
  readonly [name: string]: AmfValue;
}

const MARKER = {
  number: 0,
  boolean: 1,
  string: 2,
  object: 3,
  null: 5,
  undefined: 6,
  reference: 7,
  ecmaArray: 8,
  objectEnd: 9,
  strictArray: 10,
  date: 11,
  longString: 12,
  unsupported: 13,
  xmlDocument: 15,
  typedObject: 16,
} as const;

const MOST_DEPTH = CLIENT_LIMITS.serverDepth.value;
const LONGEST_SHORT = 0xffff;

/** The values as a publisher says them: numbers, strings, null, and objects of these. */
export function writeAmf(...values: readonly AmfValue[]): Buffer {
  return Buffer.concat(values.map(written));
}

function written(value: AmfValue): Buffer {
  if (value === null || value === undefined) return Buffer.of(MARKER.null);
  if (typeof value === 'boolean') return Buffer.of(MARKER.boolean, value ? 1 : 0);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9);
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    if (text.length <= LONGEST_SHORT) return Buffer.concat([Buffer.of(MARKER.string), sized(text, 2)]);
    return Buffer.concat([Buffer.of(MARKER.longString), sized(text, 4)]);
  }
  const members = Object.entries(value).flatMap(([name, member]) => [
    sized(Buffer.from(name), 2),
    written(member),
  ]);
  return Buffer.concat([Buffer.of(MARKER.object), ...members, Buffer.of(0, 0, MARKER.objectEnd)]);
}

function sized(text: Buffer, sizeBytes: 2 | 4): Buffer {
  const size = Buffer.alloc(sizeBytes);
  size.writeUIntBE(text.length, 0, sizeBytes);
  return Buffer.concat([size, text]);
}

/** All values in the bytes. Throws UnreadableError for what is no AMF 0, or too deep. */
export function readAmf(bytes: Buffer): AmfValue[] {
  const reader = new AmfReader(bytes);
  const values: AmfValue[] = [];
  while (!reader.atEnd) values.push(reader.value(0));
  return values;
}

class AmfReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth: number): AmfValue {
    if (depth > MOST_DEPTH) throw new UnreadableError(english`AMF values within more than 16 others`);
    const marker = this.#take(1)[0];
    switch (marker) {
      case MARKER.number:
        return this.#take(8).readDoubleBE();
      case MARKER.boolean:
        return this.#take(1)[0] !== 0;
      case MARKER.string:
        return this.#text(2);
      case MARKER.longString:
      case MARKER.xmlDocument:
        return this.#text(4);
      case MARKER.null:
        return null;
      case MARKER.undefined:
      case MARKER.unsupported:
        return undefined;
      case MARKER.reference:
        this.#take(2);
        return undefined;
      case MARKER.ecmaArray:
        this.#take(4);
        return this.#members(depth);
      case MARKER.typedObject:
        this.#text(2);
        return this.#members(depth);
      case MARKER.object:
        return this.#members(depth);
      case MARKER.strictArray:
        return this.#items(depth);
      case MARKER.date: {
        const time = this.#take(8).readDoubleBE();
        this.#take(2);
        return time;
      }
      default:
        throw new UnreadableError(english`an AMF value of kind ${marker}`);
    }
  }

  #members(depth: number): AmfObject {
    const object: Record<string, AmfValue> = Object.create(null);
    for (;;) {
      const name = this.#text(2);
      if (name === '' && this.#bytes[this.#at] === MARKER.objectEnd) break;
      object[name] = this.value(depth + 1);
    }
    this.#take(1);
    return object;
  }

  #items(depth: number): AmfValue[] {
    const count = this.#take(4).readUInt32BE();
    // An item has a byte at least: what is announced beyond that is not there.
    if (count > this.#bytes.length - this.#at)
      throw new UnreadableError(english`an AMF array beyond its message`);
    return Array.from({ length: count }, () => this.value(depth + 1));
  }

  #text(sizeBytes: 2 | 4): string {
    return this.#take(this.#take(sizeBytes).readUIntBE(0, sizeBytes)).toString('utf8');
  }

  #take(size: number): Buffer {
    const end = this.#at + size;
    if (end > this.#bytes.length) throw new UnreadableError(english`an AMF value beyond its message`);
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}
