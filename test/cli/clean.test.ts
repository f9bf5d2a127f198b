import { beforeEach, describe, expect, test } from 'vitest';
import { type RecordedBucket, recordedBucket, savedList, segmentAt } from '../helpers/recorded-bucket.js';
import { createWorld, type Ended, type WorldOptions } from '../helpers/world.js';

const OLD = segmentAt('2024-01-03T12:00:00Z');
const OLDER = segmentAt('2024-01-02T12:00:00Z');
const NEW = segmentAt('2024-03-04T12:00:00Z');

let world: RecordedBucket;

beforeEach(async () => {
  world = await recordedBucket();
  await world.put(OLDER, OLD, NEW, 'cam/notes.txt');
});

function run(line: string, options: WorldOptions = {}): Promise<Ended> {
  return createWorld({ now: '2024-03-05T06:00:00Z' }).run(line.split(' '), {
    transport: world.transport,
    ...options,
  });
}

const VIEW = `2024-01-02T12:00:00.000Z\t2024-01-02T12:00:00.000Z\t1\t1\tStandard\t1
2024-01-03T12:00:00.000Z\t2024-01-03T12:00:00.000Z\t1\t1\tStandard\t1
2024-03-04T12:00:00.000Z\t2024-03-04T12:00:00.000Z\t1\t1\tStandard\t1
`;

describe('clean', () => {
  test('shows what there is', async () => {
    expect(await run('clean cam')).toEqual({
      exitCode: 0,
      stdout: VIEW,
      stderr: `3 segments, 3 bytes; 1 other object (1 bytes) stays as it is.
Nothing is deleted without --older-than, --before or --session.
`,
    });
  });

  test('shows it as one document to programs', async () => {
    const { stdout } = await run('clean cam --json');
    expect(JSON.parse(stdout)).toMatchObject({ channelName: 'cam', segments: 3, chosen: null });
  });

  test('deletes with --yes, and says what', async () => {
    expect(await run('clean cam --older-than 30d --yes')).toEqual({
      exitCode: 0,
      stdout: VIEW.replaceAll(/\t1\n/g, '\t1\t1\n').replace(/1\n$/, '0\n'),
      stderr: `3 segments, 3 bytes; 1 other object (1 bytes) stays as it is.
Goes, from before 2024-02-04T06:00:00Z: 2 segments (2 bytes).
Deleted 2 segments (2 bytes).
`,
    });
    expect(world.keys()).toEqual([NEW, 'cam/notes.txt']);
  });

  test.each([
    ['y\n', [NEW, 'cam/notes.txt']],
    ['n\n', [OLDER, OLD, NEW, 'cam/notes.txt']],
    ['\n', [OLDER, OLD, NEW, 'cam/notes.txt']],
  ])('at a terminal asks, and takes %j for what it says', async (typed, left) => {
    const { exitCode, stderr } = await run('clean cam --older-than 30d', { terminal: 80, typed });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('Delete 2 segments (2 bytes) of cam for good? [y/N] ');
    expect(world.keys()).toEqual(left);
  });

  test('without a terminal deletes nothing without --yes', async () => {
    const { exitCode, stderr } = await run('clean cam --older-than 30d');
    expect([exitCode, stderr.split('\n').slice(-3)]).toEqual([
      2,
      [
        'error: Nothing was deleted: it takes a yes, and there is nobody to be asked.',
        'hint: Look at what it would do with --dry-run, and add --yes.',
        '',
      ],
    ]);
    expect(world.keys()).toHaveLength(4);
  });

  test('lists with --dry-run what would go', async () => {
    await world.put(['cam/replay-2024-01-03.m3u8', savedList(OLD.slice(4))]);
    expect(await run('clean cam --before 2024-02-01 -n')).toMatchObject({
      exitCode: 0,
      stdout: `cam/replay-2024-01-03.m3u8\t96\n${OLDER}\t1\n${OLD}\t1\n`,
    });
    expect(await run('clean cam --before 2024-02-01 -n', { terminal: 80 })).toMatchObject({
      stdout: `cam/replay-2024-01-03.m3u8  96 bytes\n${OLDER}  1 bytes\n${OLD}  1 bytes\n`,
    });
    const { stdout } = await run('clean cam --before 2024-02-01 -n --json');
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.filter(({ event }) => event === 'wouldDelete')).toMatchObject([
      { objects: [{ key: 'cam/replay-2024-01-03.m3u8', bytes: 96 }, { key: OLDER }, { key: OLD }] },
    ]);
    expect(world.keys()).toHaveLength(5);
  });

  test('tells programs what happens, event by event', async () => {
    const { stdout, stderr } = await run('clean cam --session 2024-01-03T12:00:00Z --yes --json');
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.filter(({ event }) => event !== 'progress').map(({ event }) => event)).toEqual([
      'planned',
      'deleted',
      'ended',
    ]);
    expect(events.find(({ event }) => event === 'deleted')).toMatchObject({ keys: [OLD], bytes: 1 });
    expect(stderr).toBe('');
  });

  test('tells what could not be deleted as a table, with exit code 8', async () => {
    const body = `<DeleteResult><Error><Key>${OLD}</Key><Code>FileImmutable</Code><Message>Locked.</Message></Error></DeleteResult>`;
    const { exitCode, stderr } = await run('clean cam --older-than 30d --yes', {
      transport: (request) =>
        request.method === 'POST'
          ? Promise.resolve({ status: 200, headers: [], body })
          : world.transport(request),
    });
    expect(exitCode).toBe(8);
    expect(stderr).toContain(`${OLD}\tFileImmutable\tLocked.\n`);
    expect(stderr).toContain('Deleted 1 segment (1 bytes).\nThe same command line goes on with the rest.\n');
    expect(stderr).toContain('error: 1 of 2 objects could not be deleted.\n');
  });

  test('needs --yes for a channel that was not named', async () => {
    expect(await run('clean --older-than 30d')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('What is deleted is gone, and cam was not named.'),
    });
    expect((await run('clean --older-than 30d --yes')).exitCode).toBe(0);
    expect(world.keys()).toEqual([NEW, 'cam/notes.txt']);
  });

  test.each([
    ['clean cam --older-than 30d --session 10:00', 2, '--older-than and --session do not go together.'],
    ['clean cam --with-playlists', 2, '--with-playlists alone deletes nothing.'],
    ['clean cam --older-than never', 2, '--older-than: "never" is not a duration.'],
    ['clean cam --orphans', 2, '--orphans finds the channels itself.'],
    ['clean cam --lifecycle 36h', 2, '--lifecycle goes by whole days, not 36h.'],
    ['clean cam --lifecycle 30d --older-than 1d', 2, '--lifecycle goes with nothing that deletes at once.'],
    ['clean typo', 5, 'There is no channel typo, and nothing below typo/ in the bucket.'],
    ['clean cam --session 2024-02-01', 5, 'No session of cam went on at'],
  ])('%s is refused with %i', async (line, exitCode, message) => {
    expect(await run(line, { env: { TZ: 'UTC' } })).toMatchObject({
      exitCode,
      stderr: expect.stringContaining(`error: ${message}`),
    });
    expect(world.keys()).toHaveLength(4);
  });

  test('warns of a bucket that keeps versions', async () => {
    const body = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
    const { stderr } = await run('clean cam --older-than 30d -n', {
      transport: (request) =>
        request.target.includes('versioning')
          ? Promise.resolve({ status: 200, headers: [], body })
          : world.transport(request),
    });
    expect(stderr).toContain('warning: examplebucket keeps versions: what is deleted stays');
  });
});

