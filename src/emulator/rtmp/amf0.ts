import { EMULATOR_LIMITS } from '../limits.js';
import { ProtocolError } from './protocol-error.js';

/** XML documents come as strings, ECMA arrays and typed objects as objects. */
export type AmfValue = undefined | null | boolean | number | string | Date | AmfValue[] | AmfObject;

export interface AmfObject {
  [name: string]: AmfValue;
}

const MAX_DEPTH = EMULATOR_LIMITS.amfDepth.value;

const MARKER = {
  number: 0x00,
  boolean: 0x01,
  string: 0x02,
  object: 0x03,
  null: 0x05,
  undefined: 0x06,
  ecmaArray: 0x08,
  objectEnd: 0x09,
  strictArray: 0x0a,
  date: 0x0b,
  longString: 0x0c,
  unsupported: 0x0d,
  xmlDocument: 0x0f,
  typedObject: 0x10,
} as const;

/** All values of a payload, one after the other (Adobe's AMF 0 specification, December 2007). */
export function decodeAmf0(bytes: Buffer): AmfValue[] {
  const reader = new Reader(bytes);
  const values: AmfValue[] = [];
  while (!reader.atEnd) values.push(reader.value(0));
  return values;
}

class Reader {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#position === this.#bytes.length;
  }

  value(depth: number): AmfValue {
    if (depth > MAX_DEPTH) throw new ProtocolError(`AMF values nested deeper than ${MAX_DEPTH}`);
    const marker = this.#take(1).readUInt8();
    switch (marker) {
      case MARKER.number:
        return this.#take(8).readDoubleBE();
      case MARKER.boolean:
        return this.#take(1).readUInt8() !== 0;
      case MARKER.string:
        return this.#string(2);
      case MARKER.longString:
      case MARKER.xmlDocument:
        return this.#string(4);
      case MARKER.null:
        return null;
      case MARKER.undefined:
      case MARKER.unsupported:
        return undefined;
      case MARKER.object:
        return this.#object(depth);
      case MARKER.ecmaArray:
        this.#take(4); // a hint at the number of entries; the end marker is what counts
        return this.#object(depth);
      case MARKER.typedObject:
        this.#string(2);
        return this.#object(depth);
      case MARKER.strictArray:
        return this.#array(depth);
      case MARKER.date:
        return this.#date();
      default:
        throw new ProtocolError(`AMF marker 0x${marker.toString(16).padStart(2, '0')} is not understood`);
    }
  }

  #object(depth: number): AmfObject {
    const entries: [string, AmfValue][] = [];
    for (;;) {
      const name = this.#string(2);
      if (name === '' && this.#bytes[this.#position] === MARKER.objectEnd) break;
      entries.push([name, this.value(depth + 1)]);
    }
    this.#take(1);
    // Unlike assignment, this makes an own property even of `__proto__`.
    return Object.fromEntries(entries);
  }

  #array(depth: number): AmfValue[] {
    const count = this.#take(4).readUInt32BE();
    const values: AmfValue[] = [];
    while (values.length < count) values.push(this.value(depth + 1));
    return values;
  }

  #date(): Date {
    const milliseconds = this.#take(8).readDoubleBE();
    this.#take(2); // time zone, always zero
    return new Date(milliseconds);
  }

  #string(lengthBytes: 2 | 4): string {
    const length = this.#take(lengthBytes).readUIntBE(0, lengthBytes);
    return this.#take(length).toString('utf8');
  }

  #take(count: number): Buffer {
    const end = this.#position + count;
    if (end > this.#bytes.length) throw new ProtocolError('AMF value reaches beyond its message');
    const taken = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return taken;
  }
}

export function encodeAmf0(values: readonly AmfValue[]): Buffer {
  return Buffer.concat(values.map(encodeValue));
}

function encodeValue(value: AmfValue): Buffer {
  if (value === undefined) return Buffer.of(MARKER.undefined);
  if (value === null) return Buffer.of(MARKER.null);
  if (typeof value === 'boolean') return Buffer.of(MARKER.boolean, value ? 1 : 0);
  if (typeof value === 'number') return Buffer.concat([Buffer.of(MARKER.number), double(value)]);
  if (typeof value === 'string') return encodeString(value);
  if (value instanceof Date)
    return Buffer.concat([Buffer.of(MARKER.date), double(value.getTime()), Buffer.alloc(2)]);
  if (Array.isArray(value))
    return Buffer.concat([Buffer.of(MARKER.strictArray), uint32(value.length), encodeAmf0(value)]);
  const entries = Object.entries(value).flatMap(([name, member]) => [shortText(name), encodeValue(member)]);
  return Buffer.concat([Buffer.of(MARKER.object), ...entries, Buffer.of(0, 0, MARKER.objectEnd)]);
}

function encodeString(value: string): Buffer {
  const text = Buffer.from(value, 'utf8');
  if (text.length <= 0xffff) return Buffer.concat([Buffer.of(MARKER.string), shortText(value)]);
  return Buffer.concat([Buffer.of(MARKER.longString), uint32(text.length), text]);
}

function shortText(value: string): Buffer {
  const text = Buffer.from(value, 'utf8');
  return Buffer.concat([Buffer.of(text.length >> 8, text.length & 0xff), text]);
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
