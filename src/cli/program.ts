import type { Context, FlagValue } from './context.js';
import { EXIT } from './exit-codes.js';
import { createInvocation } from './invocation.js';
import { parseArgv } from './parse.js';
import { secretsIn } from './secrets.js';
import { reportError } from './terminal/error-report.js';
import { createOutput } from './terminal/output.js';

/** For `main.ts`, which imports nothing before it knows that more than the version is asked for. */
export { CommandError, InterruptedError } from '../errors.js';
export { exitCodeOf } from './exit-codes.js';

/** What must not be shown of the command line that runs in a context; grows when credentials are found. */
const known = new WeakMap<Context, string[]>();

/** Runs one command line, without the program's name. Resolves with the exit code; never rejects. */
export async function run(argv: readonly string[], context: Context): Promise<number> {
  const secrets = secretsIn(argv, context.env);
  known.set(context, secrets);
  let flags = flagsInText(argv);
  try {
    const found = parseArgv(argv, context.stdout);
    if (found === null) return EXIT.done;
    const { command, parsed } = found;
    flags = parsed.flags;
    const output = createOutput(context, flags);
    return (await command.run(createInvocation(context, parsed, { output, secrets }))) ?? EXIT.done;
  } catch (error) {
    return reportError(error, context, { flags, secrets });
  }
}

/** For an error that reached nobody, such as one in an event handler. Resolves with the exit code. */
export function reportUncaught(error: unknown, argv: readonly string[], context: Context): Promise<number> {
  const secrets = known.get(context) ?? secretsIn(argv, context.env);
  return reportError(error, context, { flags: flagsInText(argv), secrets });
}

/** How to report that a command line cannot be parsed has to be read without parsing it. */
function flagsInText(argv: readonly string[]): Readonly<Record<string, FlagValue>> {
  const end = argv.indexOf('--');
  const options = end < 0 ? argv : argv.slice(0, end);
  return {
    json: options.includes('--json'),
    verbose: options.includes('--verbose') || options.includes('-v'),
    color: !options.includes('--no-color'),
  };
}
