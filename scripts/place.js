// A folder and the programs that are started in it: they go together, however a script is ended, `kill -9` aside.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment } from './clean-environment.js';
import { emulatorVariables, startEmulator } from './emulator-process.js';
import { createRunFolder } from './run-folder.js';

/** `end` kills and removes all of it. */
export function openPlace(name) {
  const folder = createRunFolder(`oss-live-${name}-`);
  const environment = cleanEnvironment();
  const children = [];
  const kill = () => {
    for (const child of children)
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    for (const pid of marked(folder)) killNow(pid);
  };
  process.prependOnceListener('exit', kill);
  return {
    ...{ folder, environment },
    start([file, ...args], options) {
      const child = spawn(file, args, {
        ...{ env: environment, cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
        ...options,
      });
      children.push(child);
      return child;
    },
    end() {
      kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function killNow(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** An environment that those inherit which a program of a place starts, so that they are found when it is gone. */
export function mark(folder) {
  return { OSS_LIVE_PLACE: folder };
}

/** The processes with the mark of a place. */
export function marked(folder) {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const isMarked = readFileSync(`/proc/${name}/environ`, 'utf8').includes(`OSS_LIVE_PLACE=${folder}\0`);
      return isMarked ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

/** An emulator in a place, on this machine or at that end of a cable that is the server. */
export async function openEmulator({ folder, start }, cable = null) {
  const dataDir = join(folder, 'data');
  const host = cable === null ? '127.0.0.1' : '0.0.0.0';
  const at = cable === null ? start : (words) => start(cable.at('server', words));
  const { child, ready, stop } = await startEmulator(['--host', host, '--data-dir', dataDir], [], at);
  const url = `http://${cable?.address ?? host}:${ready.port}`;
  return {
    ...{ pid: child.pid, port: ready.port, stop, variables: emulatorVariables({ ...ready, url }) },
    stored: (channel) => join(dataDir, ready.bucket, channel),
  };
}
