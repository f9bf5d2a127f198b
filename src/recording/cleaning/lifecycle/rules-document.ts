import { formatXml, parseXml } from '../../../client/xml-document.js';
import { child, children, textOf, type XmlElement } from '../../../protocol/xml.js';

/** One rule of a document, as far as it is understood. */
export interface LifecycleRule {
  /** Null when it has none. */
  id: string | null;
  /** Empty for all objects. */
  prefix: string;
  status: string;
  /** What it does: `Expiration`, `Transition`, … */
  actions: string[];
  /** Days until what it expires is deleted; null when it goes by a date, or does something else. */
  days: number | null;
  /** Whether it is for some of the objects with its prefix only: those with a tag, of a size, or not of another prefix. */
  isPartial: boolean;
  /** Where it stands in the text of the document. */
  start: number;
  end: number;
}

/** One that is to be there. */
export interface NewRule {
  id: string;
  prefix: string;
  days: number;
  /** What it stands in the place of. */
  instead: LifecycleRule | null;
}

/** Comments, character data and instructions, in which no markup means anything, and tags. */
const TOKENS =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s/>]+)((?:"[^"]*"|'[^']*'|[^"'>])*)>/g;

const EMPTY = '<?xml version="1.0" encoding="UTF-8"?>\n<LifecycleConfiguration></LifecycleConfiguration>';

/**
 * A document with lifecycle rules, whose text is changed and never written anew: what nobody here understands goes back
 * byte for byte. Throws SyntaxError for what is no such document, or is not UTF-8.
 */
export class RulesDocument {
  readonly text: string;
  readonly rules: readonly LifecycleRule[];
  /** Where another rule is put, and what stands before the names of elements there. */
  readonly #place: { at: number; isClosed: boolean; prefix: string };

  /** Null: no rules. */
  constructor(text: string | null) {
    this.text = text ?? EMPTY;
    if (localName(parseXml(this.text)[0]) !== 'LifecycleConfiguration')
      throw new SyntaxError('the document has no lifecycle rules');
    const encoding = /^<\?xml[^>]*\sencoding=["']([^"']*)["']/.exec(this.text)?.[1] ?? 'UTF-8';
    if (!/^(utf-?8|us-ascii)$/i.test(encoding) || this.text.includes('\ufffd'))
      throw new SyntaxError('the document is not UTF-8');
    const { rules, place } = scan(this.text);
    this.rules = rules;
    this.#place = place;
  }

  /** The text with more rules at its end, or in the place of others. */
  with(rules: readonly NewRule[]): string {
    const { at, isClosed, prefix: names } = this.#place;
    const texts = rules.map(({ instead, ...rule }) => ({
      instead,
      text: formatXml(named(names, ruleElement(rule))),
    }));
    const more = texts.flatMap(({ instead, text }) => (instead === null ? [text] : [])).join('');
    // `<LifecycleConfiguration/>` has no inside yet.
    const head = isClosed ? this.text.slice(0, at).replace(/\s*\/>$/, '>') : this.text.slice(0, at);
    const tail = isClosed ? `</${names}LifecycleConfiguration>` : '';
    let whole = more === '' ? this.text : `${head}${more}${tail}${this.text.slice(at)}`;
    // From the end, so that the places before it hold.
    const replaced = texts.flatMap(({ instead, text }) => (instead === null ? [] : [{ ...instead, text }]));
    for (const { start, end, text } of replaced.sort((one, other) => other.start - one.start))
      whole = whole.slice(0, start) + text + whole.slice(end);
    return whole;
  }

  /** The text without a rule. */
  without({ start, end }: LifecycleRule): string {
    return this.text.slice(0, start) + this.text.slice(end);
  }
}

function ruleElement({ id, prefix, days }: Omit<NewRule, 'instead'>): XmlElement {
  return [
    'Rule',
    [
      ['ID', id],
      ['Prefix', prefix],
      ['Status', 'Enabled'],
      ['Expiration', [['Days', String(days)]]],
    ],
  ];
}

function named(prefix: string, [name, content]: XmlElement): XmlElement {
  return [prefix + name, typeof content === 'string' ? content : content.map((one) => named(prefix, one))];
}

/** The text is one well-formed document without declarations by now, so that tags nest. */
function scan(text: string): {
  rules: LifecycleRule[];
  place: { at: number; isClosed: boolean; prefix: string };
} {
  const rules: LifecycleRule[] = [];
  let place = { at: text.length, isClosed: true, prefix: '' };
  let depth = 0;
  let start = 0;
  for (const token of text.matchAll(TOKENS)) {
    const [whole, slash, name, rest = ''] = token;
    if (name === undefined) continue;
    const end = token.index + whole.length;
    const isEmpty = rest.endsWith('/');
    if (slash === '/') depth--;
    const isRoot = depth === 0;
    const isRule = depth === 1 && localName(name) === 'Rule';
    if (isRule && slash === '') start = token.index;
    if (isRule && (slash === '/' || isEmpty))
      rules.push({ ...understood(text.slice(start, end)), start, end });
    if (isRoot && (slash === '/' || isEmpty))
      place = {
        at: isEmpty ? end : token.index,
        isClosed: isEmpty,
        prefix: name.slice(0, -localName(name).length),
      };
    if (slash === '' && !isEmpty) depth++;
  }
  return { rules, place };
}

function understood(text: string): Omit<LifecycleRule, 'start' | 'end'> {
  const rule = withoutPrefixes(parseXml(text));
  const content = typeof rule[1] === 'string' ? [] : rule[1];
  const expiration = child(rule, 'Expiration');
  const days = textOf(expiration, 'Days')?.trim() ?? '';
  const actions = content.map(([name]) => name).filter((name) => ACTIONS.has(name));
  return {
    id: textOf(rule, 'ID'),
    prefix: textOf(rule, 'Prefix') ?? '',
    status: textOf(rule, 'Status')?.trim() ?? '',
    actions: [...new Set(actions)],
    isPartial: child(rule, 'Tag') !== null || child(rule, 'Filter') !== null,
    days: /^\d+$/.test(days) && children(rule, 'Expiration').length === 1 ? Number(days) : null,
  };
}

const ACTIONS: ReadonlySet<string> = new Set([
  ...['Expiration', 'Transition', 'AbortMultipartUpload'],
  ...['NoncurrentVersionExpiration', 'NoncurrentVersionTransition'],
]);

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function withoutPrefixes([name, content]: XmlElement): XmlElement {
  return [localName(name), typeof content === 'string' ? content : content.map(withoutPrefixes)];
}
