// The built program, as a user runs it.

import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createMachine,
  type Machine,
  PROGRAM,
  type RunningEmulator,
  startEmulator,
} from '../helpers/program.js';

let machine: Machine;
let emulator: RunningEmulator;

beforeAll(async () => {
  machine = createMachine();
  emulator = await startEmulator(machine, [
    '--port',
    '0',
    '--seed-media',
    '--data-dir',
    join(machine.folder, 'data'),
  ]);
});
afterAll(() => emulator.stop());

const ADDRESS = /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/$/;

describe('play', () => {
  test('prints one address, serves the page there, and nothing after Ctrl-C', async () => {
    const running = machine.start(['play'], emulator.variables);
    const { value: url } = await running.lines.next();
    expect(url).toMatch(ADDRESS);
    const [page, channels] = await Promise.all([fetch(url), fetch(`${url}channels.json`)]);
    expect([page.status, (await page.text()).slice(0, 15), channels.status]).toEqual([
      200,
      '<!doctype html>',
      200,
    ]);
    expect(await channels.json()).toMatchObject({ isChosen: false, channels: [{ name: 'demo' }] });
    process.kill(running.pid, 'SIGINT');
    expect(await running.ended).toEqual({ exitCode: 0, stdout: `${url}\n`, stderr: 'Ctrl-C ends it.\n' });
    expect(await fetch(url).catch(({ message }: Error) => message)).toBe('fetch failed');
  });

  test.each([
    ['zh_CN.UTF-8', [], 'en', 'zh-CN'],
    ['zh_TW', ['--json'], 'en', 'zh-CN'],
    ['en_GB.UTF-8', [], 'zh-CN,zh;q=0.9', 'zh-CN'],
    ['en_GB.UTF-8', ['--language', 'zh'], 'en', 'zh-CN'],
    ['zh_CN.UTF-8', ['--language', 'en'], 'zh-CN', 'en'],
    ['C', [], 'en', 'en'],
  ])('with LANG=%s and %j a browser that prefers %s gets %s', async (LANG, options, accepted, lang) => {
    const variables = { ...emulator.variables, OSS_LIVE_LANGUAGE: '', LANG, LC_ALL: '', LC_MESSAGES: '' };
    const running = machine.start(['play', ...options], variables);
    const { value: line } = await running.lines.next();
    const url = line.startsWith('{') ? JSON.parse(line).url : line;
    const page = await fetch(url, { headers: { 'accept-language': accepted } });
    expect(/<html lang="([^"]+)">/.exec(await page.text())?.[1]).toBe(lang);
    expect(await running.stop()).toMatchObject({ exitCode: 0 });
  });

  test('tells a program, and shows the channels that were named', async () => {
    const running = machine.start(['play', 'demo', 'demo', 'gone', '--json'], emulator.variables);
    const ready = JSON.parse((await running.lines.next()).value);
    expect(ready).toEqual({
      event: 'ready',
      url: expect.stringMatching(ADDRESS),
      bucket: 'local',
      channels: ['demo', 'gone'],
    });
    const list = (await (await fetch(`${ready.url}channels.json`)).json()) as {
      channels: { name: string }[];
    };
    expect(list.channels.map(({ name }) => name)).toEqual(['demo', 'gone']);
    expect(await running.stop()).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('gives a player the address of the latest recording, and ends with it', async () => {
    const folder = join(machine.folder, 'programs');
    mkdirSync(folder, { recursive: true });
    const seen = join(machine.folder, 'seen');
    // It is handed what any player is: an address that answers.
    writeFileSync(
      join(folder, 'mpv'),
      `#!/bin/sh\nprintf '%s\\n' "$@" > '${seen}'\nfor last; do :; done\nexec curl -s "$last" >> '${seen}'\n`,
    );
    chmodSync(join(folder, 'mpv'), 0o755);
    const PATH = `${folder}${delimiter}${machine.environment.PATH}`;
    const { exitCode, stdout, stderr } = await machine.sh('oss-live play demo --player mpv', {
      ...emulator.variables,
      PATH,
    });
    const [option, url, ...list] = readFileSync(seen, 'utf8').split('\n');
    expect([exitCode, stdout, option]).toEqual([0, '', '--really-quiet']);
    expect(url).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/c\/demo\/recording\.m3u8\?start=\d{13}&end=\d{13}$/,
    );
    expect(stderr).toMatch(/^demo is not live: this is its latest recording, of \S+\.\nPlaying http/);
    expect([list[0], list.filter((line) => line === '#EXT-X-DISCONTINUITY').length]).toEqual(['#EXTM3U', 3]);
    for (const secret of [emulator.ready.accessKeyId, emulator.ready.accessKeySecret])
      expect(list.join('\n') + stderr).not.toContain(secret);
  });

  test('opens the page in the browser', async () => {
    const folder = join(machine.folder, 'browsers');
    mkdirSync(folder, { recursive: true });
    const seen = join(machine.folder, 'opened');
    writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\nprintf '%s\\n' "$@" > '${seen}'\n`);
    chmodSync(join(folder, 'xdg-open'), 0o755);
    const PATH = `${folder}${delimiter}${machine.environment.PATH}`;
    const running = machine.start(['play', '--open'], { ...emulator.variables, PATH });
    const { value: url } = await running.lines.next();
    await expect
      .poll(() => {
        try {
          return readFileSync(seen, 'utf8');
        } catch {
          return '';
        }
      })
      .toBe(`${url}\n`);
    await running.stop();
  });

  test('says what is in the way', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const lines = [
      `oss-live play --port ${port}`,
      'oss-live play demo --player vlc',
      'oss-live play demo --player vlc --open',
      'oss-live play a/b',
      'oss-live play a b --player mpv',
      'oss-live play -i nobody -k nothing',
      'oss-live play demo -b nowhere',
      'oss-live play --player nero',
    ];
    const ended = [];
    const program = PROGRAM.map((word) => `'${word}'`).join(' ');
    for (const line of lines) {
      // Where no program is to be found.
      const without = line.replace('oss-live', `PATH=/none ${program}`);
      const { exitCode, stdout, stderr } = await machine.sh(without, emulator.variables);
      ended.push([exitCode, stdout, stderr.split('\n')[0]]);
    }
    taken.close();
    expect(ended).toEqual([
      [6, '', `error: Port ${port} is taken on 127.0.0.1.`],
      [3, '', 'error: vlc is not installed, or not in PATH.'],
      [2, '', 'error: --open and --player show it in two places: give one of them.'],
      [2, '', expect.stringMatching(/^error: A channel name contains no "\/"/)],
      [2, '', 'error: --player plays one channel, not 2.'],
      [4, '', expect.stringMatching(/^error: /)],
      [5, '', expect.stringMatching(/^error: /)],
      [2, '', expect.stringMatching(/^error: /)],
    ]);
  });
});
