// In which language the page comes, and that nothing of it is missing in Chinese. Chinese pages in a browser: browser.test.ts.
import { describe, expect, test } from 'vitest';
import { chinese } from '../../src/player/chinese.js';
import { createPlayer, type PlayerOptions } from '../../src/player/index.js';
import { english } from '../../src/player/texts.js';
import { ask } from '../helpers/player.js';
import { KEY } from '../helpers/sign-v1.js';

const playerIn = (more: Partial<PlayerOptions> = {}) =>
  createPlayer({ endpoint: 'http://127.0.0.1:9', bucket: 'local', credentials: KEY, ...more });

async function documentOf(accepted: string | null, more: Partial<PlayerOptions> = {}): Promise<string> {
  const headers: Record<string, string> = accepted === null ? {} : { 'accept-language': accepted };
  const { text } = await ask(playerIn(more), '', { headers });
  return Buffer.from(text, 'latin1').toString();
}

const langOf = (document: string): string | undefined => /<html lang="([^"]*)">/.exec(document)?.[1];

describe('the language of the page', () => {
  test.each([
    [null, 'en'],
    ['', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['zh', 'zh-CN'],
    ['ZH-Hans-SG', 'zh-CN'],
    ['zh-TW', 'zh-CN'],
    ['en-GB,zh-CN;q=0.9', 'en'],
    ['en;q=0.5, zh;q=0.7', 'zh-CN'],
    ['zh;q=0.5, en;q=0.5', 'zh-CN'],
    ['de-DE,de;q=0.9,zh;q=0.2,en;q=0.1', 'zh-CN'],
    ['fr,*;q=0.5', 'en'],
    ['zh;q=0', 'en'],
    ['zh;q=much', 'en'],
    ['zh;level=1;q=0.3', 'zh-CN'],
    ['__proto__,constructor,zhx', 'en'],
    [`${'zh,'.repeat(2000)}`, 'zh-CN'],
  ])('Accept-Language: %s gives %s', async (accepted, lang) => {
    expect(langOf(await documentOf(accepted))).toBe(lang);
  });

  test.each([
    ['en', 'zh-CN', 'en'],
    ['zh', 'en', 'zh-CN'],
    ['zh', null, 'zh-CN'],
  ] as const)('%s that was chosen goes before %s', async (language, accepted, lang) => {
    expect(langOf(await documentOf(accepted, { language }))).toBe(lang);
  });

  test.each(['de', '', 'toString', 'zh-CN'])('%o is none', (language) => {
    expect(() => playerIn({ language: language as 'en' })).toThrow("language is 'en' or 'zh', or left out.");
  });

  test.each([
    ['en', 'The player needs JavaScript, which is its own: nothing is loaded from elsewhere.'],
    ['zh', '播放页需要启用 JavaScript。脚本全部由本机提供，不会从其他网站加载任何内容。'],
  ] as const)('%s is also that of a page without scripts', async (language, sentence) => {
    expect(await documentOf(null, { language })).toContain(`<noscript>${sentence}</noscript>`);
  });
});

describe('in Chinese', () => {
  /** By the way to each; functions are called with what can be found again. */
  function textsIn(value: unknown, path = ''): [string, string][] {
    if (typeof value === 'string') return [[path, value]];
    if (typeof value === 'function') return [[path, value(7001, 7002, 7003)]];
    return Object.entries(value as object).flatMap(([name, inner]) => textsIn(inner, `${path}.${name}`));
  }
  const [ours, theirs] = [Object.fromEntries(textsIn(chinese)), Object.fromEntries(textsIn(english))];

  test('every text is there', () => {
    expect(Object.keys(ours)).toEqual(Object.keys(theirs));
    // What people call so in both languages.
    const same = Object.keys(ours).filter((path) => ours[path] === theirs[path]);
    expect(same).toEqual([
      '.page.title',
      ...[1, 2, 3, 4, 5].map((row) => `.controls.keyList.${row}.0`),
      '.facts.unknown',
      '.sessions.range',
    ]);
  });

  test('every text has the numbers and names of the English one', () => {
    const numbers = (texts: Record<string, string>): [string, string[]][] =>
      Object.entries(texts).map(([path, text]) => [path, (text.match(/\d+/g) ?? []).sort()]);
    expect(numbers(ours)).toEqual(numbers(theirs));
  });

  test('no text is half English', () => {
    const known = new Set(
      'JavaScript ffmpeg GET HEAD Media Source Extensions VLC mpv ffplay oss-live K M F L fps'.split(' '),
    );
    const latin = Object.entries(ours).flatMap(([path, text]) =>
      path === '.lang' ? [] : (text.match(/[A-Za-z][A-Za-z-]*/g) ?? []),
    );
    expect(latin.filter((word) => !known.has(word))).toEqual([]);
  });

  test('Chinese stands apart from what is not, as it is set', () => {
    const touching = Object.values(ours).filter((text) =>
      /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u.test(text),
    );
    expect(touching).toEqual([]);
  });
});
