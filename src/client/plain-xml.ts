import type { XmlElement } from '../protocol/xml.js';

const DECLARATION = /^<\?xml\s[^?<>]*\?>/;
const NAME = /^[A-Za-z_][\w.-]*[ \t\r\n]*$/;
const BLANK = /^[ \t\r\n]*$/;
/** One that is not written with the names and numbers that everybody knows. */
const ODD_REFERENCE = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-fA-F]{1,6});)/;

/** The full parser takes none of them. */
const OF_EVERY_OBJECT = new Set(Object.getOwnPropertyNames(Object.prototype));

const SLASH = 47;
const GREATER = 62;

/** Deeper than anything of this protocol. */
const DEEPEST = 32;

interface Open {
  name: string;
  /** Null until there is one: most elements hold text. */
  children: XmlElement[] | null;
}

/**
 * The root element of a document as the service writes them: elements and text, without attributes, comments, sections or
 * declarations. Null for every other document, well-formed or not. A list of a thousand objects takes a tenth of the time
 * that a full parser needs.
 */
export function parsePlainXml(text: string, decode: (text: string) => string): XmlElement | null {
  if ((text.includes('&') && ODD_REFERENCE.test(text)) || text.includes(']]>')) return null;
  let at = DECLARATION.exec(text)?.[0].length ?? 0;
  const open: Open[] = [];
  let top: Open | undefined;
  let root: XmlElement | null = null;
  const nameIn = createNames();
  for (;;) {
    const next = text.indexOf('<', at);
    if (top === undefined && !BLANK.test(next < 0 ? text.slice(at) : text.slice(at, next))) return null;
    if (next < 0) return top === undefined ? root : null;
    const end = text.indexOf('>', next);
    if (end < 0) return null;
    if (text.charCodeAt(next + 1) === SLASH) {
      if (top === undefined || !isNamed(text, next + 2, end, top.name)) return null;
      const element: XmlElement = [top.name, top.children ?? decode(text.slice(at, next))];
      open.pop();
      top = open.at(-1);
      root = place(element, top, root);
    } else {
      // A second root has no place.
      if (top === undefined && root !== null) return null;
      const isEmpty = text.charCodeAt(end - 1) === SLASH;
      const name = nameIn(text, next + 1, isEmpty ? end - 1 : end);
      if (name === null || open.length >= DEEPEST) return null;
      const close = isEmpty ? next : text.indexOf('<', end);
      if (isEmpty) root = place([name, ''], top, root);
      else if (isEndOf(text, close, name)) {
        // Most elements hold nothing but text.
        root = place([name, decode(text.slice(end + 1, close))], top, root);
        at = close + name.length + 3;
        continue;
      } else {
        top = { name, children: null };
        open.push(top);
      }
    }
    at = end + 1;
  }
}

/** Into its parent; gives the root, which has none. */
function place(element: XmlElement, parent: Open | undefined, root: XmlElement | null): XmlElement | null {
  if (parent === undefined) return element;
  parent.children ??= [];
  parent.children.push(element);
  return root;
}

/** Whether `</name>` stands there. */
function isEndOf(text: string, at: number, name: string): boolean {
  return (
    at > 0 &&
    text.charCodeAt(at + 1) === SLASH &&
    text.charCodeAt(at + 2 + name.length) === GREATER &&
    text.startsWith(name, at + 2)
  );
}

/** Whether that stands there, and at most white space after it. */
function isNamed(text: string, start: number, end: number, name: string): boolean {
  if (!text.startsWith(name, start)) return false;
  return start + name.length === end || BLANK.test(text.slice(start + name.length, end));
}

type ReadName = (text: string, start: number, end: number) => string | null;

/**
 * Reads the name in a tag; null for none that is taken here. A document has few names and each of them often: one that
 * was read before is only compared, by what was found for its first letter and its length.
 */
function createNames(): ReadName {
  const known = new Map<number, string>();
  return (text, start, end) => {
    const place = (text.charCodeAt(start) & 127) * 64 + ((end - start) & 63);
    const before = known.get(place);
    if (before !== undefined && before.length === end - start && text.startsWith(before, start))
      return before;
    const written = text.slice(start, end);
    const name = written.trimEnd();
    if (!NAME.test(written) || OF_EVERY_OBJECT.has(name)) return null;
    if (name === written) known.set(place, name);
    return name;
  };
}
