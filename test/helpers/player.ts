// A player of the seeded hour, without a port, and what a browser asks of it.
import { createPlayer, type Player, type PlayerOptions } from '../../src/player/index.js';
import type { Transport } from '../../src/protocol/wire.js';
import type { SeededHour } from './seeded-hour.js';
import { KEY } from './sign-v1.js';

export const PLAYER_TOKEN = 'ExampleToken-0123456789';

export function playerOf(hour: SeededHour, more: Partial<PlayerOptions> = {}, transport?: Transport): Player {
  const { options } = hour.changed();
  return createPlayer({
    ...options,
    token: PLAYER_TOKEN,
    ...(transport === undefined ? {} : { transport }),
    ...more,
  });
}

/** Answers as the hour does, but for the objects of which another answer is given. */
export function changedTransport(
  hour: SeededHour,
  change: (target: string) => Awaited<ReturnType<Transport>> | null,
): Transport {
  const { options } = hour.changed();
  return async (request, more) => change(request.target) ?? options.transport!(request, more);
}

export interface PlayerAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** `path` is what follows the token. */
export async function ask(
  player: Player,
  path: string,
  init: RequestInit & { host?: string } = {},
): Promise<PlayerAnswer> {
  const url = `http://${init.host ?? '127.0.0.1:9000'}${player.path}${path}`;
  const response = await player.fetch(new Request(url, init));
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text: Buffer.from(await response.arrayBuffer()).toString('latin1'),
  };
}

/** What nobody who watches may see. */
export const SECRETS = [
  KEY.accessKeyId,
  KEY.accessKeySecret,
  'Signature',
  'OSSAccessKeyId',
  'x-oss-',
  '8787',
];
