// Whoever imports something finds in their editor what it is, in what unit, and what can go wrong.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Item {
  kind: string;
  name?: string;
  docComment?: string;
  members?: Item[];
}

describe.each(['index', 'testing'])('%s', (entrance) => {
  const text = readFileSync(join(import.meta.dirname, `../../dist/.api/${entrance}.api.json`), 'utf8');
  const items = (JSON.parse(text) as { members: [{ members: Item[] }] }).members[0].members;
  const named = items.flatMap((item) => [item, ...(item.members ?? []).map((part) => within(item, part))]);

  test('every public name and every part of it has a doc comment', () => {
    const bare = named.filter(({ kind, docComment }) => kind !== 'Constructor' && !docComment);
    expect(bare.map(({ name, kind }) => `${kind} ${name}`)).toEqual([]);
    expect(named.length).toBeGreaterThan(40);
  });

  test('every function says how it fails', () => {
    const silent = items.filter(
      ({ kind, docComment = '' }) =>
        kind === 'Function' && !/\b(throws?|thrown|rejects?)\b/i.test(docComment),
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  test('a time that is a number has its unit in its name or in its comment', () => {
    const unit = /Seconds|Ms\b|\b(seconds?|milliseconds|Unix|hours?|minutes?|days?)\b/i;
    const times = named.filter(({ name = '' }) =>
      /(time(?!s\b)|delay|duration|interval|expires|timeout)/i.test(name),
    );
    const numbers = times.filter((item) => /: number\b/.test(excerptOf(item)));
    expect(
      numbers.filter((item) => !unit.test(`${item.name} ${item.docComment}`)).map(({ name }) => name),
    ).toEqual([]);
  });
});

function within(item: Item, part: Item): Item {
  return { ...part, name: `${item.name}.${part.name ?? ''}` };
}

function excerptOf(item: Item): string {
  const { excerptTokens = [] } = item as { excerptTokens?: { text: string }[] };
  return excerptTokens.map(({ text }) => text).join('');
}
