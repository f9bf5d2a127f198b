import { describe, expect, test } from 'vitest';
import { CREATED, DENIED, INFO, NO_SUCH_CHANNEL } from '../helpers/answers.js';
import { type Exchange, refusal, scripted } from '../helpers/script.js';
import { createWorld } from '../helpers/world.js';

const found: Exchange = { request: 'GET /cam-42?live', answer: INFO };
const absent: Exchange = { request: 'GET /cam-42?live', answer: NO_SUCH_CHANNEL };
const denied: Exchange = { request: 'GET /cam-42?live', answer: DENIED };

function put(...elements: string[]): Exchange {
  return {
    request: 'PUT /cam-42?live',
    sends: `<LiveChannelConfiguration>${elements.join('')}</LiveChannelConfiguration>`,
    answer: CREATED,
  };
}

async function create(options: string, exchanges: readonly Exchange[]) {
  const script = scripted(exchanges);
  const argv = `create cam-42 ${options} -q`.split(' ').filter((word) => word !== '');
  const ended = await createWorld().run(argv, { transport: script.transport });
  script.finish();
  return { exitCode: ended.exitCode, stderr: ended.stderr };
}

const DONE = { exitCode: 0, stderr: '' };
const SNAPSHOT_WARNING =
  'warning: Snapshot settings are not reported by the service, so --replace cannot keep them: if the channel has some, give all four --snapshot options.\n';
const SNAPSHOT_OPTIONS =
  '--snapshot-role role --snapshot-bucket pictures --snapshot-topic topic --snapshot-interval 5';
const SNAPSHOT =
  '<Snapshot><RoleName>role</RoleName><DestBucket>pictures</DestBucket><NotifyTopic>topic</NotifyTopic><Interval>5</Interval></Snapshot>';

describe('a channel that does not exist is created', () => {
  test.each([
    ['', ['<Target><Type>HLS</Type></Target>']],
    [
      '--frag-duration 2',
      ['<Target><Type>HLS</Type><FragDuration>2</FragDuration><FragCount>3</FragCount></Target>'],
    ],
    [
      '--frag-count 6',
      ['<Target><Type>HLS</Type><FragDuration>5</FragDuration><FragCount>6</FragCount></Target>'],
    ],
    [
      '--description Door --status disabled --playlist-name index.m3u8',
      [
        '<Description>Door</Description>',
        '<Status>disabled</Status>',
        '<Target><Type>HLS</Type><PlaylistName>index.m3u8</PlaylistName></Target>',
      ],
    ],
    [SNAPSHOT_OPTIONS, ['<Target><Type>HLS</Type></Target>', SNAPSHOT]],
  ])('with the options %j', async (options, elements) => {
    expect(await create(options, [absent, put(...elements)])).toEqual(DONE);
  });
});

describe('a channel that exists', () => {
  test.each([
    '',
    '--frag-duration 5',
    '--status enabled --frag-count 3 --playlist-name playlist.m3u8',
    '--frag-count 3 --replace',
  ])('is left alone when it agrees with the options %j', async (options) => {
    expect(await create(options, [found])).toEqual(DONE);
  });

  test.each([
    ['--frag-duration 2', 'frag-duration is 5, not 2'],
    [
      '--status disabled --playlist-name index.m3u8',
      'status is "enabled", not "disabled"; playlist-name is "playlist.m3u8", not "index.m3u8"',
    ],
    ['--frag-duration 5 --description=', 'description is "Lobby & door", not ""'],
  ])('is a conflict when it differs: %s', async (options, difference) => {
    expect(await create(options, [found])).toEqual({
      exitCode: 6,
      stderr: `error: Channel cam-42 exists with other settings: ${difference}.\nhint: Add --replace to change the channel; settings not given stay as they are.\n`,
    });
  });

  test('keeps what was not given when it is replaced, the other half of the pair included', async () => {
    const exchange = put(
      '<Description>Lobby &amp; door</Description>',
      '<Status>enabled</Status>',
      '<Target><Type>HLS</Type><FragDuration>2</FragDuration><FragCount>3</FragCount><PlaylistName>playlist.m3u8</PlaylistName></Target>',
    );
    expect(await create('--frag-duration 2 --replace', [found, exchange])).toEqual({
      exitCode: 0,
      stderr: SNAPSHOT_WARNING,
    });
  });

  test('takes snapshot settings only with --replace, because they cannot be compared', async () => {
    expect(await create(SNAPSHOT_OPTIONS, [found])).toEqual({
      exitCode: 6,
      stderr:
        'error: Channel cam-42 exists, and whether its snapshot settings agree cannot be seen.\nhint: Add --replace to change the channel; settings not given stay as they are.\n',
    });
    const exchange = put(
      '<Description>Lobby &amp; door</Description>',
      '<Status>enabled</Status>',
      '<Target><Type>HLS</Type><FragDuration>5</FragDuration><FragCount>3</FragCount><PlaylistName>playlist.m3u8</PlaylistName></Target>',
      SNAPSHOT,
    );
    expect(await create(`${SNAPSHOT_OPTIONS} --replace`, [found, exchange])).toEqual(DONE);
  });

  test('that somebody pushes to is not replaced by the service', async () => {
    const answer = refusal(409, 'ChannelStillLive', '0044-00000201', 'The channel is still live.');
    const { exitCode } = await create('--frag-duration 2 --replace', [
      found,
      { request: 'PUT /cam-42?live', answer },
    ]);
    expect(exitCode).toBe(6);
  });
});

describe('when looking is denied', () => {
  test('nothing is sent, and the missing permission and --replace are named', async () => {
    expect(await create('', [denied])).toEqual({
      exitCode: 4,
      stderr:
        'error: The key is not allowed to check whether channel cam-42 exists.\nhint: Grant the key oss:GetLiveChannel, or give --replace to create it without looking.\n403 AccessDenied, EC 0003-00000502, request id 65E6B2F0A1B2C3D4E5F60718\n',
    });
  });

  test('--replace sends what was given, and warns', async () => {
    expect(await create('--replace', [denied, put('<Target><Type>HLS</Type></Target>')])).toEqual({
      exitCode: 0,
      stderr:
        'warning: The channel could not be looked at (oss:GetLiveChannel): if it exists, settings not given here become the defaults.\n',
    });
  });

  test('because the bucket is in another region, it is the endpoint that is told', async () => {
    const body =
      '<Error><Code>AccessDenied</Code><Message>Please send all future requests to this endpoint.</Message><Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint></Error>';
    const answer = { status: 403, body };
    expect(await create('', [{ request: 'GET /cam-42?live', answer }])).toEqual({
      exitCode: 4,
      stderr:
        'error: Please send all future requests to this endpoint.\nhint: The bucket is in another region: use the endpoint oss-cn-beijing.aliyuncs.com.\n403 AccessDenied, request id 65E6B2F0A1B2C3D4E5F60718\n',
    });
  });

  test('by a wrong key, it is the key that is told', async () => {
    const answer = refusal(403, 'InvalidAccessKeyId', '0002-00000902', 'No such key.');
    const { exitCode, stderr } = await create('--replace', [{ request: 'GET /cam-42?live', answer }]);
    expect({ exitCode, first: stderr.split('\n')[0] }).toEqual({ exitCode: 4, first: 'error: No such key.' });
  });
});
