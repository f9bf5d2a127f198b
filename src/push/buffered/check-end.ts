import { english } from '../../english.js';
import { NetworkError } from '../../errors.js';
import { untilFinished } from '../../recording/index.js';
import type { Carriage } from './carriage.js';
import type { Stretch } from './stretch.js';

/** An end that is not measured like this is not taken for a loss. */
const END_MS = 2000;

/** All was handed over: a service that has noticed the end has got it. Throws NetworkError `EndNotStored`. */
export async function checkEnd(carriage: Carriage, stretch: Stretch, isLeft: boolean): Promise<void> {
  const { onAir, target, arrival, isLive } = carriage;
  const { client, signal } = onAir;
  const { channelName } = target;
  const { connectedTime } = stretch;
  if (signal.aborted) return;
  if (!isLive) onAir.emit({ event: 'unconfirmed' });
  if (connectedTime === null) return;
  if (isLeft && (await untilFinished({ client, channelName, connectedTime, signal }))) return;
  if (!(await arrival.look(signal))) return;
  const lackingMs = stretch.sentMs - stretch.sureMs;
  if (lackingMs < END_MS) return;
  const seconds = (lackingMs / 1000).toFixed(1);
  const message = english`All of the input was sent, but the service has not got the last ${seconds}s.`;
  throw new NetworkError('EndNotStored', message);
}
