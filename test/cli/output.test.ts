import { describe, expect, test } from 'vitest';
import type { Sink } from '../../src/cli/context.js';
import { createOutput } from '../../src/cli/terminal/output.js';
import { timeCell, type View } from '../../src/cli/terminal/view.js';

interface Options {
  flags?: Record<string, boolean>;
  env?: Record<string, string>;
  terminal?: number;
}

function outputTo({ flags = {}, env = {}, terminal }: Options = {}) {
  const written = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof written): Sink => ({
    ...(terminal === undefined ? {} : { isTTY: true, columns: terminal }),
    write(text) {
      written[name] += text;
      return true;
    },
  });
  const output = createOutput({ stdout: sink('stdout'), stderr: sink('stderr'), env }, flags);
  return { output, written };
}

async function drawn(view: View, options: Options): Promise<string> {
  const { output, written } = outputTo(options);
  await output.result({}, view);
  return written.stdout;
}

const channels = (...rows: [name: string, status: string, description: string | null][]): View => ({
  kind: 'table',
  columns: ['Name', 'Status', 'Description'],
  rows,
  empty: 'None.',
});

const hostile = 'a\tb\nc\r\u001b[31mred\u009b2J\u202egnp.exe';
const shown = 'a\\tb\\nc\\r\\u001b[31mred\\u009b2J\\u202egnp.exe';

describe('values that would steer a terminal or break a line are written out', () => {
  test('in a pipe', async () => {
    expect(await drawn(channels(['cam', 'enabled', hostile]), {})).toBe(`cam\tenabled\t${shown}\n`);
  });

  test('in a table', async () => {
    expect(await drawn(channels(['cam', 'enabled', hostile]), { terminal: 120 })).toContain(shown);
  });

  test('in fields', async () => {
    const view: View = {
      kind: 'fields',
      fields: [
        ['Description', hostile],
        ['Publish URL', [hostile]],
      ],
    };
    expect(await drawn(view, { terminal: 80, env: { NO_COLOR: '1' } })).toBe(
      `Description  ${shown}\nPublish URL  ${shown}\n`,
    );
  });

  test('in JSON, which still says the same', async () => {
    const { output, written } = outputTo({ flags: { json: true } });
    await output.result({ description: hostile }, { kind: 'none' });
    output.event({ description: hostile });
    const escaped = '"a\\tb\\nc\\r\\u001b[31mred\\u009b2J\\u202egnp.exe"';
    expect(written.stdout).toBe(`{\n  "description": ${escaped}\n}\n{"description":${escaped}}\n`);
    expect(JSON.parse(escaped)).toBe(hostile);
  });

  test('in a text at a terminal, and not in a pipe', () => {
    const playlist = '#EXTM3U\r\n#EXT-X-\u001b[2J\n';
    const [terminal, pipe] = [outputTo({ terminal: 80 }), outputTo()];
    terminal.output.text(playlist);
    pipe.output.text(playlist);
    expect([terminal.written.stdout, pipe.written.stdout]).toEqual([
      '#EXTM3U\n#EXT-X-\\u001b[2J\n',
      playlist,
    ]);
  });

  test('in a note, which is one line', () => {
    const { output, written } = outputTo();
    output.note('06:07:08Z GET /a\n06:07:09Z Push to cam from nobody.');
    expect(written.stderr).toBe('06:07:08Z GET /a\\n06:07:09Z Push to cam from nobody.\n');
  });

  test('in notes and warnings', () => {
    const { output, written } = outputTo();
    output.note(`Channel \u001b[2Jx.`);
    output.warn(`Channel \u001b[2Jx.`);
    expect(written.stderr).toBe('Channel \\u001b[2Jx.\nwarning: Channel \\u001b[2Jx.\n');
  });
});

