import { createClient } from '../../client/client.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { findPlace } from '../../settings/find-place.js';
import { resolveSettings } from '../../settings/settings.js';
import type { GivenOptions } from '../../settings/sources.js';
import { openTransport } from '../connect.js';
import type { Context } from '../context.js';
import { MOST_NAMES, rememberNames } from './names.js';

/** Asks for the names of channels, for the next time somebody types. `words` are options as `--bucket=examplebucket`. */
export async function remember(words: readonly string[], context: Context): Promise<void> {
  const given = optionsOf(words);
  const place = await findPlace(context, given);
  if (place === null) return;
  const settings = await resolveSettings(context, given);
  const client = createClient({
    ...settings,
    transport: context.transport ?? (await openTransport(settings.network)),
    now: context.now,
    retry: { attempts: 1 },
  });
  const signal = AbortSignal.timeout(CLIENT_LIMITS.completion.value);
  const { channels } = await client.listLiveChannel({ maxKeys: MOST_NAMES }, { signal });
  await rememberNames(
    context,
    place,
    channels.flatMap(({ name }) => name ?? []),
  );
}

function optionsOf(words: readonly string[]): GivenOptions {
  const pairs = words.map((word) => {
    const [, name = '', value = ''] = /^--([\w-]+)=(.*)$/s.exec(word) ?? [];
    return [name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()), value];
  });
  return Object.fromEntries(pairs);
}
