import { encode } from 'uqr';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import type { Context } from '../context.js';
import { colorLevel } from './color.js';

const BORDER = 2;
/** White on black whatever the terminal's theme: a code in reverse is not read by every phone. */
const [COLORED, PLAIN] = ['\u001b[97;40m', '\u001b[0m'];

/** Draws it on stdout. Its colours are our own, and no text of somebody else's that is to be made harmless. */
export function showQrCode(
  text: string,
  { stdout, env }: Pick<Context, 'stdout' | 'env'>,
  { color }: { color: boolean },
): void {
  const columns = stdout.columns ?? Number.POSITIVE_INFINITY;
  stdout.write(qrCode(text, { columns, color: colorLevel(stdout, { env, color }) > 0 }));
}

/** A QR code in half blocks, two rows of it in a line. Throws UsageError when it does not fit. */
function qrCode(text: string, { columns, color }: { columns: number; color: boolean }): string {
  const modules = modulesOf(text);
  const width = modules.length;
  if (width > columns) {
    throw new UsageError(english`The QR code is ${width} columns wide, and the terminal has ${columns}.`, {
      hint: english`Make the terminal wider or its letters smaller; a security token makes URLs long.`,
    });
  }
  const isLight = (row: number, column: number) => !(modules[row]?.[column] ?? false);
  const lines = Array.from({ length: Math.ceil(width / 2) }, (_, index) => {
    const line = Array.from({ length: width }, (_unused, column) =>
      halfBlock(isLight(index * 2, column), index * 2 + 1 < width && isLight(index * 2 + 1, column)),
    ).join('');
    return color ? COLORED + line + PLAIN : line;
  });
  return `${lines.join('\n')}\n`;
}

function halfBlock(upper: boolean, lower: boolean): string {
  if (upper) return lower ? '█' : '▀';
  return lower ? '▄' : ' ';
}

function modulesOf(text: string): boolean[][] {
  try {
    return encode(text, { ecc: 'L', border: BORDER }).data;
  } catch (cause) {
    throw new UsageError(english`The URL is too long for a QR code.`, { cause });
  }
}
