import type { Finding } from '../../doctor/index.js';
import { english } from '../../english.js';
import type { ErrorKind } from '../../errors.js';
import type { Ignored } from '../../settings/explain.js';
import type { Context, Output } from '../context.js';
import { padded, said, say, wrapping } from '../say.js';
import { colorLevel } from './color.js';
import { wordsOf } from './hints.js';
import { printable } from './printable.js';
import { differenceText } from './signed-difference.js';

/** One setting as it was found. */
export interface FoundSetting {
  name: string;
  /** Masked where it is a secret; null where it is missing. */
  value: string | null;
  source: string | null;
}

export interface FoundSettings {
  found: readonly FoundSetting[];
  ignored: readonly Ignored[];
}

interface Drawing {
  context: Pick<Context, 'stdout' | 'env'>;
  output: Output;
  /** Hides what must not be shown. */
  mask(text: string): string;
  color: boolean;
}

/** Draws each finding as it comes; as one document, or as lines with tabs, at the end. */
export function openReport({ context, output, mask, color }: Drawing) {
  const findings: Finding[] = [];
  let settings: FoundSettings = { found: [], ignored: [] };
  const isDrawn = output.format === 'terminal';
  const columns = context.stdout.columns ?? 80;
  const level = colorLevel(context.stdout, { env: context.env, color });
  return {
    settings(told: FoundSettings) {
      settings = told;
      if (isDrawn) context.stdout.write(mask(settingsText(told)));
    },
    finding(finding: Finding) {
      findings.push(finding);
      if (isDrawn) context.stdout.write(mask(findingText(finding, columns, level > 0)));
    },
    /** What the first failure means; null when there is none. */
    async end(): Promise<ErrorKind | null> {
      const worst = findings.find(({ state }) => state === 'failed')?.kind ?? null;
      if (isDrawn) context.stdout.write(`\n${totals(findings)}\n`);
      else
        await output.result(masked(document(settings, findings), mask), {
          kind: 'table',
          columns: [english`State`, english`What`, english`Found`, english`Fix`],
          rows: findings.map((finding) => [
            finding.state,
            finding.name,
            mask(told(finding)),
            mask(fixOf(finding) ?? ''),
          ]),
          empty: '',
        });
      return worst;
    },
  };
}

const STATES = {
  ok: english`ok`,
  warning: english`warning`,
  failed: english`FAILED`,
  notTested: '-',
} as const;
const PAINT = { ok: 32, warning: 33, failed: 31, notTested: 2 } as const;
const INDENT = 22;

function findingText(finding: Finding, columns: number, isColored: boolean): string {
  const { state, name, difference } = finding;
  const label = padded(said(STATES[state]), 9);
  const painted = isColored ? `\u001b[${PAINT[state]}m${label}\u001b[0m` : label;
  const text = state === 'notTested' ? say`not tested: ${saidOf(finding)}` : saidOf(finding);
  const fix = fixOf(finding);
  const isWrong = state === 'failed' || state === 'warning';
  const lines = [
    `${painted}${name.padEnd(INDENT - 9)}${wrapped(text, columns).join(`\n${' '.repeat(INDENT)}`)}`,
    ...(difference?.line ? [indented(differenceText(difference, columns - INDENT))] : []),
    // Not wrapped: it may be a line to copy.
    ...(fix === null
      ? []
      : [
          `${' '.repeat(9)}${isWrong ? say`fix: ${printable(said(fix))}` : say`next: ${printable(said(fix))}`}`,
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

function indented(text: string): string {
  const lines = text.trimEnd().split('\n').slice(0, -1);
  return lines.map((line) => ' '.repeat(INDENT) + line).join('\n');
}

function told({ message, inferred }: Finding): string {
  const line = printable(message).replace(/\.$/, '');
  return inferred ? english`${line} (inferred)` : line;
}

/** The same in the language of the terminal. */
function saidOf({ message, inferred }: Finding): string {
  const line = printable(said(message)).replace(/[.。]$/, '');
  return inferred ? say`${line} (inferred)` : line;
}

function fixOf(finding: Finding): string | null {
  return finding.difference === null ? wordsOf(finding) : wordsOfDifference(finding.difference);
}

function wordsOfDifference(difference: NonNullable<Finding['difference']>): string {
  return differenceText({ ...difference, line: null }, 80).trim();
}

/** Words stay whole: they may be a line to type. */
function wrapped(text: string, columns: number): string[] {
  const wrap = wrapping();
  if (wrap !== null) return wrap(printable(text), columns - INDENT - 5).split('\n');
  const lines = [''];
  for (const word of printable(text).split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && INDENT + 5 + last.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

function settingsText({ found, ignored }: FoundSettings): string {
  const width = Math.max(...found.map(({ value }) => (value ?? '-').length), 0) + 2;
  const lines = found.map(({ name, value, source }) =>
    `${name.padEnd(13)}${printable(value ?? '-').padEnd(Math.min(width, 45))}${printable(source === null ? say`not set` : said(source))}`.trimEnd(),
  );
  return `${[...lines, ...ignored.map((one) => `${padded(say`ignored`, 13)}${printable(said(ignoredWords(one)))}`), ''].join('\n')}\n`;
}

function ignoredWords({ what, because, why }: Ignored): string {
  if (why === 'neverRead') return english`${what}: no such setting is read (oss-live help environment)`;
  if (why === 'unreadable') return what;
  return english`${what}: overridden by ${because ?? english`an earlier place`}`;
}

function totals(findings: readonly Finding[]): string {
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  const parts = [
    say`${count('ok')} ok`,
    say`${count('warning')} warnings`,
    say`${count('failed')} failed`,
    say`${count('notTested')} not tested`,
  ];
  return parts.map((part) => part.replace(/^1 warnings$/, '1 warning')).join(say`, `);
}

/** Text by text: what is masked may be without an end. */
function masked(document: object, mask: (text: string) => string): unknown {
  return JSON.parse(
    JSON.stringify(document, (_, value) => (typeof value === 'string' ? mask(value) : value)),
  );
}

function document({ found, ignored }: FoundSettings, findings: readonly Finding[]) {
  return {
    settings: found,
    ignored: ignored.map((one) => ({ ...one, message: ignoredWords(one) })),
    findings: findings.map(({ name, state, message, inferred, kind, difference, ...next }) => ({
      ...{ name, state, message, inferred, kind, difference },
      fix: difference === null ? wordsOf(next) : wordsOfDifference(difference),
    })),
  };
}
