/** An element with child elements or text, in document order. Attributes do not occur in this protocol. */
export type XmlElement = readonly [name: string, content: string | readonly XmlElement[]];

export function children(element: XmlElement, name: string): XmlElement[] {
  const content = element[1];
  return typeof content === 'string' ? [] : content.filter(([childName]) => childName === name);
}

export function child(element: XmlElement | null, name: string): XmlElement | null {
  if (element === null || typeof element[1] === 'string') return null;
  for (const one of element[1]) if (one[0] === name) return one;
  return null;
}

/** The text of a child element; null when the element is absent, '' when it is empty. */
export function textOf(element: XmlElement | null, name: string): string | null {
  const found = child(element, name);
  if (found === null) return null;
  return typeof found[1] === 'string' ? found[1] : '';
}

/** The number in a child element; null when the element is absent or holds no decimal integer. */
export function integerOf(element: XmlElement | null, name: string): number | null {
  const text = textOf(element, name)?.trim();
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : null;
}

/** The texts of `<parent><Url>…</Url>…</parent>`; always a list. */
export function textsOf(element: XmlElement | null, parent: string, name: string): string[] {
  const list = child(element, parent);
  if (list === null) return [];
  return children(list, name).map(([, content]) => (typeof content === 'string' ? content : ''));
}
