import { untilFinished } from '../../recording/index.js';
import { checkListed } from '../check-listed.js';
import { longestSegment } from '../longest-segment.js';
import type { Carriage } from './carriage.js';
import type { Stretch } from './stretch.js';

/** All was handed over. Throws NetworkError `EndNotStored` when it has not arrived. */
export async function checkEnd(carriage: Carriage, stretch: Stretch, isLeft: boolean): Promise<void> {
  const { onAir, target, arrival, isLive } = carriage;
  const { client, signal, examined } = onAir;
  const { channelName, fragDuration } = target;
  const { connectedTime } = stretch;
  if (signal.aborted) return;
  if (!isLive) onAir.emit({ event: 'unconfirmed' });
  if (connectedTime === null) return;
  const isNoticed = isLeft && (await untilFinished({ client, channelName, connectedTime, signal }));
  await checkListed({
    ...{ isNoticed, signal, longest: longestSegment(examined, fragDuration) },
    async lacking() {
      if (!(await arrival.look(signal))) return 0;
      // A service that lists nothing yet of what has ended is late with all of it.
      if (isNoticed && stretch.sureMs <= stretch.begunMs) return 0;
      return (stretch.sentMs - stretch.sureMs) / 1000;
    },
  });
}
