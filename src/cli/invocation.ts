import type { Client } from '../client/client.js';
import type { Credentials } from '../protocol/wire.js';
import { chooseChannel } from '../settings/choose-channel.js';
import { resolveSettings, type Settings } from '../settings/settings.js';
import type { Invocation } from './command.js';
import type { Context, Output } from './context.js';
import type { Asked } from './parse.js';

/** Gives a command what it needs, each thing when it is first asked for. `secrets` takes what must not be shown. */
export function createInvocation(
  context: Context,
  { flags, words, passthrough }: Asked,
  { output, secrets }: { output: Output; secrets: string[] },
): Invocation {
  const settings = once(async () => {
    const resolved = await resolveSettings(context, flags);
    const { credentials, renewCredentials: renew } = resolved;
    hide(credentials);
    return { ...resolved, renewCredentials: renew && (async () => hide(await renew())) };
  });
  async function connectWith(changes: Partial<Settings>): Promise<Client> {
    const { connect } = await import('./connect.js');
    return connect({ context, settings: { ...(await settings()), ...changes }, flags, output, secrets });
  }
  const client = once(() => connectWith({}));

  function hide(credentials: Credentials): Credentials {
    const { accessKeySecret, securityToken } = credentials;
    for (const secret of [accessKeySecret, securityToken])
      if (secret && !secrets.includes(secret)) secrets.push(secret);
    return credentials;
  }
  return {
    context,
    flags,
    words,
    passthrough,
    output,
    settings,
    client,
    connectWith,
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
