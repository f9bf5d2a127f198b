import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { zh } from '../../src/cli/terminal/language/zh.js';
import { dataTexts, marked, unmarked } from '../helpers/texts.js';

const data = new Set(dataTexts());
const texts = new Set([...marked.map(({ template }) => template), ...data]);

const placeholders = (text: string) =>
  [...text.matchAll(/\{(?:said )?(\d+)\}/g)].map(([, index]) => Number(index));

describe('the Chinese of all that is said', () => {
  test('whatever is said is marked', () => {
    expect(unmarked).toEqual([]);
  });

  test('nothing lacks it', () => {
    expect([...texts].filter((text) => !zh.has(text))).toEqual([]);
  });

  test('nothing is in Chinese that is not said any more', () => {
    expect([...zh.keys()].filter((text) => !texts.has(text))).toEqual([]);
  });

  test('nothing is in it twice', async () => {
    const folder = join(import.meta.dirname, '../../src/cli/terminal/language/zh');
    const rooms = await Promise.all(
      readdirSync(folder).map(async (file) =>
        Object.values(await import(join(folder, file))).flatMap((room) => Object.keys(room as object)),
      ),
    );
    expect(rooms.flat().filter((text, index, all) => all.indexOf(text) !== index)).toEqual([]);
  });

  test('every value is in it, but what only English grammar needs', () => {
    const wrong = marked.flatMap(({ place, template, values }) => {
      const there = placeholders(zh.get(template) ?? template);
      const needed = values.flatMap(({ isGrammar }, index) => (isGrammar ? [] : [index]));
      const strange = there.filter((index) => index >= values.length);
      const missing = needed.filter((index) => !there.includes(index));
      return [...strange, ...missing].length === 0 ? [] : [`${place} ${template}`];
    });
    expect(wrong).toEqual([]);
  });

  test('commands, options and codes in it are those of the English', () => {
    const names = (text: string) =>
      [
        ...text.matchAll(
          /(?<![\w-])(--?[a-z][a-z-]*|oss-live [a-z][a-z-]*|oss:\w+|[A-Z]+_[A-Z_]+|\d{4}-\d{8})/g,
        ),
      ]
        .map(([name]) => name)
        // `so oss-live looks first` names none.
        .filter((name) => !/^oss-live (cannot|looks)$/.test(name));
    const other = [...zh].filter(
      ([text, chinese]) => `${[...new Set(names(text))].sort()}` !== `${[...new Set(names(chinese))].sort()}`,
    );
    expect(other).toEqual([]);
  });

  test('data has no placeholders, as nothing is put in', () => {
    expect(
      [...data].filter(
        (text) => placeholders(text).length > 0 || placeholders(zh.get(text) ?? '').length > 0,
      ),
    ).toEqual([]);
  });

  test('a text that is put into another is said in Chinese too', () => {
    const english = marked.flatMap(({ place, template, values }) =>
      values.flatMap(({ isText }, index) =>
        isText && !zh.get(template)?.includes(`{said ${index}}`) ? [`${place} ${template} {${index}}`] : [],
      ),
    );
    expect(english).toEqual([]);
  });

  test('what only a terminal gets is said where its language is known', () => {
    expect(marked.filter(({ tag, isInFunction }) => tag === 'say' && !isInFunction)).toEqual([]);
  });
});
