import { type AmfBytes, checkDepth } from './amf-bytes.js';
import type { AmfValue } from './amf-value.js';
import { ProtocolError } from './protocol-error.js';

const MARKER = {
  undefined: 0x00,
  null: 0x01,
  false: 0x02,
  true: 0x03,
  integer: 0x04,
  double: 0x05,
  string: 0x06,
  xmlDocument: 0x07,
  date: 0x08,
  array: 0x09,
  object: 0x0a,
  xml: 0x0b,
} as const;

/** A reference stands in a few bytes for a value of any size: this is how much all may come to, written out. */
const MAX_WRITTEN_OUT = 1024 * 1024;

interface Traits {
  names: readonly string[];
  isDynamic: boolean;
}

interface Remembered {
  value: AmfValue;
  size: number;
  height: number;
}

/**
 * Reads the AMF 3 values of a message of AMF 0 (Adobe's AMF 3 specification, January 2013), which share their tables of
 * references. Byte arrays, vectors, dictionaries and objects that only their own class can read are refused: no command
 * has any. So are circles, which the specification allows.
 */
export class Amf3Reader {
  readonly #bytes: AmfBytes;
  readonly #strings: string[] = [];
  readonly #traits: Traits[] = [];
  /** null while a value is being read. */
  readonly #values: (Remembered | null)[] = [];
  #size = 0;
  #deepest = 0;

  constructor(bytes: AmfBytes) {
    this.#bytes = bytes;
  }

  value(depth: number): AmfValue {
    this.#reach(depth);
    this.#spend(1);
    const marker = this.#byte();
    switch (marker) {
      case MARKER.undefined:
        return undefined;
      case MARKER.null:
        return null;
      case MARKER.false:
        return false;
      case MARKER.true:
        return true;
      case MARKER.integer:
        return (this.#uint29() << 3) >> 3;
      case MARKER.double:
        return this.#bytes.take(8).readDoubleBE();
      case MARKER.string:
        return this.#string();
      case MARKER.xmlDocument:
      case MARKER.xml:
        return this.#referable(depth, (length) => this.#text(length));
      case MARKER.date:
        return this.#referable(depth, () => new Date(this.#bytes.take(8).readDoubleBE()));
      case MARKER.array:
        return this.#referable(depth, (count) => this.#array(count, depth));
      case MARKER.object:
        return this.#referable(depth, (flags) => this.#object(flags, depth));
      default:
        throw new ProtocolError(`AMF 3 marker 0x${marker.toString(16).padStart(2, '0')} is not understood`);
    }
  }

  /** The value itself, told by its lowest bit, or the number of one that came before. */
  #referable(depth: number, read: (header: number) => AmfValue): AmfValue {
    const header = this.#uint29();
    if ((header & 1) === 0) return this.#recall(header >> 1, depth);
    const index = this.#values.push(null) - 1;
    const { size, deepest } = { size: this.#size, deepest: this.#deepest };
    this.#deepest = depth;
    const value = read(header >> 1);
    this.#values[index] = { value, size: this.#size - size, height: this.#deepest - depth };
    this.#deepest = Math.max(this.#deepest, deepest);
    return value;
  }

  #recall(index: number, depth: number): AmfValue {
    const known = this.#values[index];
    if (known === null) throw new ProtocolError('AMF 3 value within itself');
    if (known === undefined) throw new ProtocolError('AMF 3 reference to nothing');
    this.#reach(depth + known.height);
    this.#spend(known.size);
    return known.value;
  }

  #array(count: number, depth: number): AmfValue {
    const named = this.#members(depth);
    const values: AmfValue[] = [];
    while (values.length < count) values.push(this.value(depth + 1));
    return named.length === 0 ? values : Object.fromEntries([...named, ...Object.entries(values)]);
  }

  #object(flags: number, depth: number): AmfValue {
    const { names, isDynamic } = this.#traitsOf(flags);
    const sealed = names.map((name): [string, AmfValue] => [name, this.value(depth + 1)]);
    return Object.fromEntries([...sealed, ...(isDynamic ? this.#members(depth) : [])]);
  }

  #traitsOf(flags: number): Traits {
    if ((flags & 1) === 0) {
      const known = this.#traits[flags >> 1];
      if (known === undefined) throw new ProtocolError('AMF 3 reference to nothing');
      for (const name of known.names) this.#spend(name.length);
      return known;
    }
    if ((flags & 2) !== 0) throw new ProtocolError('AMF 3 object that only its own class can read');
    this.#string(); // the name of the class
    const names: string[] = [];
    while (names.length < flags >> 3) names.push(this.#string());
    const traits = { names, isDynamic: (flags & 4) !== 0 };
    this.#traits.push(traits);
    return traits;
  }

  /** Up to an empty name. */
  #members(depth: number): [string, AmfValue][] {
    const members: [string, AmfValue][] = [];
    for (let name = this.#string(); name !== ''; name = this.#string())
      members.push([name, this.value(depth + 1)]);
    return members;
  }

  #string(): string {
    const header = this.#uint29();
    if ((header & 1) === 0) {
      const known = this.#strings[header >> 1];
      if (known === undefined) throw new ProtocolError('AMF 3 reference to nothing');
      this.#spend(known.length);
      return known;
    }
    const text = this.#text(header >> 1);
    if (text !== '') this.#strings.push(text);
    return text;
  }

  #text(length: number): string {
    const text = this.#bytes.take(length).toString('utf8');
    this.#spend(length);
    return text;
  }

  /** One to four bytes: seven bits of each, and all eight of the fourth. */
  #uint29(): number {
    let value = 0;
    for (let count = 0; count < 3; count++) {
      const byte = this.#byte();
      value = (value << 7) | (byte & 0x7f);
      if (byte < 0x80) return value;
    }
    return (value << 8) | this.#byte();
  }

  #byte(): number {
    return this.#bytes.take(1).readUInt8();
  }

  #reach(depth: number): void {
    checkDepth(depth);
    this.#deepest = Math.max(this.#deepest, depth);
  }

  #spend(size: number): void {
    this.#size += size;
    if (this.#size > MAX_WRITTEN_OUT) throw new ProtocolError('AMF 3 references to too much');
  }
}
