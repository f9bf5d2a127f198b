import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { readTrouble, type Trouble } from '../../doctor/index.js';
import { english } from '../../english.js';
import { CommandError, UsageError } from '../../errors.js';
import type { Invocation } from '../command.js';
import { say } from '../say.js';
import { hintOf } from '../terminal/hints.js';
import { explain } from '../terminal/meanings.js';
import { printable } from '../terminal/printable.js';

/** Says what an error, the output of ffmpeg or a log of OBS means; asks nobody. */
export async function explainText({ context, output, mask }: Invocation, from: string): Promise<undefined> {
  const text = from === '-' ? await textOf(context.stdin) : await textIn(resolve(context.cwd, from), from);
  if (Buffer.byteLength(text) > CLIENT_LIMITS.doctorText.value)
    throw new UsageError(english`That is more than 4 MiB: give the part in which it goes wrong.`);
  const troubles = readTrouble(text, (name) => explain(name) !== null).map(toldOf);
  if (troubles.length === 0) {
    throw new CommandError('NothingKnown', english`There is nothing in it that is known here.`, 'notFound', {
      hint: english`See all codes: oss-live help errors; or look at everything: oss-live doctor`,
    });
  }
  const shown = troubles.map(({ name, line, means, fix }) => ({
    ...{ name, means: mask(means) },
    ...{ fix: fix === null ? null : mask(fix), line: mask(line) },
  }));
  if (output.format !== 'terminal') {
    await output.result(
      { troubles: shown },
      {
        kind: 'table',
        columns: [english`Name`, english`Means`, english`Fix`, english`Line`],
        rows: shown.map(({ name, means, fix, line }) => [name, means, fix, line]),
        empty: '',
      },
    );
    return;
  }
  output.text(shown.map(textOfTrouble).join('\n'));
}

interface Told {
  name: string;
  /** What it was found in. */
  line: string;
  means: string;
  fix: string | null;
}

function toldOf(trouble: Trouble): Told {
  if (trouble.kind === 'complaint') {
    const { error, line } = trouble;
    return { name: error.code, line, means: error.message, fix: hintOf(error) };
  }
  const found = explain(trouble.name);
  const fix =
    found?.hint?.replace('{action}', english`that belongs to the command (oss-live help permissions)`) ??
    null;
  return { name: trouble.name, line: trouble.line, means: found?.means ?? '', fix };
}

/** A line of a log may be long, and what it says is told below. */
const LONGEST = 160;

function textOfTrouble({ name, line, means, fix }: Told): string {
  const cut = line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
  const lines = [
    `${name}: ${printable(means)}`,
    ...(fix === null ? [] : [say`  fix: ${printable(fix)}`]),
    say`  in: ${printable(cut)}`,
  ];
  return `${lines.join('\n')}\n`;
}

async function textOf(stdin: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    const data = Buffer.from(chunk);
    chunks.push(data);
    bytes += data.length;
    if (bytes > CLIENT_LIMITS.doctorText.value) break;
  }
  return Buffer.concat(chunks).toString();
}

async function textIn(path: string, named: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? english`there is no such file` : String(code);
    throw new UsageError(english`Cannot read ${named}: ${why}.`, { cause });
  }
}
