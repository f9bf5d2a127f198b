import type { Emulator, Listening, ListenOptions } from '../../emulator/index.js';
import { english } from '../../english.js';
import { CommandError } from '../../errors.js';

type Ports = ListenOptions & { host: string };

/** A busy port says who is there: most often an emulator that was forgotten. */
export async function listen(running: Emulator, ports: Ports): Promise<Listening> {
  try {
    return await running.listen(ports);
  } catch (error) {
    const isTaken = error instanceof CommandError && error.code === 'PortInUse';
    const dataDir = isTaken ? await emulatorAt(ports) : null;
    if (dataDir === null) throw error;
    const message = english`An emulator runs already on ${ports.host}:${ports.port}, with its data in ${dataDir}.`;
    throw new CommandError('PortInUse', message, 'conflict', {
      hint: english`Use that one, stop it, or give another port with --port (0 picks one).`,
      cause: error,
    });
  }
}

/** The data folder of the emulator that answers there; null when something else does. */
async function emulatorAt({ host, port }: Ports): Promise<string | null> {
  try {
    const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const answer = await fetch(`http://${authority}/_health`, { signal: AbortSignal.timeout(1000) });
    const health: unknown = await answer.json();
    if (typeof health !== 'object' || health === null || !('dataDir' in health)) return null;
    return typeof health.dataDir === 'string' ? health.dataDir : null;
  } catch {
    return null;
  }
}
