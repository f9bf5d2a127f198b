// Very many channels: each has a stand-in for ffmpeg, which costs nothing; all else is real.
import { join } from 'node:path';
import { openEmulator, openPlace } from './place.js';
import { makeClip, measure, openRelay, processesIn, rounded } from './relay-at-work.js';
import { tally } from './tally.js';

const STAND_IN = join(import.meta.dirname, 'stand-in-ffmpeg.pl');

export async function runMany({ channels, 'many-minutes': minutes }) {
  const place = openPlace('relay-many');
  try {
    const clip = makeClip(place.folder, { size: '96x64', rate: 2, seconds: 30 });
    const emulator = await openEmulator(place);
    const names = Array.from({ length: channels }, (_, index) => `cam-${index}`);
    const relay = openRelay(place, {
      ...{ emulator, flags: ['--ffmpeg', STAND_IN], env: { STAND_IN_CLIP: clip } },
      inputs: Object.fromEntries(names.map((name) => [name, `rtsp://127.0.0.1/${name}`])),
      settings: 'defaults: { fragDuration: 10, probe: false, audio: none, buffer: 30s }',
    });
    const sinceMs = performance.now();
    // Four begin each second.
    const live = await relay.untilLive(channels, channels * 250 + 60_000);
    const startSeconds = rounded((performance.now() - sinceMs) / 1000);
    const measured = await measure(place.folder, minutes * 60);
    const { supervisor } = measured;
    const still = relay.count('live');
    const dark = names.filter((name) => relay.states.get(name) !== 'live');
    const ended = await relay.stop();
    return {
      ...{ channels, live, startSeconds, ...measured, liveAfterwards: still, ...ended },
      // Why: what each of some was told last.
      dark: dark.slice(0, 10).map((name) => relay.events.findLast((event) => event.channelName === name)),
      supervisorMegabytesPerChannel: rounded(supervisor.megabytes.lastThird / channels, 3),
      supervisorCorePercentPerChannel: rounded(supervisor.corePercent / channels, 4),
      left: processesIn(place.folder).length,
      states: tally(relay.named('state').map(({ state }) => state)),
    };
  } finally {
    place.end();
  }
}
