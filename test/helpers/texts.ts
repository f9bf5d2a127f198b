import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@babel/parser';
import type { Expression, Node, TaggedTemplateExpression } from '@babel/types';
import { commands } from '../../src/cli/commands/all.js';
import { helpErrors } from '../../src/cli/commands/help-errors.js';
import { HELP } from '../../src/cli/completion/candidates.js';
import { type FlagTable, globalFlags, helpFlag } from '../../src/cli/flags.js';
import { START } from '../../src/cli/help.js';
import { EXPLANATIONS } from '../../src/cli/terminal/meanings.js';
import { topics } from '../../src/cli/topics.js';
import { HINTS } from '../../src/client/hints.js';

const SOURCE = join(import.meta.dirname, '../../src');

/** A text where it is marked: english`…` or say`…`. */
export interface Marked {
  place: string;
  tag: 'english' | 'say';
  template: string;
  /** What is put in, as it is written. */
  values: { source: string; isText: boolean; isGrammar: boolean }[];
  /** Whether it stands in a function, and not in what is read once. */
  isInFunction: boolean;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  .map((name) => name.replaceAll('\\', '/'));

/** Every marked text of the sources. */
export const marked: readonly Marked[] = files.flatMap((file) => {
  const text = readFileSync(join(SOURCE, file), 'utf8');
  if (!/\b(english|say)`/.test(text)) return [];
  const found: Marked[] = [];
  walk(
    parse(text, { sourceType: 'module', plugins: ['typescript'] }).program,
    false,
    (node, isInFunction) => {
      const tag = tagOf(node);
      if (tag === null) return;
      const { quasis, expressions } = (node as TaggedTemplateExpression).quasi;
      found.push({
        place: `${file}:${node.loc?.start.line}`,
        tag,
        template: quasis
          .map(({ value }, index) => `${value.cooked}${index < expressions.length ? `{${index}}` : ''}`)
          .join(''),
        values: (expressions as Expression[]).map((value) => ({
          source: text.slice(value.start ?? 0, value.end ?? 0),
          isText: holdsText(value),
          isGrammar: isGrammar(value),
        })),
        isInFunction,
      });
    },
  );
  return found;
});

/** Where the message of an error is among its arguments. */
const ERRORS: Readonly<Record<string, number>> = {
  ...{ UsageError: 0, ConfigurationError: 0, UnreadableAnswerError: 0, MediaError: 0 },
  ...{ CommandError: 1, NetworkError: 1, OssLiveError: 1 },
};

/** Names of what holds a text that is said later. */
const FOR_WORDS = /^(message|hint|what|why|question|note|warning|sentence)$/;

/** What is said without a mark: messages and hints of errors, notes, warnings and progress. */
export const unmarked: readonly string[] = files
  // The page has its own words.
  .filter((file) => !file.startsWith('player/page/'))
  .flatMap((file) => {
    const text = readFileSync(join(SOURCE, file), 'utf8');
    const found: string[] = [];
    walk(parse(text, { sourceType: 'module', plugins: ['typescript'] }).program, false, (node) => {
      for (const literal of saidBy(node).flatMap(literals))
        if (/[a-z]{2} ?[a-z]/i.test(wordsOf(literal)))
          found.push(`${file}:${literal.loc?.start.line} ${wordsOf(literal)}`);
    });
    return found;
  });

function saidBy(node: Node): Node[] {
  if (node.type === 'NewExpression' && node.callee.type === 'Identifier') {
    const message = node.arguments[ERRORS[node.callee.name] ?? -1];
    return message === undefined ? [] : [message];
  }
  if (node.type === 'ObjectProperty' && node.key.type === 'Identifier')
    return node.key.name === 'hint' ? [node.value] : [];
  // What is said later: `const message = '…'`.
  if (node.type === 'VariableDeclarator' && node.init && isForWords(node.id)) return [node.init];
  if (node.type === 'AssignmentExpression' && isForWords(node.left)) return [node.right];
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
    const { property } = node.callee;
    const name = property.type === 'PrivateName' ? property.id.name : nameOf(property);
    // `once('audio codec', '…')`: a warning, or what Node's own `once` takes, which is no text.
    if (name === 'once') return node.arguments.slice(1, 2);
    return /^(note|warn|progress|print|tell|leftOut)$/.test(name) ? node.arguments.slice(0, 1) : [];
  }
  return [];
}

function nameOf(node: Node): string {
  return node.type === 'Identifier' ? node.name : '';
}

function isForWords(target: Node): boolean {
  if (target.type === 'MemberExpression') return isForWords(target.property);
  return target.type === 'Identifier' && FOR_WORDS.test(target.name);
}

/** The literals that a value may be. */
function literals(value: Node): Node[] {
  if (value.type === 'ConditionalExpression') return [value.consequent, value.alternate].flatMap(literals);
  if (value.type === 'LogicalExpression') return [value.left, value.right].flatMap(literals);
  return value.type === 'StringLiteral' || value.type === 'TemplateLiteral' ? [value] : [];
}

function wordsOf(literal: Node): string {
  if (literal.type === 'StringLiteral') return literal.value;
  return literal.type === 'TemplateLiteral' ? literal.quasis.map(({ value }) => value.cooked).join('{}') : '';
}

function tagOf(node: Node): Marked['tag'] | null {
  if (node.type !== 'TaggedTemplateExpression') return null;
  // Or `program.english`, of what is loaded later.
  const tag = node.tag.type === 'MemberExpression' ? node.tag.property : node.tag;
  if (tag.type !== 'Identifier') return null;
  return tag.name === 'english' || tag.name === 'say' ? tag.name : null;
}

function walk(node: Node, isInFunction: boolean, visit: (node: Node, isInFunction: boolean) => void): void {
  visit(node, isInFunction);
  const isInside = isInFunction || /Function|Method/.test(node.type);
  for (const child of Object.values(node).flat()) if (isNode(child)) walk(child, isInside, visit);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** Whether one of the values that it may have is english`…`. */
function holdsText(value: Expression): boolean {
  if (value.type === 'ConditionalExpression')
    return holdsText(value.consequent) || holdsText(value.alternate);
  if (value.type === 'LogicalExpression') return holdsText(value.right);
  return tagOf(value) === 'english';
}

/** `count === 1 ? '' : 's'`: what English needs, and Chinese has not. */
function isGrammar(value: Expression): boolean {
  return (
    value.type === 'ConditionalExpression' &&
    [value.consequent, value.alternate].every(({ type }) => type === 'StringLiteral')
  );
}

/** Texts that are data: help, topics, and what codes mean. */
export function dataTexts(): string[] {
  const helps = (flags: FlagTable = {}) => Object.values(flags).map(({ help }) => help);
  return [
    ...[...commands, helpErrors].flatMap((command) => [
      ...[command.group, command.summary, ...(command.details ?? [])],
      ...(command.arguments ?? []).map(({ help }) => help),
      ...helps(command.flags),
      ...command.examples.map(({ comment }) => comment),
      ...[command.passthrough ?? [], command.instead ?? []].flat(),
    ]),
    ...[...helps(globalFlags), ...helps(helpFlag), START, HELP.help],
    ...topics.flatMap(({ summary, ending, rows }) => [
      ...[summary, ending],
      ...rows(commands).flatMap(([, description]) => (isNamesAlone(description) ? [] : [description])),
    ]),
    ...HINTS.map(({ hint }) => hint),
    ...EXPLANATIONS.flatMap(({ means, hint }) => (hint === null ? [means] : [means, hint])),
  ];
}

/** `oss:GetObject, oss:PutObject` */
function isNamesAlone(description: string): boolean {
  return description.split(', ').every((name) => /^oss:\w+$/.test(name));
}
