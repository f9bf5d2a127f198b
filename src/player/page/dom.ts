/** What an element is made with: properties, attributes (`aria-…`, `data-…`, `role`, `for`), and what is listened to. */
type Made<Tag extends keyof HTMLElementTagNameMap> = {
  [Name in keyof HTMLElementTagNameMap[Tag]]?: HTMLElementTagNameMap[Tag][Name];
} & {
  [attribute: `aria-${string}` | `data-${string}`]: string | undefined;
  role?: string;
  class?: string;
  for?: string;
};

export type Child = Node | string | null;

/** An element. Texts become text nodes: nothing that comes from elsewhere is ever read as HTML. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  made: Made<Tag> | null = null,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(made ?? {})) {
    if (value === undefined) continue;
    if (/^(aria-|data-|role$|class$|for$)/.test(name)) element.setAttribute(name, String(value));
    else Object.assign(element, { [name]: value });
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** A drawing of 24 x 24 that says nothing to screen readers. */
export function icon(path: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'icon');
  const shape = document.createElementNS(SVG, 'path');
  shape.setAttribute('d', path);
  svg.append(shape);
  return svg;
}

export const ICONS = {
  play: 'M8 5.1v13.8L19 12z',
  pause: 'M7 5h3.6v14H7zm6.4 0H17v14h-3.6z',
  volume:
    'M4 9.3v5.4h3.6L12.5 19V5L7.6 9.3zm11 -1.6v8.6a4.6 4.6 0 0 0 0-8.6m0-3.5v2a6.2 6.2 0 0 1 0 11.6v2a8.1 8.1 0 0 0 0-15.6',
  muted:
    'M4 9.3v5.4h3.6L12.5 19V5L7.6 9.3zm17 .3L19.6 8.200 17.300 10.500 15 8.200 13.600 9.600 15.900 11.900 13.600 14.200 15 15.600 17.300 13.300 19.600 15.600 21 14.200 18.700 11.900z',
  back: 'M12 5V1.500L7 6.200l5 4.700V7.200a5.300 5.300 0 1 1-5.300 5.300H4.500A7.500 7.500 0 1 0 12 5',
  forward: 'M12 5V1.500l5 4.700-5 4.700V7.200a5.300 5.300 0 1 0 5.300 5.300h2.200A7.500 7.500 0 1 1 12 5',
  full: 'M4 4h6v2.200H6.200V10H4zm10 0h6v6h-2.200V6.200H14zM4 14h2.200v3.800H10V20H4zm13.800 0H20v6h-6v-2.200h3.800z',
  pip: 'M3 5h18v14H3zm2.200 2.200v9.600h13.600V7.200zM12 12h5.500v3.600H12z',
  link: 'M10.600 13.400a1 1 0 0 0 1.400 0l5-5a2.300 2.300 0 0 0-3.300-3.300l-1.800 1.800-1.500-1.500 1.800-1.800a4.400 4.400 0 0 1 6.300 6.300l-5 5a3.200 3.200 0 0 1-4.400 0zm2.800-2.800a1 1 0 0 0-1.400 0l-5 5a2.300 2.300 0 0 0 3.300 3.300l1.800-1.800 1.500 1.500-1.800 1.800a4.400 4.400 0 0 1-6.300-6.300l5-5a3.200 3.200 0 0 1 4.400 0z',
  list: 'M4 6h10v2.200H4zm0 5h10v2.200H4zm0 5h7v2.200H4zm12-5.500v8l5.500-4z',
  download: 'M10.900 4h2.200v8.300l3-3 1.500 1.500L12 16.400l-5.600-5.600 1.500-1.500 3 3zM5 18h14v2.200H5z',
  left: 'M14.700 5.300 16.200 6.800 11 12l5.200 5.200-1.500 1.500L8 12z',
  camera: 'M4 6h11v3.500L20 7v10l-5-2.500V18H4z',
} as const;