describe('a table', () => {
  const url = `rtmp://examplebucket.oss-cn-hangzhou.aliyuncs.com/live/${'a'.repeat(63)}`;
  const plain = { env: { NO_COLOR: '1' } };

  test('cuts its longest column to the width of the terminal, by what characters take', async () => {
    const view = channels(['cam-42', 'enabled', '大厅'.repeat(20)], ['直播', 'disabled', '📷'.repeat(30)]);
    expect(await drawn(view, { terminal: 40, ...plain })).toBe(
      `Name    Status    Description
cam-42  enabled   大厅大厅大厅大厅大厅…
直播    disabled  📷📷📷📷📷📷📷📷📷📷 …
`,
    );
  });

  test('cuts the name of a row last, and times never', async () => {
    const view: View = {
      kind: 'table',
      columns: ['Name', 'Last modified', 'Description'],
      rows: [['n'.repeat(63), timeCell('2024-03-05T06:07:08.000Z'), 'd'.repeat(40)]],
      empty: '',
    };
    const title = `${'Name'.padEnd(21)}  Last modified              Description`;
    expect(await drawn(view, { terminal: 62, ...plain })).toBe(
      `${title}\n${'n'.repeat(20)}…  2024-03-05T06:07:08+00:00  ${'d'.repeat(11)}…\n`,
    );
    expect(await drawn(view, {})).toBe(`${'n'.repeat(63)}\t2024-03-05T06:07:08.000Z\t${'d'.repeat(40)}\n`);
  });

  test('leaves a URL whole, and does not cut the name in vain', async () => {
    const name = 'n'.repeat(63);
    const view: View = { kind: 'table', columns: ['Name', 'URL'], rows: [[name, url]], empty: '' };
    expect(await drawn(view, { terminal: 80, ...plain })).toBe(
      `${'Name'.padEnd(63)}  URL\n${name}  ${url}\n`,
    );
  });

  test('leaves fields whole, whatever the width', async () => {
    const view: View = { kind: 'fields', fields: [['Publish URL', [url, url]]] };
    expect(await drawn(view, { terminal: 40, ...plain })).toBe(`Publish URL  ${url}\n             ${url}\n`);
  });

  test('without rows says so on stderr', async () => {
    for (const terminal of [80, undefined]) {
      const { output, written } = outputTo(terminal === undefined ? {} : { terminal });
      await output.result({}, channels());
      expect(written).toEqual({ stdout: '', stderr: 'None.\n' });
    }
  });

  test('draws what is missing as a dash, and leaves it empty in a pipe', async () => {
    const view: View = {
      kind: 'table',
      columns: ['Name', 'Ready', 'Rate', 'Note'],
      rows: [['cam', true, { value: 2000, text: '2 kbit/s' }, null]],
      empty: '',
    };
    expect(await drawn(view, { terminal: 80, ...plain })).toBe(
      'Name  Ready  Rate      Note\ncam   yes    2 kbit/s  -\n',
    );
    expect(await drawn(view, {})).toBe('cam\ttrue\t2000\t\n');
  });
});

describe('colour', () => {
  const view = channels(['cam', 'enabled', 'x']);
  const colored = '\u001b[32menabled\u001b[39m';

  test.each([
    ['at a terminal', { terminal: 80 }, true],
    ['not in a pipe', {}, false],
    ['not with --no-color', { terminal: 80, flags: { color: false } }, false],
    ['not with NO_COLOR', { terminal: 80, env: { NO_COLOR: '1' } }, false],
    ['with an empty NO_COLOR', { terminal: 80, env: { NO_COLOR: '' } }, true],
    ['not at a dumb terminal', { terminal: 80, env: { TERM: 'dumb' } }, false],
    ['with FORCE_COLOR at a dumb terminal', { terminal: 80, env: { TERM: 'dumb', FORCE_COLOR: '1' } }, true],
    ['not with FORCE_COLOR=0', { terminal: 80, env: { FORCE_COLOR: '0' } }, false],
    [
      'not with --no-color and FORCE_COLOR',
      { terminal: 80, flags: { color: false }, env: { FORCE_COLOR: '1' } },
      false,
    ],
  ] as [string, Options, boolean][])('%s', async (_, options, expected) => {
    expect((await drawn(view, options)).includes(colored)).toBe(expected);
  });
});

describe('the progress line', () => {
  test('is redrawn, cut to the terminal, and gone before anything else is written', async () => {
    const { output, written } = outputTo({ terminal: 11 });
    output.progress('time 00:01 and more');
    output.progress('time 00:02');
    output.note('done');
    output.progress('late');
    output.progress(null);
    const clear = '\r\u001b[2K';
    expect(written.stderr).toBe(`time 00:01${clear}time 00:02${clear}done\nlate${clear}`);
  });

  test.each([
    ['off a terminal', {}],
    ['at a dumb terminal', { terminal: 80, env: { TERM: 'dumb' } }],
    ['with --json', { terminal: 80, flags: { json: true } }],
    ['with -q', { terminal: 80, flags: { quiet: true } }],
  ] as [string, Options][])('is not drawn %s', (_, options) => {
    const { output, written } = outputTo(options);
    output.progress('time 00:01');
    output.progress(null);
    expect({ ...written, animated: output.animated }).toEqual({ stdout: '', stderr: '', animated: false });
  });
});

describe('stderr', () => {
  test('-q silences notes but not warnings', () => {
    const { output, written } = outputTo({ flags: { quiet: true } });
    output.note('note');
    output.warn('careful');
    expect(written.stderr).toBe('warning: careful\n');
  });

  test('with --json holds one object a line', () => {
    const { output, written } = outputTo({ flags: { json: true } });
    output.note('note');
    output.warn('careful');
    expect(written.stderr).toBe('{"warning":{"message":"careful"}}\n');
  });
});
