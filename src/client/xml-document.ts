import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { english } from '../english.js';
import { UsageError } from '../errors.js';
import type { XmlElement } from '../protocol/xml.js';
import { CLIENT_LIMITS } from './limits.js';
import { parsePlainXml } from './plain-xml.js';
import { LONGEST_SERVER_TEXT, serverLine } from './server-text.js';

/** A full page of 1,000 channels stays below half of this. */
const LONGEST_DOCUMENT = CLIENT_LIMITS.document.value;

const TEXT = '#text';
const CDATA = '#cdata';
/** Comments and character data, in which no markup means anything. */
const SECTIONS = /<!--.*?-->|<!\[CDATA\[.*?\]\]>/gs;

/** With `preserveOrder`, fast-xml-parser gives one key per node: a tag with its children, or text. */
type ParsedNode = Readonly<Record<string, string | readonly ParsedNode[]>>;

const parser = new XMLParser({
  preserveOrder: true,
  textNodeName: TEXT,
  cdataPropName: CDATA,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  trimValues: false,
  // Otherwise `007` becomes 7.
  parseTagValue: false,
  // Its decoder stops after a fixed number of entities per document, which a long list of channels exceeds.
  processEntities: false,
});

/** The root element of a document. Throws SyntaxError for text that is not one well-formed, harmless document. */
export function parseXml(text: string): XmlElement {
  if (text.length > LONGEST_DOCUMENT) throw new SyntaxError(english`the XML document is too long`);
  const plain = parsePlainXml(text, decodeReferences);
  if (plain !== null) return plain;
  // Nothing in this protocol has a document type; the known attacks on XML parsers all need one.
  if (/<!DOCTYPE/i.test(text)) throw new SyntaxError(english`the XML document has a DOCTYPE`);
  const validity = XMLValidator.validate(text);
  if (validity !== true) {
    const fault = serverLine(validity.err.msg, LONGEST_SERVER_TEXT.name)
      .replace(/\s+/g, ' ')
      .replace(/\.$/, '');
    throw new SyntaxError(english`not well-formed XML: ${fault}`);
  }
  // fast-xml-parser takes other declarations, which belong in a DOCTYPE, for elements.
  if (text.includes('<!') && text.replace(SECTIONS, '').includes('<!'))
    throw new SyntaxError(english`not well-formed XML: a declaration stands in the document`);
  const roots = elementsAmong(parseNodes(text));
  const root = roots[0];
  if (root === undefined || roots.length > 1) throw new SyntaxError(english`not exactly one root element`);
  return root;
}

function parseNodes(text: string): readonly ParsedNode[] {
  try {
    return parser.parse(text);
  } catch (error) {
    const reason = serverLine((error as Error).message, LONGEST_SERVER_TEXT.name);
    throw new SyntaxError(english`not readable as XML: ${reason}`);
  }
}

function elementsAmong(nodes: readonly ParsedNode[]): XmlElement[] {
  const elements: XmlElement[] = [];
  for (const node of nodes) {
    // Of a plain object; to make a list of what it has takes three times as long.
    for (const name in node) {
      const content = node[name];
      if (name !== TEXT && name !== CDATA && typeof content === 'object')
        elements.push(element(name, content));
    }
  }
  return elements;
}

function element(name: string, nodes: readonly ParsedNode[]): XmlElement {
  const elements = elementsAmong(nodes);
  return [name, elements.length > 0 ? elements : nodes.map(textOfNode).join('')];
}

function textOfNode(node: ParsedNode): string {
  const cdata = node[CDATA];
  if (typeof cdata === 'object') return cdata.map((part) => part[TEXT] ?? '').join('');
  const text = node[TEXT];
  return typeof text === 'string' ? decodeReferences(text) : '';
}

const NAMED = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }));

function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (reference, hex, decimal, name) => {
    if (name !== undefined) return NAMED.get(name) ?? reference;
    const codePoint = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return isCharacter(codePoint) ? String.fromCodePoint(codePoint) : reference;
  });
}

/** NUL and half a pair of UTF-16 are none in any version of XML, and trouble wherever the text goes. */
function isCharacter(codePoint: number): boolean {
  return codePoint > 0 && codePoint <= 0x10ffff && !(codePoint >= 0xd800 && codePoint <= 0xdfff);
}

/** An element as XML text, without a declaration. Throws UsageError for a character that XML cannot carry. */
export function formatXml([name, content]: XmlElement): string {
  let inner = '';
  if (typeof content === 'string') inner = escapeText(content);
  else for (const element of content) inner += formatXml(element);
  return `<${name}>${inner}</${name}>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/** Most texts: names, numbers, keys. */
const HARMLESS = /^[\x20-\x25\x27-\x3b=?-\x7e]*$/;

function escapeText(text: string): string {
  if (HARMLESS.test(text)) return text;
  const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.exec(text);
  if (forbidden !== null) {
    const codePoint = forbidden[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
    throw new UsageError(english`The text contains U+${codePoint}, which XML cannot carry.`);
  }
  return text.replace(/[&<>\r]/g, (character) => ESCAPES[character] ?? character);
}
