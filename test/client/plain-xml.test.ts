import { describe, expect, test } from 'vitest';
import { parsePlainXml } from '../../src/client/plain-xml.js';
import { parseXml } from '../../src/client/xml-document.js';
import { parseXml as parseByEmulator } from '../../src/emulator/service/xml-in.js';
import vectors from '../vectors/xml-responses.json' with { type: 'json' };

const as = (text: string): string => `[${text}]`;

describe('a plain document', () => {
  test.each<[string, unknown]>([
    ['<A/>', ['A', '']],
    ['<A></A>', ['A', '[]']],
    ['<?xml version="1.0" encoding="UTF-8"?>\n<A> b </A>\n', ['A', '[ b ]']],
    [
      '<A >\n <B>1</B>x<C/><B>2</B>\r\n</A >',
      [
        'A',
        [
          ['B', '[1]'],
          ['C', ''],
          ['B', '[2]'],
        ],
      ],
    ],
    ['<A>&lt;&#65;&#x4E2D;</A>', ['A', '[&lt;&#65;&#x4E2D;]']],
  ])('%j is read', (text, expected) => {
    expect(parsePlainXml(text, as)).toEqual(expected);
  });

  test.each([
    ...[
      '',
      ' ',
      'x',
      '<A>',
      '</A>',
      '<A></B>',
      '<A><B></A></B>',
      '<A/><B/>',
      '<A></A>x',
      'x<A/>',
      '<A',
      '<A><',
      '< A/>',
    ],
    ...[
      '<A b="c"/>',
      '<a:A/>',
      '<A><!-- --></A>',
      '<A><![CDATA[x]]></A>',
      '<!DOCTYPE A><A/>',
      '<A>]]></A>',
      '<1/>',
      '</A/>',
    ],
    ...[
      '<A>&x;</A>',
      '<A>& </A>',
      '<A>&#x;</A>',
      '<A><?pi?></A>',
      '<?xml version="1.0"?><?pi?><A/>',
      '<Ä/>',
      '<A\u00a0/>',
      '<A></A\u00a0>',
      '<A></A/>',
      '<A / >',
      '<A>\u0000<</A>',
    ],
    '<A>'.repeat(40) + '</A>'.repeat(40),
  ])('%j is left to a full parser', (text) => {
    expect(parsePlainXml(text, as)).toBeNull();
  });

  test("of the service is read as the emulator's parser reads it", () => {
    const documents = vectors.cases.map(({ xml }) => xml);
    expect(documents.length).toBeGreaterThan(5);
    for (const document of documents)
      expect(parseXml(document)).toEqual(parseByEmulator(Buffer.from(document)));
  });
});
