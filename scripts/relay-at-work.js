// A relay as a process of its own, and what it takes of the machine.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds, median, residentMegabytes } from './emulator-process.js';
import { mark, marked } from './place.js';

const program = join(import.meta.dirname, '../bin/oss-live.js');

/** Video alone, with a key frame every two seconds; gives its path. */
export function makeClip(folder, { size, rate, seconds }) {
  const clip = join(folder, 'clip.flv');
  const picture = `testsrc2=size=${size}:rate=${rate}`;
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', `${2 * rate}`, '-t', `${seconds}`];
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', picture, ...codecs, clip]);
  return clip;
}

/** Starts `oss-live relay` for these inputs by channel. */
export function openRelay(
  { folder, start, environment },
  { emulator, inputs, settings, flags = [], env = {}, at = (words) => words },
) {
  const lines = Object.entries(inputs).map(([channel, input]) => `  ${channel}: ${input}\n`);
  writeFileSync(join(folder, 'cameras.yaml'), `${settings}\nchannels:\n${lines.join('')}`);
  const words = ['relay', 'cameras.yaml', '--json', '--ledger', 'none', ...flags];
  const child = start(at([process.execPath, program, ...words]), {
    env: { ...environment, ...emulator.variables, ...mark(folder), ...env },
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
      for (let round = 1; count('live') < channels; round++) {
        if (performance.now() > endMs || child.exitCode !== null) break;
        if (round % 50 === 0) console.error(`${count('live')} of ${channels} live`);
        await sleep(200);
      }
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

/** The processes of a relay and those that it has started, by their kind. */
export function processesIn(folder) {
  return marked(folder).flatMap((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      const kind = words.includes('__relay-worker')
        ? 'worker'
        : words.includes('relay')
          ? 'supervisor'
          : 'ffmpeg';
      return [{ pid, kind }];
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
