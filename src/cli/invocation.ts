import { chooseChannel } from './choose-channel.js';
import type { Context, Invocation, Output, ParsedCommand } from './context.js';
import { resolveSettings } from './settings.js';

/** Gives a command what it needs, each thing when it is first asked for. `secrets` takes what must not be shown. */
export function createInvocation(
  context: Context,
  parsed: ParsedCommand,
  { output, secrets }: { output: Output; secrets: string[] },
): Invocation {
  const { flags } = parsed;
  const settings = once(async () => {
    const resolved = await resolveSettings(context, flags);
    const { accessKeySecret, securityToken } = resolved.credentials;
    secrets.push(accessKeySecret, ...(securityToken ? [securityToken] : []));
    return resolved;
  });
  const client = once(async () => {
    const { connect } = await import('./connect.js');
    return connect({ context, settings: await settings(), flags, output });
  });
  return {
    context,
    parsed,
    output,
    settings,
    client,
    channel: (argument) => chooseChannel({ context, argument, flags, output, settings, client }),
  };
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
