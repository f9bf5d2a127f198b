import type { Client } from '../client/client.js';
import type { OperationName, OperationNamed } from '../client/operations/index.js';
import { redact } from '../client/redact.js';
import type { HttpRequest } from '../protocol/wire.js';
import type { Invocation } from './command.js';

type InputNamed<Name extends OperationName> = Parameters<OperationNamed<Name>['encode']>[0];
type ResultNamed<Name extends OperationName> = ReturnType<OperationNamed<Name>['decode']>;

/**
 * Sends an operation that changes something. With `--dry-run` it shows the request instead, secrets masked, and
 * resolves with null.
 */
export async function change<Name extends OperationName>(
  { client, context, flags, output }: Pick<Invocation, 'client' | 'context' | 'flags' | 'output'>,
  name: Name,
  input: InputNamed<Name>,
): Promise<ResultNamed<Name> | null> {
  const connected = await client();
  if (flags.dryRun) {
    const { document, text } = await planOf(connected, name, input);
    await output.result(document, { kind: 'none' });
    if (!output.json) output.text(text);
    return null;
  }
  const methodName = (name.charAt(0).toLowerCase() + name.slice(1)) as Uncapitalize<OperationName>;
  const method = connected[methodName] as (
    input: InputNamed<Name>,
    options: { signal: AbortSignal },
  ) => Promise<ResultNamed<Name>>;
  return method(input, { signal: context.signal });
}

/** A request that is not sent, secrets masked: for programs and for people. */
export interface Plan {
  document: object;
  text: string;
}

export async function planOf<Name extends OperationName>(
  client: Client,
  name: Name,
  input: InputNamed<Name>,
): Promise<Plan> {
  const { request } = await client.prepare(name, input);
  return { document: documentOf(name, request), text: requestText(request) };
}

function documentOf(operation: string, { method, origin, target, headers, body }: HttpRequest) {
  return {
    dryRun: true,
    operation,
    method,
    url: redact(origin + target),
    headers: Object.fromEntries(maskedHeaders(headers)),
    body,
  };
}

/** The request as it would go over the wire, with an absolute address. */
function requestText({ method, origin, target, headers, body }: HttpRequest): string {
  const lines = maskedHeaders(headers).map(([name, value]) => `${name}: ${value}`);
  const text = body === null ? '' : `\n${String(body)}\n`;
  return `${method} ${redact(origin + target)}\n${lines.join('\n')}\n${text}`;
}

function maskedHeaders(headers: HttpRequest['headers']): [name: string, value: string][] {
  return headers.map(([name, value]) => {
    const masked = redact(`${name}: ${value}`);
    return [name, masked.slice(name.length + 2)];
  });
}
