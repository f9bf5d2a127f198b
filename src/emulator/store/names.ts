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
    encoded += plain ? character : escaped(character);
  }
  return encoded;
}

/**
 * A name as one file name among others, which is told from them on a file system that takes `Cam` for `cam`, too: capitals
 * are percent-encoded as well.
 */
export function encodeName(name: string): string {
  return encodePart(name).replaceAll(/%..|[A-Z]/g, (found) => (found.length > 1 ? found : escaped(found)));
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** The part that a file name stands for; null when no part is written like that. */
export function decodePart(fileName: string): string | null {
  return decoded(fileName, encodePart);
}

/** The name that a file name stands for; null when no name is written like that. */
export function decodeName(fileName: string): string | null {
  return decoded(fileName, encodeName);
}

function decoded(fileName: string, encode: (text: string) => string): string | null {
  try {
    const text = decodeURIComponent(fileName);
    return text !== '' && encode(text) === fileName ? text : null;
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
