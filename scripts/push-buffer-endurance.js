// A live source with a buffer, cut again and again in every way: what is stored is held against what was shown, frame
// by frame, pictures and sound.
// node scripts/push-buffer-endurance.js [cuts of each kind, default 3] [B-frames, default 2] [buffer, default 90s]
// [longest cut of the network in seconds, default 45] [kinds: network,ended,reset,closed,unread,expired,busy; default all]
// Cuts of the network take two network namespaces of Linux, which only root may make; without them they are left out.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeCable } from './cable.js';
import { codedFrames } from './coded-frames.js';
import { cpuSeconds, residentMegabytes } from './emulator-process.js';
import { openEmulator, openPlace } from './place.js';
import { tally } from './tally.js';

const [times = 3, bFrames = 2, buffer = '90s', longestCut = 45, wanted = ''] = process.argv.slice(2);
const program = join(import.meta.dirname, '../bin/oss-live.js');
const { folder, environment, start, end } = openPlace('buffer-endurance');
/** What a source of a minute shows again and again would not be told apart. */
const SOURCE_SECONDS = 4 * 3600;
const HEALTHY_SECONDS = 6;

try {
  console.log(JSON.stringify(await run(), null, 2));
} finally {
  end();
}

async function run() {
  const cable = await makeCable(start);
  if (cable === null) console.error('The network is not cut: that takes root on Linux.');
  const at = cable?.at ?? ((_, words) => words);
  const emulator = await openEmulator({ folder, start }, cable);
  const env = { ...environment, ...emulator.variables };
  const control = await controller(at, emulator.port);
  execFileSync(
    ...command(at('client', [process.execPath, program, 'create', 'cam', '-q', '--frag-duration', '4'])),
    {
      env,
    },
  );

  const shown = join(folder, 'shown.ts');
  const source = start(['ffmpeg', ...sourceArguments(shown)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const words = ['push', '-', 'cam', '--json', '--buffer', buffer, '--retry-for', '10m'];
  const push = start(at('client', [process.execPath, program, ...words]), {
    env,
    stdio: [source.stdout, 'pipe', 'inherit'],
  });
  const events = [];
  createInterface({ input: push.stdout }).on('line', (line) => events.push(JSON.parse(line)));
  const named = (name) => events.filter(({ event }) => event === name);
  const healthy = () => untilHealthy(events);
  await healthy();
  const before = { cpuSeconds: cpuSeconds(push.pid), megabytes: residentMegabytes(push.pid) };
  await sleep(20_000);
  const steady = { seconds: 20, cpu: cpuSeconds(push.pid) - before.cpuSeconds };

  const all = ['network', 'ended', 'reset', 'closed', 'unread', 'expired', 'busy'];
  const asked = wanted === '' ? all : wanted.split(',');
  const kinds = asked.filter((kind) => cable !== null || kind !== 'network');
  const memory = [];
  /** Seconds that the network was cut, and from its return until the stream went on; none where the sockets got over it. */
  const back = [];
  for (let round = 0; round < Number(times); round++) {
    for (const kind of kinds) {
      const cutSeconds = 1 + Math.random() * (Number(longestCut) - 1);
      if (kind === 'network') {
        cable.set('down');
        await sleep(cutSeconds * 1000);
        cable.set('up');
      } else {
        await control.prepare(kind);
        await control.kick();
      }
      const since = performance.now();
      const sinceTime = Date.now();
      await sleep(kind === 'unread' ? 30_000 : 6000);
      await healthy();
      await control.clear();
      const { time = 0 } = named('resumed').at(-1) ?? {};
      const backSeconds = (Date.parse(time) - sinceTime) / 1000;
      if (kind === 'network' && backSeconds > 0)
        back.push([cutSeconds, backSeconds].map((value) => Number(value.toFixed(2))));
      memory.push(residentMegabytes(push.pid));
      const took = ((performance.now() - since) / 1000).toFixed(0);
      console.error(
        `${round + 1} ${kind} ${kind === 'network' ? `${cutSeconds.toFixed(0)} s ` : ''}healthy after ${took} s`,
      );
    }
  }
  source.stdin.write('q');
  const [exitCode] = await once(push, 'exit');
  await emulator.stop();
  const [ended] = named('ended');
  return {
    ...{ exitCode, cutsOfEach: Number(times), kinds, bFrames: Number(bFrames), buffer },
    ...{ seconds: ended.seconds, reconnects: ended.reconnects, gapSeconds: ended.gapSeconds },
    ...{ sentAgainSeconds: ended.sentAgainSeconds, lostSeconds: ended.lostSeconds },
    back,
    missing: named('missing').map(({ seconds, by }) => [seconds, by]),
    reasons: tally(named('reconnecting').map(({ error }) => error.code)),
    begunBy: tally(named('resumed').map(({ by }) => by)),
    longestGapSeconds: Math.max(0, ...named('resumed').map(({ gapSeconds }) => gapSeconds)),
    cpuPercent: (100 * steady.cpu) / steady.seconds,
    ...{
      megabytesAtStart: before.megabytes,
      megabytesMost: Math.max(...memory),
      megabytesLast: memory.at(-1),
    },
    ...compare(shown, emulator.stored('cam')),
  };
}

function command([file, ...args]) {
  return [file, args];
}

/** ffmpeg shows the same as it writes into a file. */
function sourceArguments(shown) {
  const video = ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25'];
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440'];
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '1M', '-pix_fmt', 'yuv420p', '-g', '50'];
  const more = ['-bf', `${bFrames}`, '-sc_threshold', '0', '-c:a', 'aac', '-b:a', '64k'];
  return [
    ...['-v', 'error', '-re', ...video, '-re', ...sound, '-t', `${SOURCE_SECONDS}`, ...codecs, ...more],
    ...['-flags', '+global_header', '-map', '0:v', '-map', '1:a'],
    ...['-f', 'tee', `[f=mpegts]${shown}|[f=mpegts:flush_packets=1]pipe\\:1`],
  ];
}

async function untilHealthy(events) {
  for (let since = performance.now(); performance.now() - since < HEALTHY_SECONDS * 1000; await sleep(250)) {
    const last = events.findLast(({ event }) => event === 'progress');
    const isFresh = last !== undefined && Date.now() - Date.parse(last.time) < 3000;
    if (events.some(({ event }) => event === 'ended')) throw new Error(JSON.stringify(events.at(-1)));
    if (!isFresh || !last.live || last.behindSeconds > 1.5) since = performance.now();
  }
}

/** Commands to the emulator, which obeys only its own machine. */
async function controller(at, port) {
  const code = `
    const { createInterface } = require('node:readline');
    createInterface({ input: process.stdin }).on('line', async (line) => {
      const { method, path, body } = JSON.parse(line);
      const answer = await fetch('http://127.0.0.1:${port}' + path, { method, body });
      console.log(answer.status);
    });
    console.log('ready');`;
  const child = start(at('server', [process.execPath, '-e', code]), {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line');
  const ask = async (method, path, body) => {
    child.stdin.write(`${JSON.stringify({ method, path, body: body && JSON.stringify(body) })}\n`);
    return once(lines, 'line');
  };
  const rule = (effect, times = 1) =>
    ask('POST', '/_emulator/faults', { match: { layer: 'rtmp', op: 'publish' }, times, effect });
  const text = (code, words) => ({ reject: { code: `NetStream.Publish.${code}`, text: words } });
  const effects = {
    ended: () => undefined,
    reset: () => rule({ dropAfterMs: 4000, dropHow: 'rst' }),
    closed: () => rule({ dropAfterMs: 4000, dropHow: 'fin' }),
    unread: () => rule({ stallAfterMs: 3000, stallForMs: 120_000 }),
    expired: () => rule(text('Denied', 'SecurityTokenExpired: The security token has expired.')),
    busy: () => rule(text('BadName', 'ChannelStillLive: The channel is being pushed to.'), 3),
  };
  return {
    prepare: (kind) => effects[kind](),
    kick: () => ask('POST', '/_emulator/channels/cam/kick'),
    clear: () => ask('DELETE', '/_emulator/faults'),
  };
}

function compare(shown, stored) {
  const names = readdirSync(stored)
    .filter((name) => name.endsWith('.ts'))
    .sort();
  const whole = join(folder, 'stored.ts');
  writeFileSync(whole, '');
  for (const name of names) writeFileSync(whole, readFileSync(join(stored, name)), { flag: 'a' });
  const result = { segments: names.length };
  for (const kind of ['v', 'a']) {
    const [wanted, got] = [codedFrames(shown, kind), codedFrames(whole, kind)];
    const has = new Set(got);
    const isThere = wanted.map((hash) => has.has(hash));
    const between = isThere.slice(isThere.indexOf(true), isThere.lastIndexOf(true));
    result[kind === 'v' ? 'pictures' : 'soundFrames'] = {
      shown: between.length,
      missing: between.filter((there) => !there).length,
      twice: got.length - has.size,
      missingAtEnd: isThere.length - 1 - isThere.lastIndexOf(true),
    };
  }
  return result;
}
