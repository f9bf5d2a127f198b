import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { probes, WITHOUT_PROBE } from '../../conformance/probes/index.js';
import { checkedReport, evidenceAfter, type Report } from '../../conformance/report.js';
import { rowsOf, withEvidence } from '../../conformance/rows.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/emulator.md'), 'utf8');
const rows = rowsOf(page);
const ids = rows.map(({ id }) => id).filter((id) => id !== '');

describe('the table of the emulator’s page', () => {
  test('has an id for every row that is assumed, and for no other', () => {
    expect(rows.filter(({ id, evidence }) => /assumed/.test(evidence) !== (id !== ''))).toEqual([]);
    expect(ids.filter((id, index) => ids.indexOf(id) < index)).toEqual([]);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9-]+$/);
  });

  test('has a probe for each of them, or a reason why there is none', () => {
    const named = [...probes.map(({ row }) => row), ...Object.keys(WITHOUT_PROBE)];
    expect(named.sort()).toEqual(ids.sort());
    for (const reason of Object.values(WITHOUT_PROBE)) expect(reason.length).toBeGreaterThan(20);
  });
});

describe('a report', () => {
  const row = (id: string, verdict: string, saw: string) => ({ id, verdict, saw, evidence: [] });
  const report = checkedReport(
    JSON.stringify({
      ...{
        time: '2026-11-27T03:49:27.197Z',
        region: 'cn-beijing',
        endpoint: 'oss-cn-beijing.aliyuncs.com',
        version: '0.1.0',
      },
      rows: [
        row('no-video', 'as-assumed', 'sound alone is taken'),
        row('history', 'differs', '2 while the second runs; | and\nmore'),
        row('canonical-request', 'unclear', 'no answer'),
        row('gone-since', 'differs', 'a row that there is no more'),
      ],
      story: null,
    }),
  );
  const marked = (text: string, given: Report): string => {
    const found = rowsOf(text).flatMap(({ id, evidence }): [string, string][] => {
      const words = evidenceAfter(evidence, given, id);
      return id === '' || words === null ? [] : [[id, words]];
    });
    return withEvidence(text, new Map(found));
  };
  const evidenceOf = (text: string, id: string) => rowsOf(text).find((one) => one.id === id)?.evidence;

  test('marks what it says, where and when, and leaves every other line as it is', () => {
    const after = marked(page, report);
    expect(evidenceOf(after, 'no-video')).toBe('assumed; verified in cn-beijing on 2026-11-27');
    expect(evidenceOf(after, 'history')).toBe(
      'documented; the rest assumed; differs in cn-beijing on 2026-11-27: 2 while the second runs    and more',
    );
    const [before, now] = [page.split('\n'), after.split('\n')];
    expect(now.length).toBe(before.length);
    expect(now.filter((line, index) => line !== before[index]).map((line) => line.split(' ')[1])).toEqual([
      ...['no-video', 'history'],
    ]);
  });

  test('replaces what an earlier one said', () => {
    const later: Report = { ...report, time: '2027-01-02T00:00:00.000Z', region: 'eu-central-1' };
    const twice = marked(marked(page, report), later);
    expect(evidenceOf(twice, 'no-video')).toBe('assumed; verified in eu-central-1 on 2027-01-02');
    expect(evidenceOf(twice, 'history')).toMatch(
      /^documented; the rest assumed; differs in eu-central-1 on 2027-01-02: [^;]*$/,
    );
    expect(twice).toBe(marked(twice, later));
  });

  test.each([
    ['no report', '{}'],
    ['a region that is more than a word', '{"region":"a | b","time":"2026-11-27T00:00:00Z","rows":[]}'],
    [
      'a verdict that there is not',
      '{"region":"a","time":"2026","rows":[{"id":"history","verdict":"fine","saw":""}]}',
    ],
  ])('%s is refused', (_name, text) => {
    expect(() => checkedReport(text)).toThrow(/report/);
  });
});
