import type { XmlElement } from '../protocol/xml.js';

const DECLARATION = /^<\?xml\s[^?<>]*\?>/;
const NAME = /^[A-Za-z_][\w.-]*[ \t\r\n]*$/;
const BLANK = /^[ \t\r\n]*$/;
/** One that is not written with the names and numbers that everybody knows. */
const ODD_REFERENCE = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-fA-F]{1,6});)/;

/** Deeper than anything of this protocol. */
const DEEPEST = 32;

interface Open {
  name: string;
  children: XmlElement[];
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
  let root: XmlElement | null = null;
  /** Whether the last tag opened an element, so that what follows may be its text. */
  let isFresh = false;
  for (;;) {
    const next = text.indexOf('<', at);
    const top = open.at(-1);
    if (top === undefined && !BLANK.test(next < 0 ? text.slice(at) : text.slice(at, next))) return null;
    if (next < 0) return top === undefined ? root : null;
    const end = text.indexOf('>', next);
    if (end < 0) return null;
    if (text[next + 1] === '/') {
      if (top === undefined || !isNamed(text, next + 2, end, top.name)) return null;
      open.pop();
      root = place([top.name, isFresh ? decode(text.slice(at, next)) : top.children], open, root);
      isFresh = false;
    } else {
      // A second root has no place.
      if (top === undefined && root !== null) return null;
      const isEmpty = text[end - 1] === '/';
      const written = text.slice(next + 1, isEmpty ? end - 1 : end);
      if (!NAME.test(written) || open.length >= DEEPEST) return null;
      const name = written.trimEnd();
      // The full parser takes none that every object has.
      if (name in Object.prototype) return null;
      if (isEmpty) root = place([name, ''], open, root);
      else open.push({ name, children: [] });
      isFresh = !isEmpty;
    }
    at = end + 1;
  }
}

/** Whether that stands there, and at most white space after it. */
function isNamed(text: string, start: number, end: number, name: string): boolean {
  if (!text.startsWith(name, start)) return false;
  return start + name.length === end || BLANK.test(text.slice(start + name.length, end));
}

function place(element: XmlElement, open: readonly Open[], root: XmlElement | null): XmlElement | null {
  const parent = open.at(-1);
  if (parent === undefined) return element;
  parent.children.push(element);
  return root;
}
