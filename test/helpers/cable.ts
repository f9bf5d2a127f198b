// Two machines and a cable between them: network namespaces of Linux, which only root may make.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { execa, type Options, type ResultPromise } from 'execa';
import { afterAll } from 'vitest';

const OPTIONS = {
  extendEnv: false,
  reject: false,
  forceKillAfterDelay: false,
  buffer: false,
  stdin: 'ignore',
} as const satisfies Options;

export interface Cable {
  /** Starts a program at one end. */
  at(end: 'server' | 'client', words: readonly string[], env: NodeJS.ProcessEnv): Program;
  /** Of the server, in a network that nobody else can see. */
  address: string;
  unplug(): Promise<void>;
  plug(): Promise<void>;
  /** Lets so much through to the server, in bits per second; null for all. */
  limit(bitsPerSecond: number | null): Promise<void>;
}

export type Program = ResultPromise<typeof OPTIONS>;

const programs: Program[] = [];

afterAll(async () => {
  for (const program of programs) {
    program.kill('SIGKILL');
    await program;
  }
});

function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Program {
  const child = execa({ env })(program, args, OPTIONS);
  programs.push(child);
  return child;
}

export async function cable(): Promise<Cable> {
  const [server, client] = [await namespace(), await namespace()];
  const [address, other] = ['10.0.0.1', '10.0.0.2'];
  const inside = (pid: string, words: string) => execa('nsenter', ['-t', pid, '-n', ...words.split(' ')]);
  await inside(server, `ip link add cable type veth peer name cable netns ${client}`);
  for (const [pid, own] of [
    [server, address],
    [client, other],
  ] as const) {
    await inside(pid, `ip address add ${own}/24 dev cable`);
    await inside(pid, 'ip link set cable up');
  }
  return {
    address,
    at: (end, words, env) =>
      start('nsenter', ['-t', end === 'server' ? server : client, '-n', ...words], env),
    async unplug() {
      await inside(server, 'ip link set cable down');
    },
    async plug() {
      await inside(server, 'ip link set cable up');
    },
    async limit(bitsPerSecond) {
      const queue = 'tc qdisc replace dev cable root';
      const slow = `${queue} tbf rate ${bitsPerSecond}bit burst 16kb latency 100ms`;
      await inside(client, bitsPerSecond === null ? `${queue} pfifo_fast` : slow);
    },
  };
}

/** The id of a process that keeps a namespace. */
async function namespace(): Promise<string> {
  const words = ['-n', 'sh', '-c', 'ip link set lo up && echo $$ && exec sleep 600'];
  return firstLine(start('unshare', words, process.env));
}

export async function firstLine({ stdout }: Program): Promise<string> {
  const [line] = await once(createInterface({ input: stdout }), 'line');
  return line as string;
}
