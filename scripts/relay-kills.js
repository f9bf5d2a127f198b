// A relay is killed again and again: nothing of it may be left, and the next one goes on.
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEmulator, openPlace } from './place.js';
import { makeClip, openRelay, processesIn } from './relay-at-work.js';

const SOURCES = 4;
const LONGEST_MS = 6000;
/** Nothing may be left after so long; a busy machine takes its time to end a process. */
const GONE_MS = 5000;

export async function runKills({ kills }) {
  const place = openPlace('relay-kills');
  try {
    const clip = makeClip(place.folder, { size: '160x120', rate: 10, seconds: 600 });
    const emulator = await openEmulator(place);
    const inputs = {};
    for (let index = 0; index < SOURCES; index++) {
      copyFileSync(clip, `${clip}.${index}.flv`);
      inputs[`cam-${index}`] = `${clip}.${index}.flv`;
    }
    const settings = 'defaults: { fragDuration: 1, probe: false, audio: none, buffer: 20s }';
    const asked = { emulator, inputs, settings };
    const found = { kills: 0, withFfmpeg: 0, left: 0, slowestMs: 0 };
    while (found.kills < kills) {
      const relay = openRelay(place, asked);
      await sleep(Math.random() * LONGEST_MS);
      if (processesIn(place.folder).some(({ kind }) => kind === 'ffmpeg')) found.withFfmpeg++;
      const sinceMs = performance.now();
      relay.child.kill('SIGKILL');
      await once(relay.child, 'exit');
      while (processesIn(place.folder).length > 0 && performance.now() - sinceMs < GONE_MS) await sleep(20);
      found.left += processesIn(place.folder).length;
      found.slowestMs = Math.max(found.slowestMs, Math.round(performance.now() - sinceMs));
      found.kills++;
    }
    const last = openRelay(place, asked);
    const live = await last.untilLive(SOURCES, 120_000);
    return { ...found, ofThenLive: `${live} of ${SOURCES}`, ...(await last.stop()) };
  } finally {
    place.end();
  }
}
