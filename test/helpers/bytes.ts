/** Bytes as they are typed out: hex digits, white space for reading. */
export function hex(text: string): Buffer {
  return Buffer.from(text.replace(/\s+/g, ''), 'hex');
}

export const ascii = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
