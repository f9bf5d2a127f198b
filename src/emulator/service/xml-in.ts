import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { XmlElement } from '../../protocol/xml.js';
import { Refusal } from './refusals.js';

const DEEPEST = 16;
const TEXT = '#text';
const SECTION = '#section';
/** Comments and character data, in which no markup means anything. */
const SECTIONS = /<!--.*?-->|<!\[CDATA\[.*?\]\]>/gs;

type Node = Readonly<Record<string, unknown>>;

/** XML's own; others are refused. */
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

// It drops references to control characters, which keys may have (seen in the Java SDK's tests): they are read here.
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  cdataPropName: SECTION,
});

/** The root element of a request body. Refuses with MalformedXML what is no document or has a DOCTYPE or the like. */
export function parseXml(body: Uint8Array): XmlElement {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    // First, since sections without an end would make the search for them take minutes.
    if (XMLValidator.validate(text) !== true) throw new Refusal('malformedXml');
    const markup = text.replace(SECTIONS, '');
    if (markup.includes('<!')) throw new Refusal('malformedXml');
    if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#[xX][\da-fA-F]+);)/.test(markup)) throw new Refusal('malformedXml');
    const roots = (parser.parse(text) as Node[]).filter((node) => !(TEXT in node));
    const [root] = roots;
    if (root === undefined || roots.length > 1) throw new Refusal('malformedXml');
    return toElement(root, 1);
  } catch {
    throw new Refusal('malformedXml');
  }
}

function toElement(node: Node, depth: number): XmlElement {
  if (depth > DEEPEST) throw new Refusal('malformedXml');
  const name = Object.keys(node)[0] ?? '';
  const nodes = node[name] as Node[];
  const elements = nodes.filter((child) => !(TEXT in child || SECTION in child));
  if (elements.length > 0) return [name, elements.map((child) => toElement(child, depth + 1))];
  return [name, nodes.map(textOf).join('')];
}

function textOf(node: Node): string {
  const section = node[SECTION] as Node[] | undefined;
  if (section !== undefined) return section.map((part) => String(part[TEXT])).join('');
  return String(node[TEXT]).replace(/&(?:#[xX]([\da-fA-F]+)|#(\d+)|(\w+));/g, (_, hex, decimal, name) =>
    name === undefined ? character(hex ?? decimal, hex === undefined ? 10 : 16) : (ENTITIES[name] ?? ''),
  );
}

/** Throws for a number that is no character. */
function character(digits: string, base: 10 | 16): string {
  const code = Number.parseInt(digits, base);
  if (code >= 0xd800 && code <= 0xdfff) throw new Refusal('malformedXml');
  return String.fromCodePoint(code);
}

export function childElements(element: XmlElement, name: string): XmlElement[] {
  return typeof element[1] === 'string' ? [] : element[1].filter(([childName]) => childName === name);
}

/** The text of the first child of that name; null when there is none. White space around it does not count. */
export function childText(element: XmlElement, name: string): string | null {
  return exactChildText(element, name)?.trim() ?? null;
}

/** The same with its white space, of which a key may have some. */
export function exactChildText(element: XmlElement, name: string): string | null {
  const [found] = childElements(element, name);
  if (found === undefined) return null;
  return typeof found[1] === 'string' ? found[1] : '';
}
