import type { Client } from '../client/client.js';
import type { OperationName, OperationNamed } from '../client/operations/index.js';
import { redact } from '../client/redact.js';
import type { Invocation } from './command.js';
import type { Output } from './context.js';

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
    await tellPlan(output, await planOf(connected, name, input));
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

export async function tellPlan(output: Output, { document, text }: Plan): Promise<void> {
  await output.result(document, { kind: 'none' });
  if (!output.json) output.text(text);
}

export async function planOf<Name extends OperationName>(
  client: Client,
  operation: Name,
  input: InputNamed<Name>,
): Promise<Plan> {
  const { method, origin, target, body, ...request } = (await client.prepare(operation, input)).request;
  const url = redact(origin + target);
  const headers = request.headers.map(([name, value]): [name: string, value: string] => {
    return [name, redact(`${name}: ${value}`).slice(name.length + 2)];
  });
  const lines = headers.map(([name, value]) => `${name}: ${value}\n`).join('');
  return {
    document: { dryRun: true, operation, method, url, headers: Object.fromEntries(headers), body },
    // As it would go over the wire, with an absolute address.
    text: `${method} ${url}\n${lines}${body === null ? '' : `\n${String(body)}\n`}`,
  };
}
