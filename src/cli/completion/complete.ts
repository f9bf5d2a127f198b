import { definitions } from '../commands/index.js';
import type { Context } from '../context.js';
import { said } from '../say.js';
import { printable } from '../terminal/printable.js';
import { topics } from '../topics.js';
import { type Candidate, candidates } from './candidates.js';
import { channelNames, profileNames } from './names.js';
import type { Shell } from './scripts.js';
import { typedWords } from './shell-words.js';

/** Enough for anybody to choose from; a shell slows down long before. */
const MOST = 500;

/**
 * Answers a shell: whether files may come next, then a line for each word. `argv` is the shell and what is typed:
 * bash gives the line up to the cursor, the others its words after `--`. Says nothing where anything goes wrong.
 */
export async function complete([shell = '', ...typed]: readonly string[], context: Context): Promise<void> {
  const isBash = shell === 'bash';
  const line = isBash ? typedWords(typed[0] ?? '') : null;
  const words = line === null ? typed.slice(typed[0] === '--' ? 1 : 0) : line.words.slice(1);
  const current = words.at(-1) ?? '';
  const found = candidates(words, { commands: await definitions(), topics });
  const names = [
    ...(found.also.includes('channels') ? await channelNames(words, context) : []),
    ...(found.also.includes('profiles') ? await profileNames(context) : []),
  ];
  const offered = [...found.words, ...names]
    .map(({ value, help }) => ({ value: found.prefix + value, help }))
    .filter(({ value }) => value.startsWith(current) && printable(value) === value)
    .slice(0, MOST);
  const written = offered.map(({ value, help }) => ({
    value: line === null ? value : forBash(value, current, line.quote, typed[1]),
    help,
  }));
  context.stdout.write(
    `${found.also.includes('files') ? 'files' : 'words'}\n${written.map((one) => lineOf(shell as Shell, one)).join('')}`,
  );
}

function lineOf(shell: Shell, { value, help }: Candidate): string {
  return shell === 'bash' ? `${value}\n` : `${value}\t${said(help)}\n`;
}

/** bash puts in what it gets as it is, and takes what stands before its last word break for another word. */
function forBash(value: string, current: string, quote: string, breaks = ' =:'): string {
  const at =
    quote === ''
      ? Math.max(
          ...[...current].map((sign, index) => ('=:'.includes(sign) && breaks.includes(sign) ? index : -1)),
          -1,
        )
      : -1;
  const rest = value.slice(at + 1);
  return quote === '' ? rest.replace(/[^\p{L}\p{M}\p{N}_@%+:=,./-]/gu, '\\$&') : rest;
}
