import { connect } from 'node:net';
import { CLIENT_LIMITS } from '../client/limits.js';
import type { Address } from './address.js';

const EVERY_MS = 400;
const LATER_MS = 2000;
/** From then on it is asked less often. */
const SOON_MS = 60_000;
const WITHIN_MS = CLIENT_LIMITS.networkProbe.value;
const BETWEEN_MS = CLIENT_LIMITS.networkBack.value;

interface Probe {
  waiting: Set<() => void>;
  stop(): void;
}

/** For all publishers of the process: one probe for an endpoint, however many wait for it. */
const probes = new Map<string, Probe>();

/** Resolves when the server can be reached, which is asked again and again; rejects when the signal is aborted. */
export async function untilReachable(
  { host, port }: Pick<Address, 'host' | 'port'>,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const key = `${host}:${port}`;
  const probe = probes.get(key) ?? begin(key, host, port);
  await new Promise<void>((resolve, reject) => {
    const reached = () => {
      signal.removeEventListener('abort', abort);
      resolve();
    };
    const abort = () => {
      probe.waiting.delete(reached);
      if (probe.waiting.size === 0) probe.stop();
      reject(signal.reason);
    };
    probe.waiting.add(reached);
    signal.addEventListener('abort', abort, { once: true });
  });
}

function begin(key: string, host: string, port: number): Probe {
  const beganAtMs = performance.now();
  const sockets = new Set<ReturnType<typeof connect>>();
  let timer: NodeJS.Timeout | undefined;
  const waiting: Probe['waiting'] = new Set();
  const probe: Probe = {
    waiting,
    stop() {
      clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
      if (probes.get(key) === probe) probes.delete(key);
    },
  };
  // A lost packet is sent again after a second: several attempts under way find out sooner.
  const ask = () => {
    const socket = connect({ host, port });
    sockets.add(socket);
    socket.setTimeout(WITHIN_MS, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('connect', () => {
      probe.stop();
      // Hundreds that were cut off together do not come back at the same moment.
      for (const [index, reached] of [...waiting].entries()) setTimeout(reached, index * BETWEEN_MS);
      waiting.clear();
    });
    timer = setTimeout(ask, performance.now() - beganAtMs < SOON_MS ? EVERY_MS : LATER_MS);
  };
  probes.set(key, probe);
  ask();
  return probe;
}
