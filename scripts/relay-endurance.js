// Many cameras on one machine: what a relay takes, and what it does when the network goes, cameras go, or it is killed.
//
//   npm run relay:endurance -- [--parts sources,many,kills]
//     sources: real RTSP cameras behind a network of two namespaces, which only root on Linux may make
//       [--sources 60] [--kbits 100] [--minutes 10] [--cuts 1] [--cut-seconds 20] [--trouble-minutes 0]
//     many: a stand-in for ffmpeg and all else real   [--channels 1000] [--many-minutes 2]
//     kills: SIGKILL at random moments                [--kills 50]
import { parseArgs } from 'node:util';
import { demandLinux } from './emulator-process.js';
import { runKills } from './relay-kills.js';
import { runMany } from './relay-many.js';
import { runSources } from './relay-sources.js';

const number = (value) => ({ type: 'string', default: `${value}` });
const { values } = parseArgs({
  options: {
    ...{ parts: { type: 'string', default: 'sources,many,kills' } },
    ...{ sources: number(60), kbits: number(100), minutes: number(10), cuts: number(1) },
    ...{ 'cut-seconds': number(20), 'trouble-minutes': number(0) },
    ...{ channels: number(1000), 'many-minutes': number(2), kills: number(50) },
  },
});
const { parts, ...numbers } = values;
const options = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)]));
for (const [name, value] of Object.entries(options))
  if (!(value >= 0)) refuse(`--${name} takes a number, not ${numbers[name]}.`);
const runs = { sources: runSources, many: runMany, kills: runKills };
for (const part of parts.split(','))
  if (!Object.hasOwn(runs, part)) refuse(`--parts takes sources, many and kills, not ${part}.`);

demandLinux();
for (const [name, run] of Object.entries(runs))
  if (parts.split(',').includes(name)) console.log(JSON.stringify({ [name]: await run(options) }, null, 2));

function refuse(text) {
  process.stderr.write(`${text}\n`);
  process.exit(2);
}
