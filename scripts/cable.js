// Two machines and a cable between them: network namespaces of Linux, which only root may make.
import { execFileSync } from 'node:child_process';
import { firstLine } from './emulator-process.js';

/** Null where that is not allowed. `start` starts what is called with these words. */
export async function makeCable(start) {
  if (process.platform !== 'linux' || process.getuid() !== 0) return null;
  const keep = ['unshare', '-n', 'sh', '-c', 'ip link set lo up && echo $$ && exec sleep 100000'];
  const server = await firstLine(start(keep));
  const client = await firstLine(start(keep));
  const inside = (pid, words) => execFileSync('nsenter', ['-t', pid, '-n', ...words.split(' ')]);
  inside(server, `ip link add cable type veth peer name cable netns ${client}`);
  inside(server, 'ip address add 10.0.0.1/24 dev cable');
  inside(client, 'ip address add 10.0.0.2/24 dev cable');
  for (const pid of [server, client]) inside(pid, 'ip link set cable up');
  return {
    address: '10.0.0.1',
    at: (end, words) => ['nsenter', '-t', end === 'server' ? server : client, '-n', ...words],
    set: (state) => inside(server, `ip link set cable ${state}`),
  };
}
