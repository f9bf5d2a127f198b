import { describe, expect, it } from 'vitest';
import { type AmfValue, decodeAmf0, encodeAmf0 } from '../../../src/emulator/rtmp/amf0.js';
import { ascii, hex } from '../../helpers/bytes.js';

/** Written by hand from Adobe's AMF 0 specification, section 2. */
const both: [what: string, bytes: string, value: AmfValue][] = [
  ['a number', '00 400c000000000000', 3.5],
  ['a negative number', '00 c045000000000000', -42],
  ['true', '01 01', true],
  ['false', '01 00', false],
  ['a string', '02 0004 6c697665', 'live'],
  ['an empty string', '02 0000', ''],
  ['a string of UTF-8', '02 0006 e79bb4e692ad', '直播'],
  ['null', '05', null],
  ['undefined', '06', undefined],
  [
    'an object',
    `03 0003 ${ascii('app')} 02 0004 ${ascii('live')} 0002 ${ascii('ok')} 01 01 0000 09`,
    { app: 'live', ok: true },
  ],
  ['an empty object', '03 0000 09', {}],
  [
    'an object in an object',
    `03 0001 ${ascii('a')} 03 0001 ${ascii('b')} 05 0000 09 0000 09`,
    { a: { b: null } },
  ],
  ['a strict array', '0a 00000002 05 02 0001 61', [null, 'a']],
  ['a date', '0b 4275d3ef79800000 0000', new Date(1_500_000_000_000)],
];

const decodedOnly: [what: string, bytes: string, value: AmfValue][] = [
  [
    'an ECMA array, whatever number of entries it announces',
    `08 ffffffff 0005 ${ascii('width')} 00 4094000000000000 0000 09`,
    { width: 1280 },
  ],
  ['a long string', `0c 00000003 ${ascii('abc')}`, 'abc'],
  ['an XML document', `0f 00000004 ${ascii('<a/>')}`, '<a/>'],
  ['a typed object', `10 0003 ${ascii('Foo')} 0001 ${ascii('a')} 05 0000 09`, { a: null }],
  ['unsupported', '0d', undefined],
  ['a member with an empty name', '03 0000 05 0000 09', { '': null }],
];

describe('decodeAmf0', () => {
  for (const [what, bytes, value] of [...both, ...decodedOnly]) {
    it(`reads ${what}`, () => {
      expect(decodeAmf0(hex(bytes))).toStrictEqual([value]);
    });
  }

  it('reads the values of a command one after the other', () => {
    const bytes = `02 0007 ${ascii('publish')} 00 4010000000000000 05 02 0002 ${ascii('ch')}`;
    expect(decodeAmf0(hex(bytes))).toStrictEqual(['publish', 4, null, 'ch']);
  });

  it('makes a member called __proto__ a member like any other', () => {
    const [object] = decodeAmf0(hex(`03 0009 ${ascii('__proto__')} 02 0001 61 0000 09`));
    expect(Object.entries(object as object)).toEqual([['__proto__', 'a']]);
  });

  const nested = (depth: number) => `${'0a 00000001'.repeat(depth)} 05`;

  it('follows sixteen levels', () => {
    expect(decodeAmf0(hex(nested(16)))).toHaveLength(1);
  });

  const broken: [what: string, bytes: string, message: string][] = [
    ['seventeen levels', nested(17), 'AMF values nested deeper than 16'],
    ['a string longer than its message', '02 0005 6c697665', 'AMF value reaches beyond its message'],
    ['a long string of 4 GiB', '0c ffffffff 61', 'AMF value reaches beyond its message'],
    ['an array of 4 Gi values', '0a ffffffff 05', 'AMF value reaches beyond its message'],
    ['an object without an end', '03 0001 61 05', 'AMF value reaches beyond its message'],
    ['half a number', '00 400c0000', 'AMF value reaches beyond its message'],
    ['a reference', '07 0000', 'AMF marker 0x07 is not understood'],
    ['AMF 3, which no known publisher sends', '11 06 07 616263', 'AMF marker 0x11 is not understood'],
    ['an unknown marker', 'ff', 'AMF marker 0xff is not understood'],
  ];
  for (const [what, bytes, message] of broken) {
    it(`refuses ${what}`, () => {
      expect(() => decodeAmf0(hex(bytes))).toThrow(message);
    });
  }
});

describe('encodeAmf0', () => {
  for (const [what, bytes, value] of both) {
    it(`writes ${what}`, () => {
      expect(encodeAmf0([value]).toString('hex')).toBe(hex(bytes).toString('hex'));
    });
  }

  it('writes a string of 65536 bytes as a long string', () => {
    const bytes = encodeAmf0(['a'.repeat(65_536)]);
    expect([bytes.subarray(0, 6).toString('hex'), bytes.length]).toEqual(['0c0001000061', 65_541]);
  });
});
