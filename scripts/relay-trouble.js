// What befalls a relay at random for hours: the network of all is cut, cameras begin anew, some stay dark for minutes.
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './emulator-process.js';
import { watchAlerts } from './relay-alerts.js';
import { measure, rounded } from './relay-at-work.js';
import { tally } from './tally.js';

const between = (least, most) => least + Math.random() * (most - least);

/** How often of each kind, how long until all were live again, which alerts fired, and what the relay took meanwhile. */
export async function trouble(relay, { minutes, cutSeconds, live, place, cable, cameras }) {
  const alerts = watchAlerts(place, (words) => cable.at('client', words));
  const since = relay.events.length;
  const measuring = measure(place.folder, minutes * 60);
  const kinds = {
    async cut() {
      cable.set('down');
      await sleep(between(1, cutSeconds) * 1000);
      cable.set('up');
    },
    reboot: () => cameras.reboot(between(3, 20)),
    // Longer than the alert waits.
    dark: () => cameras.reboot(between(220, 260)),
  };
  const untilMs = performance.now() + minutes * 60_000;
  const all = [];
  for (let round = 0; performance.now() < untilMs; round++) {
    const kind = round % 12 === 6 ? 'dark' : Math.random() < 0.5 ? 'cut' : 'reboot';
    await kinds[kind]();
    const sinceMs = performance.now();
    await sleep(5000);
    const back = await relay.untilLive(live, 180_000);
    const seconds = rounded((performance.now() - sinceMs) / 1000);
    all.push({ kind, back, seconds });
    console.error(`${round + 1} ${kind}: ${back} of ${live} live after ${seconds} s`);
    await sleep(between(5, 60) * 1000);
  }
  const seconds = all.map((one) => one.seconds);
  return {
    ...{ minutes, times: tally(all.map(({ kind }) => kind)) },
    notAllBack: all.filter(({ back }) => back < live).length,
    allLiveAfterSeconds: { median: rounded(median(seconds)), most: Math.max(0, ...seconds) },
    states: tally(relay.events.slice(since).flatMap(({ state }) => state ?? [])),
    took: await measuring,
    alerts: await alerts.fired(),
  };
}