describe('clean --orphans', () => {
  beforeEach(() => world.put(segmentAt('2024-01-02T12:00:00Z', 'gone'), 'photos/1.jpg', 'digits/12.ts'));

  test('shows what looks like a channel that is gone', async () => {
    expect(await run('clean --orphans')).toMatchObject({
      exitCode: 0,
      stdout: 'gone\t2024-01-02T12:00:00.000Z\t2024-01-02T12:00:00.000Z\t1\t1\n',
    });
  });

  test('cleans that up, and nothing else', async () => {
    const before = world.keys();
    expect((await run('clean --orphans --older-than 1d --yes')).exitCode).toBe(0);
    expect(world.keys()).toEqual(before.filter((key) => !key.startsWith('gone/')));
  });

  test('leaves a channel alone that is created meanwhile', async () => {
    const { stderr } = await run('clean --orphans --older-than 1d --yes', {
      transport: async (request) => {
        const answer = await world.transport(request);
        if (request.target.includes('max-keys=10&'))
          await world.client.putLiveChannel({ channelName: 'gone' });
        return answer;
      },
    });
    expect(stderr).toContain('warning: There is a channel gone again: nothing of it is deleted.');
    expect(world.keys()).toContain(segmentAt('2024-01-02T12:00:00Z', 'gone'));
  });
});

