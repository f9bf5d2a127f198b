import { setFlagsFromString } from 'node:v8';
import { type Client, createClient } from '../client/client.js';
import { isKeyRefused } from '../client/credentials.js';
import type { Attempt } from '../client/options.js';
import { redact } from '../client/redact.js';
import { english } from '../english.js';
import { ConfigurationError, ServiceError } from '../errors.js';
import type { Transport } from '../protocol/wire.js';
import type { Network } from '../settings/network.js';
import type { Settings } from '../settings/settings.js';
import type { Context, Output } from './context.js';
import type { GlobalFlags } from './flags.js';
import { said, say } from './say.js';
import { printable, printableLines } from './terminal/printable.js';
import { differenceText } from './terminal/signed-difference.js';

interface Connection {
  context: Context;
  /** Null for that of the context, or one of its own. */
  transport: Transport | null;
  settings: Settings;
  flags: Pick<GlobalFlags, 'debugSign'>;
  output: Output;
  /** What must not be shown; grows when credentials are renewed. */
  secrets: readonly string[];
}

/** A client for the settings, which tells on stderr what `-v` and `--debug-sign` ask for. */
export async function connect(connection: Connection): Promise<Client> {
  const { context, settings, flags, output, secrets } = connection;
  if (settings.region === null && settings.signatureVersion === 'v4') {
    throw new ConfigurationError(english`The region cannot be read from the endpoint ${settings.endpoint}.`, {
      advice: { do: 'giveRegionToo' },
    });
  }
  const mask = (text: string) => redact(text, secrets);
  // Requests that go side by side fail of the same, and again.
  let told = '';
  return createClient({
    ...settings,
    credentials: settings.renewCredentials ?? settings.credentials,
    transport: connection.transport ?? context.transport ?? (await openTransport(settings.network)),
    now: context.now,
    retry: { attempts: settings.retryAttempts },
    onAttempt(attempt) {
      if (attempt.error !== null && isKeyRefused(attempt.error)) settings.credentialsRefused?.();
      const difference = attempt.error instanceof ServiceError ? attempt.error.difference : null;
      if (flags.debugSign) context.stderr.write(printableLines(mask(signingText(attempt))));
      if (output.verbose) {
        context.stderr.write(`${printable(mask(summary(attempt)))}\n`);
        if (difference !== null)
          context.stderr.write(
            printableLines(mask(differenceText(difference, context.stderr.columns ?? 80))),
          );
      } else if (attempt.error === null) told = '';
      else if (attempt.retryInMs !== null && !SIDE_BY_SIDE.has(attempt.operation)) {
        const note = mask(say`${said(failure(attempt))} Trying again.`);
        if (note !== told) output.note(note);
        told = note;
      }
    },
  });
}

/** Of these, many fail at the same moment: who asks for them tells of those that go on failing. */
const SIDE_BY_SIDE: ReadonlySet<string> = new Set(['GetObject', 'HeadObject']);

/** Over the proxy that is set, if there is one. */
export async function openTransport(network: Network): Promise<Transport> {
  // After the first answer V8 would optimise undici's WebAssembly parser, and the process wait for that at its end:
  // a third of the time of a command that asks one thing.
  setFlagsFromString('--wasm-tiering-budget=100000000');
  const { createTransport } = await import('../client/transport.js');
  return createTransport(network);
}

/** What was signed, piece by piece, so that it can be held against the service's own StringToSign. */
function signingText({ operation, canonicalRequest, stringToSign }: Attempt): string {
  const canonical =
    canonicalRequest === null ? '' : say`canonical request of ${operation}:\n${canonicalRequest}\n`;
  return say`${canonical}string to sign of ${operation}:\n${stringToSign}\n`;
}

function summary(attempt: Attempt): string {
  const { request, response, elapsedMs, retryInMs } = attempt;
  const answer = response === null ? failure(attempt) : String(response.status);
  const again = retryInMs === null ? '' : say`, again in ${Math.round(retryInMs)} ms`;
  return `${request.method} ${request.origin}${request.target}: ${answer} in ${Math.round(elapsedMs)} ms${again}`;
}

function failure({ error }: Attempt): string {
  return error?.message ?? english`The call failed.`;
}
