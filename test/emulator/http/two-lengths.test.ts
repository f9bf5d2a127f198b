import { describe, expect, test } from 'vitest';
import { TwoLengths } from '../../../src/emulator/http/two-lengths.js';

const BOTH = 'PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n';
const READ =
  'PUT /a HTTP/1.1\r\nHost: h\r\nx-overridden-content-length: 5\r\nTransfer-Encoding: chunked\r\n\r\n';
const CHUNKS = '3\r\nabc\r\n0\r\n\r\n';
const GET = 'GET /b HTTP/1.1\r\nHost: h\r\n\r\n';
const PUT = 'PUT /c HTTP/1.1\r\nHost: h\r\ncontent-LENGTH: 44\r\nX-A: 1\r\n\r\n';
/** 44 bytes that look like the head of another request. */
const BODY = 'Content-Length: 1\r\nTransfer-Encoding: x\r\n\r\n\r';

/** What is read of a text that comes in pieces of so many bytes. */
function read(text: string, size: number): string {
  const lengths = new TwoLengths();
  const bytes = Buffer.from(text, 'latin1');
  const out: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += size)
    out.push(lengths.take(bytes.subarray(start, start + size)));
  return Buffer.concat([...out, lengths.flush()]).toString('latin1');
}

describe.each([1, 2, 3, 7, 64, 100_000])('in pieces of %i bytes', (size) => {
  test.each([
    ['a length and chunks', BOTH + CHUNKS, READ + CHUNKS],
    ['the same, after others', GET + PUT + BODY + BOTH + CHUNKS, GET + PUT + BODY + READ + CHUNKS],
    ['nothing more of that connection', BOTH + CHUNKS + BOTH + CHUNKS, READ + CHUNKS + BOTH + CHUNKS],
    ['one length, and a body that looks like a head', PUT + BODY + GET, PUT + BODY + GET],
    ['an empty line first', `\r\n${BOTH}${CHUNKS}`, `\r\n${READ}${CHUNKS}`],
  ])('%s', (_, text, expected) => {
    expect(read(text, size)).toBe(expected);
  });

  // The parser refuses each of them: nothing may be taken away that makes it odd.
  test.each([
    ['two lengths', BOTH.replace('Host: h', 'Content-Length: 6')],
    ['a length that is none', BOTH.replace('Length: 5', 'Length: 5, 6')],
    ['another encoding', BOTH.replace('chunked', 'gzip, chunked')],
    ['two encodings', BOTH.replace('Host: h', 'Transfer-Encoding: identity')],
    ['a length on two lines', BOTH.replace('Length: 5', 'Length: 5\r\n 6')],
    ['an encoding on two lines', BOTH.replace('chunked', 'chunked\r\n , gzip')],
    ['a space before a colon', BOTH.replace('Encoding:', 'Encoding :')],
    ['lines that end badly', BOTH.replace('Host: h\r\n', 'Host: h\n')],
    ['a length that never ends', `PUT / HTTP/1.1\r\nContent-Length: ${'1'.repeat(100_000)}`],
  ])('%s stays as it is', (_, text) => {
    expect(read(text, size)).toBe(text);
  });
});
