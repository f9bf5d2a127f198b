import { describe, expect, test } from 'vitest';
import { formatXml, parseXml } from '../../src/client/xml-document.js';
import { UsageError } from '../../src/errors.js';

describe('a document becomes a tree of texts', () => {
  test.each([
    ['<a>1</a>', ['a', '1']],
    ['<?xml version="1.0" encoding="UTF-8"?>\n<a/>\n', ['a', '']],
    ['\uFEFF<a></a>', ['a', '']],
    [
      '<a>\n  <b> x </b>\n  <c/>\n</a>',
      [
        'a',
        [
          ['b', ' x '],
          ['c', ''],
        ],
      ],
    ],
    [
      '<a><b>1</b><c>2</c><b>3</b></a>',
      [
        'a',
        [
          ['b', '1'],
          ['c', '2'],
          ['b', '3'],
        ],
      ],
    ],
    ['<a>007</a>', ['a', '007']],
    ['<a>true</a>', ['a', 'true']],
    ['<a x="1" xmlns="http://example.com/">t</a>', ['a', 't']],
    ['<a>x<!-- no -->y<?pi no?>z</a>', ['a', 'xyz']],
    ['<a>&amp;lt; &lt;b&gt; &quot;q&quot; &apos;s&apos;</a>', ['a', '&lt; <b> "q" \'s\'']],
    ['<a>&#30452;&#x64AD; &#x1F4F7;</a>', ['a', '直播 📷']],
    ['<a>&nbsp;&constructor;&#x110000;</a>', ['a', '&nbsp;&constructor;&#x110000;']],
    ['<a>1<![CDATA[<b>&amp;</b>]]>2</a>', ['a', '1<b>&amp;</b>2']],
  ])('%s', (text, tree) => {
    expect(parseXml(text)).toEqual(tree);
  });

  test('a page with more entities than a parser that counts them allows', () => {
    const names = Array.from({ length: 5000 }, () => '<Name>a&amp;b</Name>').join('');
    expect(parseXml(`<List>${names}</List>`)).toEqual([
      'List',
      Array.from({ length: 5000 }, () => ['Name', 'a&b']),
    ]);
  });
});

describe('what is not one harmless document is refused', () => {
  const billionLaughs = `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>`;
  test.each([
    ['an entity bomb', billionLaughs, 'the XML document has a DOCTYPE'],
    ['an external entity', '<!doctype a SYSTEM "file:///etc/passwd"><a/>', 'the XML document has a DOCTYPE'],
    ['nothing', '', 'not well-formed XML: Start tag expected'],
    ['JSON', '{"a":1}', "not well-formed XML: char '{' is not expected"],
    ['a truncated document', '<a><b>1</b>', "not well-formed XML: Unclosed tag 'a'"],
    ['a document cut inside a tag', '<a><b>1</', "not well-formed XML: Invalid space after '<'"],
    ['two documents', '<a/><b/>', 'not exactly one root element'],
    ['text after the document', '<a>1</a>b', 'not well-formed XML: Extra text at the end'],
    ['HTML with a void element', '<html><br></html>', expect.stringContaining('not well-formed XML')],
    [
      'a document too deep',
      `${'<a>'.repeat(200)}${'</a>'.repeat(200)}`,
      expect.stringContaining('not readable as XML'),
    ],
    ['a document too long', `<a>${'x'.repeat(5 * 1024 * 1024)}</a>`, 'the XML document is too long'],
  ])('%s', (_name, text, message) => {
    let thrown: unknown;
    try {
      parseXml(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(SyntaxError);
    expect((thrown as Error).message).toEqual(message);
  });
});

describe('a tree becomes a document', () => {
  test.each([
    [['a', ''], '<a></a>'],
    [
      [
        'a',
        [
          ['b', '1'],
          ['b', '2'],
        ],
      ],
      '<a><b>1</b><b>2</b></a>',
    ],
    [['a', `1 < 2 & "3" > '0' ]]>`], `<a>1 &lt; 2 &amp; "3" &gt; '0' ]]&gt;</a>`],
    [['a', 'tab\tline\r\nend 直播 📷'], '<a>tab\tline&#13;\nend 直播 📷</a>'],
  ] as const)('%j', (tree, text) => {
    expect(formatXml(tree)).toBe(text);
    expect(parseXml(text)).toEqual(tree);
  });

  test.each(['\u0000', '\u000B', '\uFFFF', '\uD83D'])('the character %j cannot be carried', (character) => {
    expect(() => formatXml(['a', `x${character}`])).toThrow(UsageError);
  });
});
