import { describe, expect, it } from 'vitest';
import type { AmfValue } from '../../../src/emulator/rtmp/amf-value.js';
import { decodeAmf0 } from '../../../src/emulator/rtmp/amf0.js';
import { decodeCommand } from '../../../src/emulator/rtmp/message.js';
import { ascii, hex } from '../../helpers/bytes.js';

/** Written by hand from Adobe's AMF 3 specification, sections 1.3 and 3; 11 is AMF 0's switch to AMF 3. */
const values: [what: string, bytes: string, value: AmfValue][] = [
  ['undefined', '00', undefined],
  ['null', '01', null],
  ['false', '02', false],
  ['true', '03', true],
  ['an integer of one byte', '04 7f', 127],
  ['an integer of two bytes', '04 8100', 128],
  ['the largest of two bytes', '04 ff7f', 16_383],
  ['an integer of three bytes', '04 818000', 16_384],
  ['the largest of three bytes', '04 ffff7f', 2_097_151],
  ['an integer of four bytes', '04 80c08000', 2_097_152],
  ['the largest integer', '04 bfffffff', 268_435_455],
  ['the smallest integer', '04 c0808000', -268_435_456],
  ['minus one', '04 ffffffff', -1],
  ['a double', '05 400c000000000000', 3.5],
  ['a string', `06 09 ${ascii('live')}`, 'live'],
  ['an empty string', '06 01', ''],
  ['a string of UTF-8', '06 0d e79bb4e692ad', '直播'],
  ['a string of 100 bytes', `06 8149 ${'61'.repeat(100)}`, 'a'.repeat(100)],
  ['a string that came before', `09 05 01 06 07 ${ascii('abc')} 06 00`, ['abc', 'abc']],
  ['empty strings, which are not counted', '09 07 01 06 01 06 03 61 06 00', ['', 'a', 'a']],
  ['an XML document', `07 09 ${ascii('<a/>')}`, '<a/>'],
  ['XML', `0b 09 ${ascii('<a/>')}`, '<a/>'],
  ['a date', '08 01 4275d3ef79800000', new Date(1_500_000_000_000)],
  ['an array', '09 05 01 01 04 01', [null, 1]],
  ['an array with names', '09 03 03 61 04 07 01 03', { a: 7, 0: true }],
  ['an empty object', '0a 0b 01 01', {}],
  [
    'an object',
    `0a 0b 01 07 ${ascii('app')} 06 09 ${ascii('live')} 05 ${ascii('ok')} 03 01`,
    { app: 'live', ok: true },
  ],
  [
    'objects of one class',
    `09 05 01 0a 23 03 50 03 78 03 79 04 01 04 02 0a 01 04 03 04 04`,
    [
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ],
  ],
  ['an object with fixed and further members', '0a 1b 01 03 78 04 01 03 7a 04 02 01', { x: 1, z: 2 }],
  ['an object that came before', '09 05 01 0a 0b 01 03 61 02 01 0a 02', [{ a: false }, { a: false }]],
  ['an array that came before', '09 05 01 09 03 01 04 01 09 02', [[1], [1]]],
  ['a date that came before', '09 05 01 08 01 0000000000000000 08 02', [new Date(0), new Date(0)]],
];

const chain = (depth: number) => '09 03 01'.repeat(depth);

