import { parseArgv } from '../../src/cli/parse.js';
import { schemaChecker } from './json-schema.js';

const checkers = new Map<string, ReturnType<typeof schemaChecker>>();

function checkerOf(definition: string): ReturnType<typeof schemaChecker> {
  const known = checkers.get(definition) ?? schemaChecker('docs/results.schema.json', definition);
  checkers.set(definition, known);
  return known;
}

/** Rejects when what a command line with `--json` has written is not as docs/results.schema.json says. */
export async function checkJson(
  argv: readonly string[],
  { stdout, stderr }: { stdout: string; stderr: string },
): Promise<void> {
  const dashes = argv.indexOf('--');
  const options = dashes < 0 ? argv : argv.slice(0, dashes);
  if (!options.includes('--json')) return;
  const result = await definitionOf(argv);
  const wrong = [
    ...(result === null ? [] : documentsIn(stdout).flatMap(checkerOf(result))),
    ...stderr.split('\n').flatMap(problemsOfMessage),
  ];
  if (wrong.length > 0)
    throw new Error(`${argv.join(' ')}: not as in docs/results.schema.json:\n${wrong.join('\n')}`);
}

/** Null for one that prints text, or nothing. */
async function definitionOf(argv: readonly string[]): Promise<string | null> {
  try {
    const asked = await parseArgv(argv, { write: () => true });
    if (asked === null) return argv.includes('--version') || argv.includes('-V') ? null : 'help';
    const { name, isText } = asked.command;
    return isText ? null : name;
  } catch {
    return null;
  }
}

function documentsIn(text: string): unknown[] {
  if (text === '') return [];
  try {
    return [JSON.parse(text)];
  } catch {
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  }
}

/** Beside them may stand what `-v` and `--debug-sign` tell. */
function problemsOfMessage(line: string): string[] {
  const [, name] = /^\{"(error|warning)":/.exec(line) ?? [];
  return name === undefined ? [] : checkerOf(name)(JSON.parse(line));
}
