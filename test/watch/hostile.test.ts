import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { drawView } from '../../src/cli/terminal/terminal.js';
import { frameLines } from '../../src/cli/terminal/watch-view.js';
import type { ChannelEvent } from '../../src/watch/event.js';
import { runForEvent } from '../../src/watch/exec.js';
import { LIVE, listPage } from '../helpers/answers.js';
import { type Answer, service, watching } from '../helpers/watching.js';
import { createWorld } from '../helpers/world.js';

/** A name, and how it is shown where there is room. */
const NAMES: readonly [what: string, name: string, shown: string][] = [
  ['clears the screen', 'a\u001b[2Jb', 'a\\u001b[2Jb'],
  ['sets the title of the window', '\u001b]0;owned\u0007', '\\u001b]0;owned\\u0007'],
  ['goes back to the first column', 'cam\rLive', 'cam\\rLive'],
  ['has more lines', 'cam\n204 channels', 'cam\\n204 channels'],
  ['has a C1 control', 'a\u009b2J', 'a\\u009b2J'],
  ['has a tab', 'a\tb', 'a\\tb'],
  ['is written from right to left', 'cam\u202egpj', 'cam\\u202egpj'],
  ['has an isolate', '\u2067cam\u2069', '\\u2067cam\\u2069'],
  ['has a mark of direction', 'cam\u200f', 'cam\\u200f'],
  ['has what is not seen', 'c\u00ada\u200bm\u2060', 'c\\u00ada\\u200bm\\u2060'],
  ['has a joiner that joins nothing', 'ca\u200dm', 'ca\\u200dm'],
  ['has a tag', 'cam\u{e0041}', 'cam\\udb40\\udc41'],
  ['is blank by another name', '\u3164', '\\u3164'],
  ['is a family', '👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'],
  ['is wide', '大厅📷', '大厅📷'],
  ['is in Arabic', 'كاميرا', 'كاميرا'],
  ['is that of a property', '__proto__', '__proto__'],
];

const list = (names: readonly string[]) => listPage(names.map((name) => ({ name: reference(name) })));

/** As XML has it: a server may write any character as a number. */
function reference(name: string): string {
  return [...name].map((character) => `&#${character.codePointAt(0)};`).join('');
}

const bucket = (answer: Answer, names = NAMES.map(([, name]) => name)) =>
  service((path) => (path.startsWith('?') ? list(names) : answer));

describe('a name that', () => {
  test.each(NAMES)('%s is seen as it is in the table, and as a message', (_, name, shown) => {
    const now = new Date('2024-03-05T06:07:08Z');
    const channel = { state: 'refused' as const, since: now, push: null, message: name };
    const lines = frameLines([{ channelName: name, channel, samples: [], lastEvent: null }], {
      ...{ columns: 79, height: 24, now, bucket: 'b', only: null, intervalSeconds: 5 },
      table: (view) => drawView(view, { columns: 79, color: 0 }),
    });
    expect(lines).toEqual([
      expect.stringMatching(/^Status {3}Channel/),
      expect.stringContaining(`Refused  ${shown}  `),
      `  ${shown}`,
      '1 channel of b, 0 live; asked every 5 s; Ctrl-C ends',
    ]);
  });

  test.each(NAMES)('%s is one row of a list', async (_, name, shown) => {
    const world = createWorld({ env: { NO_COLOR: '1' } });
    const transport = async () => ({ status: 200, headers: [], body: null, ...list([name]) });
    const { stdout: drawn } = await world.run(['list'], { transport, terminal: 200 });
    expect(drawn.split('\n').slice(1)).toEqual([expect.stringContaining(`${shown}  `), '']);
    const { stdout: piped } = await world.run(['list'], { transport });
    expect(piped).toBe(`${shown}\tenabled\t2024-03-05T06:07:08.000Z\t\n`);
    const { stdout: json } = await world.run(['list', '--json'], { transport });
    expect(JSON.parse(json).channels[0].name).toBe(name);
    expect(json).toContain(`"name": ${JSON.stringify(shown).replaceAll('\\\\', '\\')}`);
  });

  test('is anything at all is watched, one document a line', async () => {
    const { transport } = bucket(LIVE);
    const watch = watching(['--interval', '0.1', '--until', 'live'], { transport });
    expect(await watch.ended).toMatchObject({ exitCode: 0, stderr: '' });
    const names = watch.events().map(({ channelName }) => channelName);
    expect(names.toSorted()).toEqual(NAMES.map(([, name]) => name).toSorted());
  });
});

test('names as long as can be leave every row its place', () => {
  const now = new Date('2024-03-05T06:07:08Z');
  const channelNames = [
    'x'.repeat(63),
    '大'.repeat(21),
    '📷'.repeat(15),
    '👨‍👩‍👧'.repeat(3),
    'e\u0301'.repeat(21),
  ];
  const rows = channelNames.map((channelName) => ({
    channelName,
    channel: { state: 'idle' as const, since: now, push: null, message: null },
    ...{ samples: [], lastEvent: { event: 'unreachable' as const, at: now } },
  }));
  const lines = frameLines(rows, {
    ...{ columns: 50, height: 24, now, bucket: 'b', only: null, intervalSeconds: 5 },
    table: (view) => drawView(view, { columns: 50, color: 0 }),
  });
  const table = lines.slice(1, -1);
  expect(table).toHaveLength(channelNames.length);
  expect(lines.slice(0, -1).filter((line) => stringWidth(line) > 50)).toEqual([]);
  const last = (line: string) => stringWidth(line.slice(0, line.indexOf('unreachable')));
  expect(new Set(table.map(last)).size).toBe(1);
});

const EVENT: ChannelEvent = {
  ...{ event: 'started', time: '2024-03-05T06:07:08.000Z', bucket: 'b', channelName: 'a\0b', state: 'live' },
  ...{ connectedTime: null, remoteAddr: null, video: null, audio: null, changes: [], message: null },
};

test('a command never runs for a name that was cut at a NUL', async () => {
  const failures: string[] = [];
  await runForEvent(EVENT, {
    ...{ command: 'exit 1', env: {}, cwd: '.', signal: new AbortController().signal },
    onFailed: (reason) => failures.push(reason),
  });
  expect(failures).toEqual(['a value of the event has a NUL, which no environment can hold']);
});
