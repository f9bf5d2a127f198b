import type { XmlElement } from '../../protocol/xml.js';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

// XML 1.0 has no way to write most control characters and the two last code points; an answer must stay readable.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function escapeText(text: string): string {
  return text
    .replace(UNWRITABLE, '\ufffd')
    .replace(/[&<>\r]/g, (character) => ESCAPES[character] ?? character);
}

function render([name, content]: XmlElement, indent: string): string {
  if (typeof content === 'string') return `${indent}<${name}>${escapeText(content)}</${name}>\n`;
  const inner = content.map((element) => render(element, `${indent}  `)).join('');
  return `${indent}<${name}>\n${inner}${indent}</${name}>\n`;
}

/** A document with declaration, indented by two. */
export function renderXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${render(root, '')}`;
}
