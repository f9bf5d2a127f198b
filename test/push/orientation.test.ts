import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { isUpright, orientationOf, uprightFilters } from '../../src/push/ffmpeg/orientation.js';

/** As ffprobe prints a display matrix. */
function dump(a: number, b: number, c: number, d: number): string {
  const row = (values: number[]) => values.map((value) => String(value).padStart(12)).join('');
  const rows = [row([a, b, 0]), row([c, d, 0]), row([0, 0, 1_073_741_824])];
  return `\n${rows.map((text, index) => `0000000${index}: ${text}`).join('\n')}\n`;
}

/** A picture that looks like nothing else however it is turned, after these filters. */
async function picture(filters: string): Promise<string> {
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=64x32'];
  const args = ['-v', 'error', ...source, '-vf', filters, '-frames:v', '1', '-f', 'md5', '-'];
  return (await execa('ffmpeg', args)).stdout;
}

const ONE = 65_536;

describe('pictures come upright', () => {
  // What the matrices do is told by moving a point, in ISO/IEC 14496-12: (x, y) goes to (ax + cy, bx + dy).
  test.each<[string, [number, number, number, number], string]>([
    ['as they are', [ONE, 0, 0, ONE], 'null'],
    ['by a quarter, clockwise', [0, ONE, -ONE, 0], 'transpose=clock'],
    ['by a half', [-ONE, 0, 0, -ONE], 'hflip,vflip'],
    ['by three quarters', [0, -ONE, ONE, 0], 'transpose=cclock'],
    ['left to right', [-ONE, 0, 0, ONE], 'hflip'],
    ['upside down', [ONE, 0, 0, -ONE], 'vflip'],
    ['over one diagonal', [0, ONE, ONE, 0], 'transpose=cclock_flip'],
    ['over the other', [0, -ONE, -ONE, 0], 'transpose=clock_flip'],
  ])('%s: %j is %s', async (_, matrix, wanted) => {
    const filters = uprightFilters(orientationOf(dump(...matrix)));
    expect(await picture(filters.join(',') || 'null')).toBe(await picture(wanted));
  });
});

test('without a matrix, or with none that can be read, they are upright', () => {
  for (const matrix of [undefined, '', 'garbage', dump(0, 0, 0, 0)])
    expect(isUpright(orientationOf(matrix))).toBe(true);
});
