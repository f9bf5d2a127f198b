import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type WatchOptions, watch } from '../../src/index.js';
import { IDLE, LIVE, listPage, NO_SUCH_CHANNEL } from '../helpers/answers.js';
import { KEY } from '../helpers/sign-v1.js';
import { type Answer, of, receiver, service, watching } from '../helpers/watching.js';

const LISTED = ['cam-1', 'cam-22', 'door', 'lobby'];

/** A bucket with these channels, and those that are live. */
function bucket(listed: string[] = LISTED, live: readonly string[] = []) {
  return service((path): Answer => {
    if (path.startsWith('?')) return listPage(listed.map((name) => ({ name })));
    const name = decodeURIComponent(path.split('?')[0] ?? '');
    if (!listed.includes(name)) return NO_SUCH_CHANNEL;
    return live.includes(name) ? LIVE : IDLE;
  });
}

const FAST = ['--interval', '0.1'];

describe('watch is told which channels', () => {
  test.each([
    [['--prefix', 'cam-'], '?live&max-keys=1000&prefix=cam-', ['cam-1', 'cam-22']],
    [['cam-?'], '?live&max-keys=1000&prefix=cam-', ['cam-1']],
    [['*o*', 'cam-2?'], '?live&max-keys=1000', ['cam-22', 'door', 'lobby']],
    [['gate', 'door*'], '?live&max-keys=1000&prefix=door', ['gate', 'door']],
  ])('%j', async (words, list, names) => {
    const { asked, transport } = bucket();
    const watch = watching([...words, ...FAST, '--until', 'idle'], { transport });
    expect(await watch.ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(watch.events().map(({ channelName }) => channelName)).toEqual(names);
    expect(asked[0]?.path).toBe(list);
  });

  test('and watches those that come later too', async () => {
    const listed = ['cam-1', 'door'];
    const { transport } = bucket(listed);
    const watch = watching(['cam-*', ...FAST], { transport });
    await watch.event(of('cam-1', 'watching'));
    listed.push('gate', 'cam-2');
    await watch.event(of('cam-2', 'created'));
    listed.shift();
    await watch.event(of('cam-1', 'deleted'));
    expect(watch.events().map(({ channelName, event }) => `${channelName} ${event}`)).toEqual([
      ...['cam-1 watching', 'cam-2 created', 'cam-1 deleted'],
    ]);
  });

  test.each([
    [['cma-*'], 'warning: No channel matches cma-* yet.\n'],
    [['x*', 'y?'], 'warning: No channel matches x* or y? yet.\n'],
    [['--prefix', 'cma-'], 'warning: No channel begins with cma- yet.\n'],
  ])('%j: and that there is none of them', async (words, warning) => {
    const { asked, transport } = bucket();
    const watch = watching([...words, ...FAST], { transport });
    await expect.poll(() => asked.length).toBeGreaterThan(2);
    expect(await watch.interrupt()).toMatchObject({ exitCode: 130, stdout: '', stderr: warning });
  });
});

test('--only tells what happens in a state, and what brings a channel in and out', async () => {
  const live: string[] = ['lobby'];
  const { transport } = bucket(LISTED, live);
  const watch = watching([...FAST, '--only', 'live,stalled'], { transport });
  await watch.event(of('lobby', 'watching'));
  live.push('door');
  await watch.event(of('door', 'started'));
  live.splice(0);
  await watch.event(of('lobby', 'stopped'));
  await watch.event(of('door', 'stopped'));
  await watch.interrupt();
  expect(new Set(watch.events().map(({ channelName, event }) => `${channelName} ${event}`))).toEqual(
    new Set(['lobby watching', 'door started', 'lobby stopped', 'door stopped']),
  );
});

test('--on hands these events on and no others, and --only does not hide them', async () => {
  const { received, url } = await receiver(200);
  const live = ['cam'];
  const { transport } = bucket(['cam'], live);
  const exec = 'echo "$OSS_LIVE_EVENT" >> handed-on';
  const delivery = ['--on', 'stopped,stalled', '--webhook', url, '--exec', exec];
  const watch = watching(['cam', ...FAST, '--only', 'live', ...delivery], { transport });
  const handedOn = () => {
    const file = join(watch.folder, 'handed-on');
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  };
  await watch.event(of('cam', 'watching'));
  live.pop();
  await watch.event(of('cam', 'stopped'));
  live.push('cam');
  await watch.event(of('cam', 'started'));
  live.pop();
  await expect.poll(() => [handedOn().length, received.length]).toEqual([2, 2]);
  expect([handedOn(), received.map(({ body }) => JSON.parse(body).event)]).toEqual([
    ['stopped', 'stopped'],
    ['stopped', 'stopped'],
  ]);
});

describe('watch refuses', () => {
  test.each([
    [
      ['cam', '--prefix', 'c'],
      "error: Give --prefix or channels, not both.\nhint: A pattern can stand beside names: oss-live watch 'c*' cam\n",
    ],
    [['--prefix', ''], 'error: --prefix needs a value.\nhint: oss-live watch --help lists its options.\n'],
    [
      ['--only', 'live,dead'],
      'error: --only has no "dead".\nhint: Say one or more of these, with commas between: live, stalled, idle, disabled, unknown, refused, absent.\n',
    ],
    [
      ['--exec', 'true', '--on', 'watching'],
      'error: --on has no "watching".\nhint: Say one or more of these, with commas between: started, stopped, stalled, resumed, changed, enabled, disabled, created, deleted, refused, unreachable, reachable.\n',
    ],
    [
      ['--on', 'stopped'],
      'error: --on needs --exec or --webhook.\nhint: What is shown is chosen with --only.\n',
    ],
  ])('%j', async (argv, stderr) => {
    const transport = () => Promise.reject(new Error('nothing should be sent'));
    expect(await watching(argv, { transport }).ended).toEqual({ exitCode: 2, stdout: '', stderr });
  });

  test.each<[Partial<WatchOptions>, string]>([
    [{ prefix: 'c', channelNames: ['cam'] }, 'prefix and channelNames do not go together.'],
    [{ only: [] }, 'only is empty; null means all of them.'],
    [
      { only: ['dead' as never] },
      'only has live, stalled, idle, disabled, unknown, refused, absent, not dead.',
    ],
    [{ on: ['stopped'] }, 'on needs exec or webhook.'],
    [{ channelNames: ['a/*'] }, 'A channel name contains no "/"; got "a/*".'],
  ])('in the library %j', (more, message) => {
    const place = { endpoint: 'http://127.0.0.1', region: 'cn-hangzhou', bucket: 'local', credentials: KEY };
    expect(() => watch({ ...place, ...more })).toThrow(
      expect.objectContaining({ name: 'UsageError', message }),
    );
  });
});
