import { describe, expect, test } from 'vitest';
import {
  CREATED,
  HISTORY,
  IDLE,
  INFO,
  LIVE,
  listPage,
  NO_SUCH_CHANNEL,
  STILL_LIVE,
} from '../helpers/answers.js';
import { type Exchange, scripted } from '../helpers/script.js';
import { createWorld, type WorldOptions } from '../helpers/world.js';

interface Case {
  name: string;
  argv: readonly string[];
  exchanges: readonly Exchange[];
}

const look: Exchange = { request: 'GET /cam-42?live', answer: INFO };
const lookInVain: Exchange = { request: 'GET /cam-42?live', answer: NO_SUCH_CHANNEL };
const nothingNear: Exchange = { request: 'GET /?live&max-keys=1000', answer: listPage([{ name: 'hall' }]) };
const CREATE_BODY = '<LiveChannelConfiguration><Target><Type>HLS</Type></Target></LiveChannelConfiguration>';

const cases: readonly Case[] = [
  {
    name: 'create',
    argv: ['create', 'cam-42'],
    exchanges: [lookInVain, { request: 'PUT /cam-42?live', sends: CREATE_BODY, answer: CREATED }],
  },
  { name: 'create-unchanged', argv: ['create', 'cam-42', '--frag-count', '3'], exchanges: [look] },
  {
    name: 'create-conflict',
    argv: ['create', 'cam-42', '--description', 'Door', '--frag-count', '6'],
    exchanges: [look],
  },
  {
    name: 'create-replace',
    argv: ['create', 'cam-42', '--description', 'Door', '--frag-count', '6', '--replace'],
    exchanges: [
      look,
      {
        request: 'PUT /cam-42?live',
        sends:
          '<LiveChannelConfiguration><Description>Door</Description><Status>enabled</Status><Target><Type>HLS</Type><FragDuration>5</FragDuration><FragCount>6</FragCount><PlaylistName>playlist.m3u8</PlaylistName></Target></LiveChannelConfiguration>',
        answer: CREATED,
      },
    ],
  },
  {
    name: 'create-dry-run',
    argv: ['create', 'cam-42', '--dry-run', '--description', 'Door & <gate>'],
    exchanges: [lookInVain],
  },
  {
    name: 'list',
    argv: ['list'],
    exchanges: [
      {
        request: 'GET /?live&max-keys=1000',
        answer: listPage(
          [
            { name: 'cam-41', description: 'Door' },
            { name: 'cam-42', description: 'A description that is longer than what is left of the line' },
          ],
          'cam-42',
        ),
      },
      {
        request: 'GET /?live&marker=cam-42&max-keys=1000',
        answer: listPage([{ name: '直播 频道', description: '大厅 📷', status: 'disabled' }]),
      },
    ],
  },
  {
    name: 'list-empty',
    argv: ['list', '--prefix', 'cam-'],
    exchanges: [{ request: 'GET /?live&max-keys=1000&prefix=cam-', answer: listPage([]) }],
  },
  { name: 'info', argv: ['info', 'cam-42'], exchanges: [look] },
  { name: 'info-absent', argv: ['info', 'cam-42'], exchanges: [lookInVain, nothingNear] },
  {
    name: 'stat-live',
    argv: ['stat', 'cam-42'],
    exchanges: [{ request: 'GET /cam-42?comp=stat&live', answer: LIVE }],
  },
  {
    name: 'stat-idle',
    argv: ['stat', 'cam-42'],
    exchanges: [{ request: 'GET /cam-42?comp=stat&live', answer: IDLE }],
  },
  {
    name: 'history',
    argv: ['history', 'cam-42'],
    exchanges: [
      { request: 'GET /cam-42?comp=stat&live', answer: IDLE },
      { request: 'GET /cam-42?comp=history&live', answer: HISTORY },
    ],
  },
  {
    name: 'status',
    argv: ['status', 'cam-42', 'disabled'],
    exchanges: [{ request: 'PUT /cam-42?live&status=disabled', answer: {} }],
  },
  {
    name: 'enable-dry-run',
    argv: ['enable', 'cam-42', '-n'],
    exchanges: [],
  },
  {
    name: 'delete',
    argv: ['delete', 'cam-42'],
    exchanges: [
      look,
      { request: 'GET /cam-42?comp=history&live', answer: HISTORY },
      { request: 'DELETE /cam-42?live', answer: { status: 204 } },
    ],
  },
  { name: 'delete-absent', argv: ['delete', 'cam-42'], exchanges: [lookInVain, nothingNear] },
  {
    name: 'delete-partly',
    argv: ['delete', 'cam-41', 'cam-42', 'cam-43'],
    exchanges: [
      { request: 'GET /cam-41?live', answer: INFO },
      { request: 'GET /cam-41?comp=history&live', answer: HISTORY },
      { request: 'DELETE /cam-41?live', answer: { status: 204 } },
      lookInVain,
      { request: 'GET /cam-43?live', answer: INFO },
      { request: 'GET /cam-43?comp=history&live', answer: HISTORY },
      { request: 'DELETE /cam-43?live', answer: STILL_LIVE },
    ],
  },
  { name: 'use', argv: ['use', 'cam-42'], exchanges: [look] },
];

const ways: readonly { title: string; flags: readonly string[]; options: WorldOptions }[] = [
  { title: 'at a terminal of 80 columns', flags: [], options: { terminal: 80, env: { NO_COLOR: '1' } } },
  { title: 'in a pipe', flags: [], options: {} },
  { title: 'as JSON', flags: ['--json'], options: {} },
];

/** A command line with everything it wrote, in each of the three ways. */
async function transcript({ argv, exchanges }: Case): Promise<string> {
  const parts: string[] = [];
  for (const { title, flags, options } of ways) {
    const script = scripted(exchanges);
    const ended = await createWorld().run([...argv, ...flags], { ...options, transport: script.transport });
    script.finish();
    const line = ['oss-live', ...argv, ...flags].join(' ');
    parts.push(
      `# ${title}\n$ ${line}\n${ended.stdout}--- stderr\n${ended.stderr}--- exit ${ended.exitCode}\n`,
    );
  }
  return parts.join('\n');
}

describe('what commands write', () => {
  test.each(cases)('$name', async (entry) => {
    await expect(await transcript(entry)).toMatchFileSnapshot(`golden/${entry.name}.txt`);
  });
});

describe('help', () => {
  const pages = [
    '',
    'create',
    'list',
    'info',
    'stat',
    'history',
    'status',
    'enable',
    'disable',
    'delete',
    'use',
    'url',
  ];

  test.each(pages)('oss-live %s --help', async (command) => {
    const argv = command === '' ? ['--help'] : [command, '--help'];
    const ended = await createWorld().run(argv, { terminal: 200 });
    await expect(ended.stdout).toMatchFileSnapshot(`golden/help${command && `-${command}`}.txt`);
    expect({ ...ended, stdout: '' }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });
});