describe('AMF 3 values', () => {
  for (const [what, bytes, value] of values) {
    it(`are read: ${what}`, () => {
      expect(decodeAmf0(hex(`11 ${bytes}`))).toStrictEqual([value]);
    });
  }

  it('of one message refer to one another', () => {
    const bytes = `11 06 07 ${ascii('abc')} 02 0001 62 11 06 00`;
    expect(decodeAmf0(hex(bytes))).toStrictEqual(['abc', 'b', 'abc']);
  });

  it('of another message do not', () => {
    expect(() => decodeAmf0(hex('11 06 00'))).toThrow('AMF 3 reference to nothing');
  });

  it('have their place within AMF 0 objects', () => {
    const bytes = `03 0003 ${ascii('app')} 11 06 09 ${ascii('live')} 0000 09 05`;
    expect(decodeAmf0(hex(bytes))).toStrictEqual([{ app: 'live' }, null]);
  });

  it('may be all that a command has', () => {
    const payload = hex(`00 11 06 0f ${ascii('publish')} 11 04 05 11 01 11 06 07 ${ascii('cam')}`);
    expect(decodeCommand({ type: 17, streamId: 1, timestampMs: 0, payload })).toEqual({
      name: 'publish',
      transactionId: 5,
      object: null,
      parameters: ['cam'],
    });
  });

  it('make a member called __proto__ a member like any other', () => {
    const [object] = decodeAmf0(hex(`11 0a 0b 01 13 ${ascii('__proto__')} 06 03 61 01`));
    expect(Object.entries(object as object)).toEqual([['__proto__', 'a']]);
  });

  it('are followed for sixteen levels', () => {
    expect(decodeAmf0(hex(`11 ${chain(16)} 01`))).toHaveLength(1);
    expect(decodeAmf0(hex(`11 09 05 01 ${chain(7)} 01 ${chain(7)} 09 02`))).toHaveLength(1);
  });

  /** Ten of ten of ten …, each of them two bytes. */
  const tens = (levels: number) => {
    const byte = (value: number) => Buffer.of(value).toString('hex');
    const all = Array.from({ length: levels }, (_, before) => {
      const item = before === 0 ? '01' : `09 ${byte(before * 2)}`;
      return `09 15 01 ${item.repeat(10)}`;
    });
    return `09 ${byte(levels * 2 + 1)} 01 ${all.join(' ')}`;
  };

  it('may repeat themselves, as long as that does not make them large', () => {
    expect(decodeAmf0(hex(`11 ${tens(5)}`))).toHaveLength(1);
  });

  const broken: [what: string, bytes: string, message: string][] = [
    ['seventeen levels', `${chain(17)} 01`, 'AMF values nested deeper than 16'],
    [
      'seventeen levels by reference',
      `09 05 01 ${chain(8)} 01 ${chain(8)} 09 02`,
      'AMF values nested deeper than 16',
    ],
    ['a million values by reference', tens(7), 'AMF 3 references to too much'],
    [
      'a million characters by reference',
      `09 c101 01 06 8d21 ${'61'.repeat(848)} ${'06 00'.repeat(4159)}`,
      'AMF 3 references to too much',
    ],
    ['a value within itself', '09 03 01 09 00', 'AMF 3 value within itself'],
    ['a string that never came', '06 00', 'AMF 3 reference to nothing'],
    ['an object that never came', '0a 02', 'AMF 3 reference to nothing'],
    ['a class that never came', '0a 01', 'AMF 3 reference to nothing'],
    ['a string of 256 MiB', '06 ffffffff', 'AMF value reaches beyond its message'],
    ['an array of 256 Mi values', '09 ffffffff 01 01', 'AMF value reaches beyond its message'],
    ['a class of 32 Mi names', '0a fffffffb 01 01', 'AMF value reaches beyond its message'],
    ['an object without an end', '0a 0b 01 03 61 01', 'AMF value reaches beyond its message'],
    ['half a number', '04 ff', 'AMF value reaches beyond its message'],
    ['an object of its own format', '0a 07 03 43 00', 'AMF 3 object that only its own class can read'],
    ['bytes', '0c 03 00', 'AMF 3 marker 0x0c is not understood'],
    ['a vector', '0d 03 00 00000001', 'AMF 3 marker 0x0d is not understood'],
    ['a dictionary', '11 01 00', 'AMF 3 marker 0x11 is not understood'],
  ];
  for (const [what, bytes, message] of broken) {
    it(`are refused: ${what}`, () => {
      expect(() => decodeAmf0(hex(`11 ${bytes}`))).toThrow(message);
    });
  }
});
