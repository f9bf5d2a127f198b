// A relay as a process of its own, with an emulator, and what both take of the machine.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanEnvironment } from './clean-environment.js';
import { cpuSeconds, median, residentMegabytes } from './emulator-process.js';

const program = join(import.meta.dirname, '../bin/oss-live.js');

/** A folder and what is started in it; `end` kills and removes all of it. */
export function openPlace(name) {
  const folder = mkdtempSync(join(tmpdir(), `oss-live-${name}-`));
  const children = [];
  return {
    folder,
    start([file, ...args], options) {
      const child = spawn(file, args, {
        ...{ env: cleanEnvironment(), cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
        ...options,
      });
      children.push(child);
      return child;
    },
    end() {
      for (const child of children)
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      for (const { pid } of processesIn(folder)) process.kill(pid, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function firstLine(child) {
  return (await once(createInterface({ input: child.stdout }), 'line'))[0];
}

/** Starts an emulator; gives what a relay needs to know of it. */
export async function openEmulator({ folder, start }, at = (words) => words, address = '127.0.0.1') {
  const dataDir = join(folder, 'data');
  const args = [
    '--host',
    address === '127.0.0.1' ? address : '0.0.0.0',
    '--port',
    '0',
    '--data-dir',
    dataDir,
  ];
  const child = start(at([process.execPath, program, 'emulator', '--json', '--show-secret', ...args]));
  const { port, region, bucket, accessKeyId, accessKeySecret } = JSON.parse(await firstLine(child));
  return {
    ...{ pid: child.pid, stored: (channel) => join(dataDir, bucket, channel) },
    variables: {
      ...{ OSS_ENDPOINT: `http://${address}:${port}`, OSS_REGION: region, OSS_BUCKET: bucket },
      ...{ OSS_ACCESS_KEY_ID: accessKeyId, OSS_ACCESS_KEY_SECRET: accessKeySecret },
    },
  };
}

/** Starts `oss-live relay` for these inputs by channel. */
export function openRelay(
  { folder, start },
  { emulator, inputs, settings, flags = [], env = {}, at = (words) => words },
) {
  const lines = Object.entries(inputs).map(([channel, input]) => `  ${channel}: ${input}\n`);
  writeFileSync(join(folder, 'cameras.yaml'), `${settings}\nchannels:\n${lines.join('')}`);
  const words = ['relay', 'cameras.yaml', '--json', '--ledger', 'none', ...flags];
  const child = start(at([process.execPath, program, ...words]), {
    env: { ...cleanEnvironment(), ...emulator.variables, RELAY_PLACE: folder, ...env },
  });
  const events = [];
  const states = new Map();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = { ...JSON.parse(line), atMs: performance.now() };
    events.push(event);
    if (event.event === 'state') states.set(event.channelName, event.state);
  });
  const count = (state) => [...states.values()].filter((its) => its === state).length;
  return {
    ...{ child, events, states, count },
    named: (name) => events.filter(({ event }) => event === name),
    async untilLive(channels, withinMs) {
      const endMs = performance.now() + withinMs;
      while (count('live') < channels && performance.now() < endMs && child.exitCode === null)
        await sleep(200);
      return count('live');
    },
    /** SIGTERM; how long it took to end, and the exit code. */
    async stop() {
      const sinceMs = performance.now();
      child.kill('SIGTERM');
      const [exitCode] = await once(child, 'exit');
      return { exitCode, endSeconds: rounded((performance.now() - sinceMs) / 1000) };
    },
  };
}

/** What runs with the mark of a place, by its kind. */
export function processesIn(folder) {
  return readdirSync('/proc').flatMap((name) => {
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'utf8').includes(`RELAY_PLACE=${folder}\0`)) return [];
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      const kind = words.includes('__relay-worker')
        ? 'worker'
        : words.includes('relay')
          ? 'supervisor'
          : 'ffmpeg';
      return [{ pid: Number(name), kind }];
    } catch {
      return [];
    }
  });
}

/** What all processes of a relay take for some time: looked at every ten seconds. */
export async function measure(folder, seconds, everySeconds = 10) {
  const before = usage(folder);
  const memory = [before.megabytes];
  const sinceMs = performance.now();
  while (performance.now() - sinceMs < seconds * 1000) {
    await sleep(Math.min(everySeconds * 1000, seconds * 1000));
    memory.push(usage(folder).megabytes);
  }
  const after = usage(folder);
  const lasted = (performance.now() - sinceMs) / 1000;
  const third = Math.max(1, Math.floor(memory.length / 3));
  const figures = {};
  for (const kind of ['supervisor', 'worker', 'ffmpeg']) {
    const of = (part) => rounded(median(part.map((megabytes) => megabytes[kind] ?? 0)), 1);
    figures[kind] = {
      processes: after.count[kind] ?? 0,
      corePercent: rounded((100 * ((after.cpu[kind] ?? 0) - (before.cpu[kind] ?? 0))) / lasted, 2),
      megabytes: { firstThird: of(memory.slice(0, third)), lastThird: of(memory.slice(-third)) },
    };
  }
  return { seconds: rounded(lasted), load: loadavg().map((load) => rounded(load, 1)), ...figures };
}

function usage(folder) {
  const [megabytes, cpu, count] = [{}, {}, {}];
  for (const { pid, kind } of processesIn(folder)) {
    try {
      megabytes[kind] = (megabytes[kind] ?? 0) + residentMegabytes(pid);
      cpu[kind] = (cpu[kind] ?? 0) + cpuSeconds(pid);
      count[kind] = (count[kind] ?? 0) + 1;
    } catch {
      // It has ended.
    }
  }
  return { megabytes, cpu, count };
}

export function rounded(value, digits = 1) {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