describe('clean --lifecycle', () => {
  test('has the bucket do it, after it has said what there is', async () => {
    expect(await run('clean cam --lifecycle 30d --yes')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: `Below cam/ are 3 segments (3 bytes), 0 saved playlists and 1 other object.
2 segments (2 bytes) of them are 30 days old by now.
The rule deletes everything below that prefix, saved playlists and what they name too, by when it was stored.
The bucket deletes what lies below oss://examplebucket/cam/ and is 30 days old, once a day.
`,
    });
    expect(await run('clean cam --lifecycle 30d --yes')).toMatchObject({
      exitCode: 0,
      stderr: 'Unchanged: the bucket deletes what lies below oss://examplebucket/cam/ and is 30 days old.\n',
    });
    expect((await run('clean cam --lifecycle show')).stdout).toBe(
      'cam/\toss-live cam\tEnabled\tExpiration\t30\n',
    );
    expect(await run('clean cam --lifecycle off')).toMatchObject({ exitCode: 0 });
    expect((await run('clean cam --lifecycle show')).stderr).toBe('The bucket has no lifecycle rules.\n');
    expect(world.keys()).toHaveLength(4);
  });

  test('asks first, and changes nothing in a dry run', async () => {
    expect((await run('clean cam --lifecycle 30d')).exitCode).toBe(2);
    expect((await run('clean cam --lifecycle 30d', { terminal: 80, typed: 'n\n' })).stderr).toContain(
      'Nothing was changed.',
    );
    expect((await run('clean cam --lifecycle 30d -n')).stdout).toContain('<Prefix>cam/</Prefix>');
    expect(world.requests.filter((request) => request.startsWith('PUT'))).toEqual([]);
  });

  test('names the rule that is in the way, with exit code 6', async () => {
    const theirs =
      '<Rule><ID>theirs</ID><Prefix>c</Prefix><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule>';
    await world.client.putBucketLifecycle({
      document: `<LifecycleConfiguration>${theirs}</LifecycleConfiguration>`,
    });
    expect(await run('clean cam --lifecycle 30d --yes')).toMatchObject({
      exitCode: 6,
      stderr: expect.stringContaining(
        'The rule "theirs" for "c" leaves no room for one for "cam/" (EC 0014-00000084).',
      ),
    });
  });
});

describe('delete --with-recordings', () => {
  test('deletes the channel and all that was recorded', async () => {
    await world.put(['cam/playlist.m3u8', savedList(NEW.slice(4))]);
    expect(await run('delete cam --with-recordings --yes')).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('Deleted 3 segments and 1 playlist (99 bytes).\nDeleted cam.\n'),
    });
    expect(world.keys()).toEqual(['cam/notes.txt']);
    expect(await run('info cam')).toMatchObject({ exitCode: 5 });
  });

  test('asks first, and a no keeps both', async () => {
    const { stderr } = await run('delete cam --with-recordings', { terminal: 80, typed: 'n\n' });
    expect(stderr).toContain('Delete the channel cam and 3 segments (3 bytes) for good? [y/N] ');
    expect(world.keys()).toHaveLength(4);
    expect((await run('info cam')).exitCode).toBe(0);
    expect((await run('delete cam --with-recordings')).exitCode).toBe(2);
    expect((await run('info cam')).exitCode).toBe(0);
  });

  test('deletes a channel of which nothing is stored without a question', async () => {
    await world.client.putLiveChannel({ channelName: 'empty' });
    expect((await run('delete empty --with-recordings')).exitCode).toBe(0);
    expect((await run('info empty')).exitCode).toBe(5);
  });

  test('deletes nothing of a channel that is live', async () => {
    world.live('cam', '2024-03-05T05:00:00Z');
    expect((await run('delete cam --with-recordings --yes')).exitCode).toBe(6);
    expect(world.keys()).toHaveLength(4);
  });

  test('goes on with what is left of a channel that is gone', async () => {
    await world.client.deleteLiveChannel({ channelName: 'cam' });
    const refused = await run('delete cam --with-recordings --yes');
    expect([refused.exitCode, refused.stderr]).toEqual([
      5,
      expect.stringContaining('oss-live delete cam --with-recordings --if-exists'),
    ]);
    expect((await run('delete cam --with-recordings --if-exists --yes')).exitCode).toBe(0);
    expect(world.keys()).toEqual(['cam/notes.txt']);
  });

  test('of several channels says which one is meant, in a pipe in each row', async () => {
    await world.client.putLiveChannel({ channelName: 'empty' });
    expect(await run('delete cam empty --with-recordings --yes')).toEqual({
      exitCode: 0,
      stdout: VIEW.replaceAll(/\t1\n/g, '\t1\t1\tcam\n'),
      stderr: `Channel cam:
3 segments, 3 bytes; 1 other object (1 bytes) stays as it is.
Goes: 3 segments (3 bytes).
Deleted 3 segments (3 bytes).
Channel empty:
There are no segments.
0 segments, 0 bytes.
Goes: 0 segments (0 bytes).
Deleted cam.
Deleted empty.
`,
    });
  });

  test('shows in a dry run both requests and objects, and does nothing', async () => {
    const { stdout } = await run('delete cam --with-recordings -n');
    expect(stdout).toContain(`${OLDER}\t1\n`);
    expect(stdout).toContain('DELETE ');
    expect(world.keys()).toHaveLength(4);
  });
});
