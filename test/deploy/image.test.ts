// The image, as far as it can be known without an engine: what it runs, as whom, and how its health is asked for.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseArgv } from '../../src/cli/parse.js';
import { serveRelayMetrics } from '../../src/relay/index.js';
import { IDLE_RELAY } from '../helpers/idle-relay.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The instructions of the last stage, in their order. */
const instructions = read('deploy/Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replace(/\s*\\\n\s*/g, ' ')
  .split(/^(?=FROM )/m)
  .at(-1)!
  .trim()
  .split('\n')
  .map((line) => /^([A-Z]+) (.*)$/.exec(line)!.slice(1) as [string, string]);
const last = (name: string) => instructions.findLast(([instruction]) => instruction === name)![1];

const compose = parse(read('deploy/compose.yaml'));
const parsed = (words: readonly string[]) => parseArgv(words, { write: () => true });

test('the image and compose.yaml run a relay, whose metrics are on the port that is open', async () => {
  const [init, dashes, program] = JSON.parse(last('ENTRYPOINT'));
  expect([init, dashes, program]).toEqual(['tini', '--', 'oss-live']);
  const port = last('EXPOSE');
  const relay = {
    command: { name: 'relay' },
    words: ['/etc/oss-live/cameras.yaml'],
    flags: { metrics: `0.0.0.0:${port}`, watchConfig: true, json: true },
  };
  expect(await parsed(JSON.parse(last('CMD')))).toMatchObject(relay);
  const { command, ports, build } = compose.services.relay;
  expect(await parsed(command)).toMatchObject({
    ...relay,
    flags: { ...relay.flags, configFile: '/etc/oss-live/ossutilconfig' },
  });
  // On this machine alone: the metrics name the cameras.
  expect(ports).toEqual([`127.0.0.1:${port}:${port}`]);
  expect(existsSync(join(ROOT, 'deploy', build.context, build.dockerfile))).toBe(true);
});

test('nobody in it is root, and where it keeps its state is that of its user', () => {
  const [, state] = /OSS_LIVE_STATE_DIR=(\S+)/.exec(last('ENV'))!;
  const user = '10001';
  expect(last('USER')).toBe(`${user}:${user}`);
  const [install] = instructions.filter(
    ([name, text]) => name === 'RUN' && text.includes('install --directory'),
  );
  expect(install![1]).toContain(`install --directory --owner=${user} --group=${user} ${state}`);
  expect(compose.services.relay.volumes).toContain(`state:${state}`);
  const { runAsUser, runAsGroup } = parse(read('deploy/kubernetes/stateful-set.yaml')).spec.template.spec
    .securityContext;
  expect([runAsUser, runAsGroup]).toEqual([Number(user), Number(user)]);
});

test('its health is that of /healthz', async () => {
  const [, words] = /CMD (\[.*\])$/.exec(last('HEALTHCHECK'))!;
  const [node, ...args]: string[] = JSON.parse(words!);
  expect(node).toBe('node');
  const server = await serveRelayMetrics({ host: '127.0.0.1', port: 0 }, IDLE_RELAY);
  const origin = `http://127.0.0.1:${last('EXPOSE')}`;
  const check = async () => {
    const there = args.map((word) => word.replace(origin, server.origin));
    expect(there).not.toEqual(args);
    return (await execa(process.execPath, there, { reject: false })).exitCode;
  };
  expect(await check()).toBe(0);
  await server.close();
  expect(await check()).toBe(1);
});
