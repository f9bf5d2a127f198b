// Real RTSP cameras, a network that is cut, cameras that begin anew: what is stored is held against what was shown.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeCable } from './cable.js';
import { codedFrames } from './coded-frames.js';
import { firstLine, median } from './emulator-process.js';
import { openEmulator, openPlace } from './place.js';
import { METRICS_PORT } from './relay-alerts.js';
import { measure, openRelay, processesIn, rounded } from './relay-at-work.js';
import { trouble } from './relay-trouble.js';
import { tally } from './tally.js';

const CAMERAS = join(import.meta.dirname, 'rtsp-cameras.py');
/** Each is a process with some of the cameras. */
const SERVERS = 10;
const FIRST_PORT = 18_554;

export async function runSources(options) {
  const {
    sources,
    kbits,
    minutes,
    cuts,
    'cut-seconds': cutSeconds,
    'trouble-minutes': troubleMinutes,
  } = options;
  const place = openPlace('relay-sources');
  try {
    const cable = await makeCable(place.start);
    if (cable === null)
      return 'left out: the network is cut by namespaces, which only root on Linux may make';
    const names = Array.from({ length: sources }, (_, index) => `cam-${index}`);
    const cameras = await startCameras(place, cable, { names, kbits });
    const emulator = await openEmulator(place, cable);
    const atClient = (words) => cable.at('client', words);
    const relay = openRelay(place, {
      ...{ emulator, at: atClient, flags: ['--metrics', `${METRICS_PORT}`] },
      inputs: Object.fromEntries(names.map((name, index) => [name, cameras.url(index)])),
      settings: 'defaults: { fragDuration: 5, probe: false, audio: none, buffer: 60s }',
    });
    const live = await relay.untilLive(sources, sources * 1500 + 120_000);
    // Until the buffers are full.
    await sleep(75_000);
    const storedBefore = bytesStored(emulator, names);
    const measured = await measure(place.folder, minutes * 60);
    const mbits = (8 * (bytesStored(emulator, names) - storedBefore)) / measured.seconds / 1e6;
    const outages = [];
    for (let cut = 0; cut < cuts; cut++) outages.push(await cutOff(relay, { cable, cutSeconds, live }));
    const troubles =
      troubleMinutes > 0
        ? await trouble(relay, { minutes: troubleMinutes, cutSeconds, live, place, cable, cameras })
        : null;
    await sleep(20_000);
    const lost = relay.named('missing');
    const ended = await relay.stop();
    return {
      ...{ sources, live, ...measured, mbits: rounded(mbits, 2) },
      supervisorMegabytesPerChannel: rounded(measured.supervisor.megabytes.lastThird / sources, 2),
      supervisorCorePercentPerChannel: rounded(measured.supervisor.corePercent / sources, 3),
      mediaCorePercentPerMbit: rounded(measured.worker.corePercent / mbits, 2),
      ffmpegCorePercentPerMbit: rounded(measured.ffmpeg.corePercent / mbits, 2),
      ...{ outages, troubles },
      ...{ missingTold: lost.map(({ channelName, seconds }) => [channelName, seconds]) },
      ...{ ...ended, left: processesIn(place.folder).length },
      pictures: compare(place.folder, emulator, names),
    };
  } finally {
    place.end();
  }
}

/** Servers of some cameras each, so that some may begin anew without the others. */
async function startCameras(place, cable, { names, kbits }) {
  const together = Math.ceil(names.length / SERVERS);
  const begin = async (first) => {
    const count = Math.min(together, names.length - first);
    const words = ['/usr/bin/python3', CAMERAS, `${FIRST_PORT + first}`, place.folder, first, count, kbits];
    const child = place.start(cable.at('client', words.map(String)));
    await firstLine(child);
    return child;
  };
  const servers = new Map();
  for (let first = 0; first < names.length; first += together) servers.set(first, await begin(first));
  const firstOf = (index) => index - (index % together);
  return {
    url: (index) => `rtsp://127.0.0.1:${FIRST_PORT + firstOf(index)}/cam-${index}`,
    async reboot(darkSeconds) {
      const firsts = [...servers.keys()];
      const first = firsts[Math.floor(Math.random() * firsts.length)];
      servers.get(first).kill('SIGKILL');
      await sleep(darkSeconds * 1000);
      servers.set(first, await begin(first));
      await sleep(10_000);
    },
  };
}

/** All lose the service at once; when each was back. */
async function cutOff(relay, { cable, cutSeconds, live }) {
  cable.set('down');
  await sleep(cutSeconds * 1000);
  cable.set('up');
  const upMs = performance.now();
  const since = relay.events.length;
  await sleep(3000);
  const back = await relay.untilLive(live, 180_000);
  const seconds = (state) =>
    relay.events
      .slice(since)
      .filter((event) => event.state === state)
      .map(({ atMs }) => (atMs - upMs) / 1000);
  const connecting = seconds('connecting');
  // What is behind is sent faster than it plays.
  await sleep(30_000);
  return {
    ...{ cutSeconds, back, noticed: connecting.length },
    connectingAfterSeconds: spread(connecting),
    mostInOneSecond: Math.max(0, ...Object.values(tally(connecting.map(Math.floor)))),
    liveAfterSeconds: spread(seconds('live')),
  };
}

function spread(values) {
  if (values.length === 0) return null;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return { first: rounded(least), median: rounded(median(values)), last: rounded(most) };
}

function bytesStored(emulator, names) {
  return names.reduce((sum, name) => {
    const folder = emulator.stored(name);
    return segmentsIn(folder).reduce((bytes, segment) => bytes + statSync(join(folder, segment)).size, sum);
  }, 0);
}

function segmentsIn(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort();
}

/** Pictures that were shown between the first and the last one that is stored, of each time that a camera was watched. */
function compare(folder, emulator, names) {
  const sum = { shown: 0, missing: 0, twice: 0, channelsThatMiss: 0, missingAtEnd: 0 };
  for (const name of names) {
    const whole = join(folder, 'stored.ts');
    writeFileSync(whole, '');
    const stored = emulator.stored(name);
    for (const segment of segmentsIn(stored))
      writeFileSync(whole, readFileSync(join(stored, segment)), { flag: 'a' });
    const got = codedFrames(whole);
    const has = new Set(got);
    sum.twice += got.length - has.size;
    let missing = 0;
    for (const file of readdirSync(folder).filter(
      (one) => one.startsWith(`${name}.`) && one.endsWith('.h264'),
    )) {
      const isThere = codedFrames(join(folder, file)).map((hash) => has.has(hash));
      const between = isThere.slice(isThere.indexOf(true), isThere.lastIndexOf(true) + 1);
      if (!isThere.includes(true)) continue;
      sum.shown += between.length;
      missing += between.filter((there) => !there).length;
      sum.missingAtEnd += isThere.length - 1 - isThere.lastIndexOf(true);
    }
    sum.missing += missing;
    if (missing > 0) sum.channelsThatMiss++;
  }
  return sum;
}
