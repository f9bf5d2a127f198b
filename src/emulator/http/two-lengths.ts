import { EMULATOR_LIMITS } from '../limits.js';

/** What Content-Length is called when Transfer-Encoding overrides it. */
export const OVERRIDDEN_LENGTH = 'x-overridden-content-length';

/** What is longer is for the parser to refuse. */
const LONGEST_HEAD = EMULATOR_LIMITS.head.value;
const NOTHING = Buffer.alloc(0);
const END = Buffer.from('\r\n');
const NEW_LINE = 0x0a;

/**
 * RFC 9112, 6.1: of a request with `Transfer-Encoding: chunked` and a Content-Length, the first counts, and the
 * connection is closed after the answer. The C SDK sends such requests, and Node's parser refuses them; so they get
 * another name for the length before it reads them. Whatever else is odd about a length is left to the parser.
 *
 * Works line by line, so that the parser sees a head as it comes and can lose patience with it.
 */
export class TwoLengths {
  /** Of the body that is passing; null: no head is looked at any more. */
  #bodyBytes: number | null = 0;
  #line: Buffer = NOTHING;
  #isFirstLine = true;
  #firstLineBytes = 0;
  /** The lines of a head from its length on, which wait for its end. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  #lengths: string[] = [];
  #encodings: string[] = [];

  /** The bytes to be read instead of these. */
  take(chunk: Buffer): Buffer {
    const out: Buffer[] = [];
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#bodyBytes === null) {
        out.push(rest);
        break;
      }
      if (this.#bodyBytes > 0) {
        out.push(rest.subarray(0, this.#bodyBytes));
        const passed = Math.min(this.#bodyBytes, rest.length);
        this.#bodyBytes -= passed;
        rest = rest.subarray(passed);
        continue;
      }
      const end = rest.indexOf(NEW_LINE);
      const piece = end < 0 ? rest : rest.subarray(0, end + 1);
      rest = rest.subarray(piece.length);
      out.push(this.#takePiece(piece, end >= 0));
    }
    return out.length === 1 ? (out[0] ?? NOTHING) : Buffer.concat(out);
  }

  /** What is held back when no more comes. */
  flush(): Buffer {
    return this.#giveUp();
  }

  #takePiece(piece: Buffer, isWhole: boolean): Buffer {
    if (this.#isFirstLine) return this.#takeOfFirst(piece, isWhole);
    this.#line = Buffer.concat([this.#line, piece]);
    if (!isWhole) return this.#line.length > LONGEST_HEAD ? this.#giveUp() : NOTHING;
    const line = this.#line;
    this.#line = NOTHING;
    return this.#takeLine(line);
  }

  /** Not held back: the patience of the parser is to begin with it. Empty lines may precede it. */
  #takeOfFirst(piece: Buffer, isWhole: boolean): Buffer {
    this.#firstLineBytes += piece.length;
    if (!isWhole) return piece;
    this.#isFirstLine = this.#firstLineBytes <= 2;
    this.#firstLineBytes = 0;
    return piece;
  }

  #takeLine(bytes: Buffer): Buffer {
    const line = bytes.toString('latin1');
    if (line === '\r\n') return this.#endHead();
    const isLength = /^content-length:/i.test(line);
    if (isLength) this.#lengths.push(line);
    if (/^transfer-encoding:/i.test(line)) this.#encodings.push(line);
    if (!isLength && this.#held.length === 0) return this.#isOdd(line) ? this.#giveUp(bytes) : bytes;
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    return this.#isOdd(line) || this.#heldBytes > LONGEST_HEAD ? this.#giveUp() : NOTHING;
  }

  /** The line before goes on in this one, or it ends as no line should. */
  #isOdd(line: string): boolean {
    return /^[ \t]/.test(line) || !line.endsWith('\r\n');
  }

  #endHead(): Buffer {
    const [length, otherLength] = this.#lengths;
    const [encoding, otherEncoding] = this.#encodings;
    const bytes = /^content-length:[ \t]*(\d{1,15})[ \t]*\r\n$/i.exec(length ?? '')?.[1];
    const isOneLength = otherLength === undefined && (length === undefined) === (bytes === undefined);
    const isChunked = otherEncoding === undefined && /^[^:]*:[ \t]*chunked[ \t]*\r\n$/i.test(encoding ?? '');
    if (!isOneLength) return this.#giveUp(END);
    if (encoding !== undefined) {
      if (isChunked && bytes !== undefined) this.#held[0] = Buffer.from(`${OVERRIDDEN_LENGTH}: ${bytes}\r\n`);
      return this.#giveUp(END);
    }
    const head = Buffer.concat([...this.#held, END]);
    this.#held = [];
    this.#heldBytes = 0;
    this.#lengths = [];
    this.#isFirstLine = true;
    this.#bodyBytes = Number(bytes ?? 0);
    return head;
  }

  /** From here on everything is the parser's. */
  #giveUp(last: Buffer = NOTHING): Buffer {
    const all = Buffer.concat([...this.#held, last, this.#line]);
    this.#held = [];
    this.#line = NOTHING;
    this.#bodyBytes = null;
    return all;
  }
}
