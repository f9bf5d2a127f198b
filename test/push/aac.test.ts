import { expect, test } from 'vitest';
import { fitsAdts } from '../../src/push/ffmpeg/aac.js';

/** AudioSpecificConfigs as encoders write them; see ISO/IEC 14496-3, 1.6.2.1. */
test.each<[string, string, boolean]>([
  ['AAC-LC, 44.1 kHz, stereo', '1210', true],
  ["AAC-LC with ffmpeg's tail", '1208 56e5 00', true],
  ['HE-AAC', '2b92 0800', true],
  ['HE-AAC v2', 'eb8a 0800', true],
  ['channels in a PCE', '1200 0508 4400', false],
  ['frames of 960', '1214', false],
  ['ER AAC-LD, mono', 'ba08', false],
  ['ER AAC-ELD', 'f8e8 5000', false],
  ['USAC', 'f946 40', false],
  ['a sample rate of its own', '1780 5dc0 10', false],
])('%s: %s fits into ADTS: %s', (_, bytes, fits) => {
  expect(fitsAdts(`\n00000000: ${bytes}  `.padEnd(52).concat('.....\n'))).toBe(fits);
});

test('what has ADTS headers already fits', () => {
  for (const dump of [undefined, '', '\n']) expect(fitsAdts(dump)).toBe(true);
});
