import { redact } from '../../client/redact.js';
import { english } from '../../english.js';
import { OssLiveError, ServiceError } from '../../errors.js';
import type { Context } from '../context.js';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.js';
import type { GlobalFlags } from '../flags.js';
import type { Messages } from '../results/index.js';
import { said, say } from '../say.js';
import { colorLevel } from './color.js';
import { hintOf } from './hints.js';
import { withLocalTimes } from './local-time.js';
import { printable, printableJson, printableLines } from './printable.js';

/** What of the command line says how to report an error. */
export type ReportFlags = Partial<Pick<GlobalFlags, 'json' | 'verbose' | 'color'>>;

interface ReportOptions {
  flags: ReportFlags;
  /** What must not be shown, whatever text it turns up in. */
  secrets: readonly string[];
}

type ErrorDocument = Messages['error']['error'];

/** Writes an error to stderr and says which exit code it stands for. */
export async function reportError(
  thrown: unknown,
  { stderr, env, signal }: Pick<Context, 'stderr' | 'env' | 'signal'>,
  { flags, secrets }: ReportOptions,
): Promise<ExitCode> {
  // Whatever an interruption broke on the way, it was the interruption.
  const error = signal.aborted && signal.reason instanceof OssLiveError ? signal.reason : thrown;
  if (error instanceof OssLiveError && error.kind === 'done') return EXIT.done;

  const document = errorDocument(error, secrets);
  if (flags.json) {
    stderr.write(`${printableJson({ error: document })}\n`);
  } else {
    const level = colorLevel(stderr, { env, color: flags.color });
    const word = say`error:`;
    const label = level === 0 ? word : new (await import('chalk')).Chalk({ level }).red.bold(word);
    const lines = [`${label}${say` `}${printable(said(document.message))}`, ...moreLines(error, document)];
    // What the service says is shown as it said it.
    const isOurs = refusalOf(error) === null;
    stderr.write(
      `${lines.map((line) => (stderr.isTTY && isOurs ? withLocalTimes(line) : line)).join('\n')}\n`,
    );
  }
  if (flags.verbose && !flags.json) stderr.write(background(error, secrets));
  return exitCodeOf(error);
}

function errorDocument(error: unknown, secrets: readonly string[]): ErrorDocument {
  const oneLine = (text: string) =>
    redact(text, secrets)
      .replace(/\s*[\r\n]+\s*/g, ' ')
      .trim();
  if (!(error instanceof OssLiveError)) {
    return {
      code: 'Bug',
      ...{ ec: null, httpStatus: null, requestId: null },
      message: english`${oneLine(error instanceof Error ? error.message : String(error))} (this is a bug)`,
      hint: english`Please report it with the output of the same command with -v.`,
      retryable: false,
    };
  }
  // Those that are about an answer have them. The EC is the word of the service: what was found here has none.
  const { httpStatus = null, requestId = null } = (refusalOf(error) ?? error) as Partial<ServiceError>;
  const ec = refusalOf(error)?.ec ?? null;
  const shown = (text: string | null) => (text === null ? null : oneLine(text));
  return {
    code: error.code,
    ...{ ec: shown(ec), httpStatus, requestId: shown(requestId) },
    message: oneLine(messageOf(error)),
    hint: shown(hintOf(error)),
    retryable: error.retryable,
  };
}

/** What the service said, also when a command puts it in words of its own. */
function refusalOf(error: unknown): ServiceError | null {
  if (error instanceof ServiceError) return error;
  return error instanceof OssLiveError && error.cause instanceof ServiceError ? error.cause : null;
}

/** The service's own words do not name the bucket or the channel that they are about. */
function messageOf(error: OssLiveError): string {
  if (!(error instanceof ServiceError)) return error.message;
  const { code, kind, bucket, channelName, message } = error;
  const isAboutChannel = kind === 'notFound' || kind === 'conflict' || kind === 'emptyRange';
  const subject = code === 'NoSuchBucket' ? bucket : isAboutChannel ? channelName : null;
  return subject === null ? message : `${subject}: ${message}`;
}

function moreLines(error: unknown, { ec, httpStatus, requestId, hint }: ErrorDocument): string[] {
  const code = refusalOf(error)?.code;
  // The code of an answer without a document only repeats the status, which the message names.
  const hasCode = code !== undefined && code !== `Http${httpStatus}`;
  const facts = [
    ...(hasCode ? [`${httpStatus} ${code}`] : []),
    ...(ec === null ? [] : [`EC ${ec}`]),
    ...(requestId === null ? [] : [say`request id ${requestId}`]),
  ];
  return [
    ...(hint === null ? [] : [say`hint: ${printable(said(hint))}`]),
    ...(facts.length === 0 ? [] : [printable(facts.join(', '))]),
  ];
}

/** For `-v`: where it came from, with everything secret masked. */
function background(error: unknown, secrets: readonly string[]): string {
  let text = '';
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    if (at !== error || !(at instanceof OssLiveError)) text += `${redact(at.stack ?? at.message, secrets)}\n`;
  return printableLines(text);
}
