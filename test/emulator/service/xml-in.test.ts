import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/emulator/service/refusals.js';
import { parseXml } from '../../../src/emulator/service/xml-in.js';

const read = (text: string) => parseXml(Buffer.from(text));

describe('a request body', () => {
  test('is read with its references, character data and comments', () => {
    expect(
      read(
        '<?xml version="1.0"?>\n<a>\n <b>1 &lt; 2 &#x26; 3</b><!-- <!x --><b><![CDATA[<!y & z>]]></b></a>',
      ),
    ).toEqual([
      'a',
      [
        ['b', '1 < 2 & 3'],
        ['b', '<!y & z>'],
      ],
    ]);
  });

  test('keeps control characters that are written as references, and decodes once', () => {
    expect(read('<a>&#x0C;&#12;&#x41;&amp;lt;<![CDATA[&amp;]]></a>')).toEqual(['a', '\f\fA&lt;&amp;']);
  });

  test.each([
    ['with a DOCTYPE', '<!DOCTYPE a><a>b</a>'],
    ['with a declaration for an element', '<a><b><!ENTITYenabled</b></a>'],
    ['with an entity of its own', '<a>&b;</a>'],
    ['with two roots', '<a>1</a><b>2</b>'],
    ['without a root', 'a'],
    ['with half a character', '<a>&#xD83D;</a>'],
    ['with a number that is no character', '<a>&#x110000;</a>'],
  ])('%s is refused', (_, text) => {
    expect(() => read(text)).toThrow(new Refusal('malformedXml'));
  });

  // Each would take minutes, and so fail by its time limit, if reading it took quadratic time.
  test.each(['<![CDATA[', '<!--', '<?a ', '<', '<b>', '&amp;', '<a b="'])(
    'of 2 MiB of %s is refused within its time',
    (piece) => {
      expect(() => read(`<a>${piece.repeat(2_000_000 / piece.length)}<a>`)).toThrow(Refusal);
    },
    20_000,
  );
});
