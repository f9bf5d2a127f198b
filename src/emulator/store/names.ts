const KEPT = /[A-Za-z0-9_-]/;

/**
 * One path part of a key as a file name: everything but letters, digits, `_`, `-` and dots that do not lead is
 * percent-encoded, so that no key can leave its folder, hide, or take the name of an internal file.
 */
export function encodePart(part: string): string {
  let encoded = '';
  for (const byte of Buffer.from(part, 'utf8')) {
    const character = String.fromCharCode(byte);
    const plain = KEPT.test(character) || (character === '.' && encoded !== '');
    encoded += plain ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/** The part that a file name stands for; null when no part is written like that. */
export function decodePart(fileName: string): string | null {
  try {
    const part = decodeURIComponent(fileName);
    return part !== '' && encodePart(part) === fileName ? part : null;
  } catch {
    return null;
  }
}

/** Byte order of the UTF-8 texts. UTF-16 order differs only where a surrogate meets U+E000 to U+FFFF. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
