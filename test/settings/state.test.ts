import { mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { forget, isNews, remember, remembered, stateFolder } from '../../src/settings/state.js';
import { inRemovedFolder } from '../helpers/removed-folder.js';

const place = { endpoint: 'https://oss-cn-hangzhou.aliyuncs.com', bucket: 'examplebucket' };

function surroundings(env: Record<string, string> = {}, platform: NodeJS.Platform = 'linux') {
  return { env, platform, homeDir: '/home/user' };
}

function inFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-state-'));
  return { folder, around: surroundings({ OSS_LIVE_STATE_DIR: folder }) };
}

describe('the state folder', () => {
  test.each([
    ['linux', {}, '/home/user/.local/state/oss-live'],
    ['linux', { XDG_STATE_HOME: '/state' }, '/state/oss-live'],
    ['linux', { XDG_STATE_HOME: 'relative' }, '/home/user/.local/state/oss-live'],
    ['linux', { XDG_STATE_HOME: '/state', OSS_LIVE_STATE_DIR: '/mine' }, '/mine'],
    ['darwin', {}, '/home/user/Library/Application Support/oss-live'],
  ] as [NodeJS.Platform, Record<string, string>, string][])('%s %j is %s', (platform, env, folder) => {
    expect(stateFolder(surroundings(env, platform))).toBe(folder);
  });
});

describe('a folder that cannot be made', () => {
  test.each<[string, (folder: string) => void]>([
    ['a file', (folder) => writeFileSync(join(folder, 'in-the-way'), '')],
    ['a link to nothing', (folder) => symlinkSync('nowhere', join(folder, 'in-the-way'))],
    ['a link to itself', (folder) => symlinkSync('in-the-way', join(folder, 'in-the-way'))],
  ])('because %s is in the way is told', async (_, putInTheWay) => {
    const { folder } = inFolder();
    putInTheWay(folder);
    for (const path of ['in-the-way', 'in-the-way/deeper', 'in-the-way/deeper/still']) {
      const around = surroundings({ OSS_LIVE_STATE_DIR: join(folder, path) });
      expect([path, await remember(around, place, { chosen: 'cam-7' })]).toEqual([path, false]);
    }
  });

  test('by any system is told, instead of being tried for ever', async () => {
    const around = surroundings({ OSS_LIVE_STATE_DIR: 'state/oss-live' });
    expect(await inRemovedFolder(() => remember(around, place, { chosen: 'cam-7' }))).toBe(false);
  });
});

describe('what has been told', () => {
  test('is news once for each bucket and matter, whatever else is remembered', async () => {
    const { around } = inFolder();
    const other = { ...place, bucket: 'other' };
    expect([await isNews(around, place, 'a'), await isNews(around, place, 'a')]).toEqual([true, false]);
    expect([await isNews(around, other, 'a'), await isNews(around, place, 'b')]).toEqual([true, true]);
    await remember(around, place, { chosen: 'cam-7' });
    expect(await isNews(around, place, 'a')).toBe(false);
    expect(await remembered(around, place)).toEqual({ chosen: 'cam-7', lastCreated: null });
  });
});

describe('what is remembered', () => {
  test('belongs to one endpoint and bucket', async () => {
    const { around } = inFolder();
    await remember(around, place, { lastCreated: 'cam-42' });
    await remember(around, { ...place, bucket: 'other' }, { chosen: 'cam-1' });
    await remember(around, place, { chosen: 'cam-7' });

    expect(await remembered(around, place)).toEqual({ chosen: 'cam-7', lastCreated: 'cam-42' });
    expect(await remembered(around, { ...place, bucket: 'other' })).toEqual({
      chosen: 'cam-1',
      lastCreated: null,
    });
    expect(await remembered(around, { ...place, endpoint: 'http://127.0.0.1:8787' })).toEqual({
      chosen: null,
      lastCreated: null,
    });
  });

  test('is one JSON file that only its owner may read, with no draft left beside it', async () => {
    const { folder, around } = inFolder();
    expect(await remember(around, place, { chosen: 'cam-42' })).toBe(true);
    expect(readdirSync(folder)).toEqual(['channels.json']);
    expect(JSON.parse(readFileSync(join(folder, 'channels.json'), 'utf8'))).toEqual({
      'https://oss-cn-hangzhou.aliyuncs.com examplebucket': { chosen: 'cam-42', lastCreated: null },
    });
  });

  test('is forgotten for a channel that is deleted, and for no other', async () => {
    const { around } = inFolder();
    await remember(around, place, { chosen: 'cam-42', lastCreated: 'cam-43' });
    await forget(around, place, 'cam-41');
    expect(await remembered(around, place)).toEqual({ chosen: 'cam-42', lastCreated: 'cam-43' });
    await forget(around, place, 'cam-42');
    expect(await remembered(around, place)).toEqual({ chosen: null, lastCreated: 'cam-43' });
    await forget(around, place, 'cam-43');
    expect(await remembered(around, place)).toEqual({ chosen: null, lastCreated: null });
  });

  test.each(['', '{', '[]', 'null', '{"https://oss-cn-hangzhou.aliyuncs.com examplebucket":7}'])(
    'is nothing when the file holds %j, and can be written again',
    async (text) => {
      const { folder, around } = inFolder();
      writeFileSync(join(folder, 'channels.json'), text);
      expect(await remembered(around, place)).toEqual({ chosen: null, lastCreated: null });
      expect(await remember(around, place, { chosen: 'cam-42' })).toBe(true);
      expect(await remembered(around, place)).toEqual({ chosen: 'cam-42', lastCreated: null });
    },
  );

  test('cannot be kept where a file is in the way of the folder, which is no error', async () => {
    const { folder } = inFolder();
    writeFileSync(join(folder, 'file'), '');
    const around = surroundings({ OSS_LIVE_STATE_DIR: join(folder, 'file', 'state') });
    expect(await remember(around, place, { chosen: 'cam-42' })).toBe(false);
    expect(await remembered(around, place)).toEqual({ chosen: null, lastCreated: null });
  });
});
