import type { Client } from '../client/client.js';
import { CLIENT_LIMITS } from '../client/limits.js';
import { near } from '../client/near.js';
import { english } from '../english.js';
import { OssLiveError, type ServiceError } from '../errors.js';
import { commandLine } from './terminal/shell.js';

/** A hint is worth no more of somebody's time. */
const PATIENCE_MS = CLIENT_LIMITS.nearNames.value;

interface Asked {
  argv: readonly string[];
  client(): Promise<Client>;
  signal: AbortSignal;
}

/** Gives an error about a channel that does not exist the names that are near, where the key may list them. */
export async function suggestChannel(error: ServiceError, { argv, client, signal }: Asked): Promise<void> {
  const { channelName: missing } = error;
  if (missing === null) return;
  const names = near(missing, await namesIn(client, signal));
  const [nearest] = names;
  if (nearest === undefined) return;
  const typed = argv.map((word) => (channelIn(word) === missing ? word.replace(missing, nearest) : word));
  const words = typed.some((word, index) => word !== argv[index]) ? typed : ['use', nearest];
  error.advice = null;
  const line = commandLine(['oss-live', ...words]);
  const others = names.slice(0, -1);
  error.hint =
    others.length === 0
      ? english`Did you mean ${nearest}? ${line}`
      : english`Did you mean ${others} or ${names.at(-1)}? ${line}`;
}

/** `cam-42`, `--channel=cam-42`, `oss://examplebucket/cam-42` */
function channelIn(word: string): string {
  return word.replace(/^(?:--channel=|--to=|-C=?)/, '').replace(/^oss:\/\/[^/]+\//, '');
}

async function namesIn(client: Asked['client'], signal: AbortSignal): Promise<string[]> {
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    const { channels } = await (await client()).listLiveChannel({ maxKeys: 1000 }, { signal: patience });
    return channels.flatMap(({ name }) => name ?? []);
  } catch (error) {
    // Without the list the error says as much as it did.
    if (error instanceof OssLiveError) return [];
    throw error;
  }
}
