// The Chinese pages say what the English ones do: whoever changes one of these has to look at the other.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorsIn, type Block, blocksIn } from '../helpers/markdown.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Generated, or for those who work on oss-live. */
const ENGLISH_ALONE = [
  ...['commands', 'reference', 'library', 'emulator'],
  ...['conformance', 'how-it-works', 'publish'],
];

const guides = readdirSync(join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => name.slice(0, -'.md'.length))
  .filter((name) => !ENGLISH_ALONE.includes(name));

const pages = ['README.md', ...guides.map((name) => `docs/${name}.md`)];

/** Where the Chinese of a page is, of those that have one. */
function chineseOf(page: string): string {
  if (page === 'README.md') return 'README.zh-CN.md';
  return page === 'docs/play.jpg' || pages.includes(page) ? page.replace('docs/', 'docs/zh-CN/') : page;
}

describe.each(pages)('%s', (page) => {
  const [english, chinese] = [
    read(page),
    existsSync(join(ROOT, chineseOf(page))) ? read(chineseOf(page)) : '',
  ];

  test('leads to its Chinese, and back', () => {
    const way = (from: string, to: string): string => relative(dirname(from), to);
    expect(english.split('\n')[2]).toBe(`[中文](${way(page, chineseOf(page))})`);
    expect(chinese.split('\n')[2]).toBe(`[English](${way(chineseOf(page), page)})`);
  });

  test('has not changed since its Chinese was looked at', () => {
    // Look whether the Chinese still says the same; then this line is its last one.
    expect(chinese.trimEnd().split('\n').at(-1)).toBe(
      `<!-- Says what ${page} said at ${digestOf(english)}. -->`,
    );
  });

  const theirs = blocksIn(english).filter(isText);
  const ours = blocksIn(chinese).filter(isText);

  test('has as many headings, paragraphs, items, rows and code blocks in Chinese', () => {
    const shape = (blocks: readonly Block[]): string[] => blocks.map(shapeOf);
    expect(shape(ours)).toEqual(shape(theirs));
  });

  test('names the same things in Chinese, piece by piece', () => {
    const found = theirs.map((block, at) => ({
      of: block.text,
      ...factsOf(ours[at]?.text ?? '', chineseOf(page)),
    }));
    const wanted = theirs.map((block) => ({ of: block.text, ...factsOf(block.text, page) }));
    expect(found).toEqual(wanted);
  });

  test('has the same numbers in Chinese, piece by piece', () => {
    const wrong = theirs.flatMap(({ kind, text }, at) => {
      if (kind === 'code') return [];
      const [there, here] = [numbersIn(text), numbersIn(ours[at]?.text ?? '')];
      const inWords = inWordsIn(text);
      const lacking = there.filter((number) => !here.includes(number));
      const invented = here.filter((number) => !there.includes(number) && !inWords.includes(number));
      return lacking.length + invented.length === 0 ? [] : [{ of: text, lacking, invented }];
    });
    expect(wrong).toEqual([]);
  });

  test('is set as Chinese is', () => {
    const running = ours.filter(({ kind }) => kind !== 'code').map(({ text }) => plain(text));
    expect(
      running.flatMap(
        (text) => text.match(/.{0,8}(?:\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}).{0,8}/gu) ?? [],
      ),
    ).toEqual([]);
    expect(
      running.flatMap(
        (text) => text.match(/.{0,8}(?:\p{Script=Han}[,;:!?()]|[,;:!?(] ?\p{Script=Han}).{0,8}/gu) ?? [],
      ),
    ).toEqual([]);
  });

  test('is in Chinese wherever it is in words', () => {
    const words = ours
      .filter(({ kind }) => kind === 'paragraph' || kind === 'item')
      .map(({ text }) => plain(text));
    expect(words.filter((text) => /[A-Za-z]{2}/.test(text) && !/\p{Script=Han}/u.test(text))).toEqual([]);
  });
});

const isText = ({ text }: Block): boolean => !/^\[(?:中文|English)\]\([^)]*\)$|^<!-- Says what/.test(text);

/** Without tables that are made of the program in both languages. */
function digestOf(text: string): string {
  const written = text.replace(/(<!-- (\w+) -->)[\s\S]*(<!-- \/\2 -->)/g, '$1$3');
  return createHash('sha256').update(written).digest('hex').slice(0, 8);
}

function shapeOf({ kind, text }: Block): string {
  if (kind === 'code') return text;
  if (kind === 'heading') return `${text.split(' ')[0]} heading`;
  return kind === 'row' ? `row of ${cellsIn(text).length}` : kind;
}

function cellsIn(row: string): string[] {
  return row.split(/(?<!\\)\|/).slice(1, -1);
}

/** What is the same in any language, and what its links lead to, as the place among the headings where there is one. */
function factsOf(text: string, page: string): { codes: string[]; first: string[]; links: string[] } {
  if (text.startsWith('```')) return { codes: [], first: [], links: [] };
  const codes = (part: string): string[] =>
    [...new Set([...part.matchAll(/`([^`]+)`/g)].map(([, code]) => code!))].sort();
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => leadsTo(link!, page));
  return {
    codes: codes(text),
    first: text.startsWith('|') ? codes(cellsIn(text)[0] ?? '') : [],
    links: links.sort(),
  };
}

function leadsTo(link: string, page: string): string {
  if (/^[a-z]+:/.test(link)) return link;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), path));
  const place = anchor === undefined ? '' : ` heading ${anchorsIn(read(target)).indexOf(anchor)}`;
  return `${chineseOf(target)}${place}`;
}

const plain = (text: string): string => text.replace(/`[^`]*`/g, '').replace(/\]\([^)]*\)/g, ']');

/** Without what separates thousands. */
function numbersIn(text: string): number[] {
  return (plain(text).match(/\d+(?:[.,]\d+)*/g) ?? []).map((number) =>
    Number.parseFloat(number.replace(/,/g, '')),
  );
}

const WORDS: Readonly<Record<string, number>> = {
  ...{ half: 0.5, one: 1, once: 1, two: 2, twice: 2, both: 2, three: 3, four: 4, five: 5, six: 6, seven: 7 },
  ...{
    eight: 8,
    nine: 9,
    ten: 10,
    eleven: 11,
    twelve: 12,
    thirteen: 13,
    fourteen: 14,
    fifteen: 15,
    sixteen: 16,
  },
  ...{ twenty: 20, thirty: 30, forty: 40, fifty: 50, hundred: 100, thousand: 1000 },
  ...{ March: 3, September: 9 },
};

/** What English writes in words, and Chinese with digits. */
function inWordsIn(text: string): number[] {
  const words = text.match(/[A-Za-z]+/g) ?? [];
  return words.flatMap((word, at) => {
    const number = WORDS[word] ?? WORDS[word.toLowerCase()];
    if (number === undefined) return [];
    const times = WORDS[words[at + 1] ?? ''] ?? 1;
    return [number, number * times, number + 0.5];
  });
}
