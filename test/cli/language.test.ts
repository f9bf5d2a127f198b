import stringWidth from 'string-width';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/all.js';
import { cutTo, padded, said, speak, spoken } from '../../src/cli/say.js';
import { columnsOf } from '../../src/cli/terminal/language/index.js';
import { textsCell } from '../../src/cli/terminal/view.js';
import { topics } from '../../src/cli/topics.js';
import { createEmulator, type Emulator } from '../../src/emulator/index.js';
import { english } from '../../src/english.js';
import { temporaryFolder } from '../helpers/store.js';
import { createWorld, LOCAL_ENV } from '../helpers/world.js';

const ZH = { OSS_LIVE_LANGUAGE: 'zh' };

afterEach(() => speak('en'));

describe('which language', () => {
  test.each<[language: 'en' | 'zh', env: Record<string, string>, options: string[]]>([
    ['en', {}, []],
    ['zh', { LANG: 'zh_CN.UTF-8' }, []],
    ['zh', { LANG: 'zh' }, []],
    ['zh', { LANG: 'zh_TW.Big5' }, []],
    ['zh', { LANG: 'zh-Hans-CN' }, []],
    ['en', { LANG: 'zha_CN.UTF-8' }, []],
    ['en', { LANG: 'en_US.UTF-8' }, []],
    ['zh', { LC_MESSAGES: 'zh_CN.UTF-8', LANG: 'en_US.UTF-8' }, []],
    ['en', { LC_ALL: 'C', LC_MESSAGES: 'zh_CN.UTF-8', LANG: 'zh_CN.UTF-8' }, []],
    ['zh', { LC_ALL: '', LANG: 'zh_CN.UTF-8' }, []],
    ['en', { OSS_LIVE_LANGUAGE: 'en', LC_ALL: 'zh_CN.UTF-8' }, []],
    ['zh', { OSS_LIVE_LANGUAGE: 'zh', LC_ALL: 'C' }, []],
    ['zh', { OSS_LIVE_LANGUAGE: 'en' }, ['--language', 'zh']],
    ['zh', {}, ['--language=zh']],
    ['en', { LANG: 'zh_CN.UTF-8' }, ['--language', 'en']],
    ['en', {}, ['--', '--language', 'zh']],
  ])('%s for %j and %j', async (language, env, options) => {
    const { stderr } = await createWorld().run(['lst', ...options], { env });
    expect(stderr.split('\n')[0]).toBe(
      language === 'en' ? "error: Unknown command 'lst'." : '错误：未知的命令 “lst”。',
    );
  });

  test('no other than the two', async () => {
    expect(await createWorld().run(['list', '--language', 'fr'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: "error: --language must be en or zh, not 'fr'.\n",
    });
  });
});

describe('what programs read', () => {
  let emulator: Emulator;
  const world = createWorld({ now: () => new Date() });
  beforeAll(async () => {
    emulator = createEmulator({ dataDir: await temporaryFolder() });
    for (const name of ['cam', 'live'])
      expect(await world.run(['create', name], { env: LOCAL_ENV, transport: emulator.handle })).toMatchObject(
        { exitCode: 0 },
      );
  });
  afterAll(() => emulator.close());

  const inBoth = async (argv: string[], terminal?: number) => {
    const options = { transport: emulator.handle, ...(terminal === undefined ? {} : { terminal }) };
    return {
      en: await world.run(argv, { ...options, env: LOCAL_ENV }),
      zh: await world.run(argv, { ...options, env: { ...LOCAL_ENV, ...ZH } }),
    };
  };
  const steady = (text: string) => text.replace(/"requestId":\s*"[0-9A-F]{24}"/g, '"requestId"');

  test.each([
    'list',
    'info cam',
    'stat cam',
    'history cam',
    'create cam --frag-count 3',
    'plan nowhere.yaml',
    'delete gone',
    'help errors NoSuchKey',
  ])('%s: JSON and what goes into a pipe are the same', async (line) => {
    const words = line.split(' ');
    const json = await inBoth([...words, '--json']);
    expect(steady(json.zh.stdout)).toBe(steady(json.en.stdout));
    expect(steady(json.zh.stderr)).toBe(steady(json.en.stderr));
    const piped = await inBoth(words);
    expect(piped.zh.exitCode).toBe(piped.en.exitCode);
    expect(piped.zh.stdout).toBe(piped.en.stdout);
  });

  test('a terminal has heads, states and notes in Chinese, and every column where it belongs', async () => {
    const { zh } = await inBoth(['stat', 'cam', 'live', '--no-color'], 80);
    const lines = zh.stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
      ['名称', '状态', '连接时间'],
      ['cam', '空闲', '-'],
      ['live', '空闲', '-'],
    ]);
    const columns = lines.map((line) => {
      const second = line.split(/ {2,}/)[1] ?? '';
      return stringWidth(line.slice(0, line.indexOf(second)));
    });
    expect(new Set(columns).size).toBe(1);
  });

  test('names are joined in Chinese', async () => {
    const { zh, en } = await inBoth(['sign-rtmp', 'cam', '--obs', '--ffmpeg', '--qr']);
    expect([zh.stderr, en.stderr]).toEqual([
      '错误：--obs、--ffmpeg 和 --qr 只能给一个。\n',
      'error: Give one of --obs, --ffmpeg and --qr.\n',
    ]);
  });

  test('a channel that is called like a state keeps its name', async () => {
    const { zh } = await inBoth(['enable', 'live'], 80);
    expect(zh.stderr).toBe('频道 live：已启用。\n');
  });
});

describe('help in Chinese', () => {
  const pages = [
    ['--help'],
    ...commands.map(({ name }) => [name, '--help']),
    // `help errors` is a table.
    ...topics.flatMap(({ name }) => (name === 'errors' ? [] : [['help', name]])),
  ];
  test.each(pages.map((argv) => [argv.join(' '), argv] as const))(
    '%s fits into 80 columns',
    async (_name, argv) => {
      const { exitCode, stdout } = await createWorld().run([...argv], { terminal: 80, env: ZH });
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^用法：oss-live /);
      // A line to be copied is not broken.
      const wide = stdout
        .split('\n')
        .filter((line) => stringWidth(line) > 80 && !/oss-live .*[-|>]/.test(line));
      expect(wide).toEqual([]);
    },
  );
});

describe('a text', () => {
  test('is English until a language is spoken, and its English stays what it is', async () => {
    const text = english`There is no file ${'cam.flv'}.`;
    expect(said(text)).toBe('There is no file cam.flv.');
    speak('zh');
    const again = english`There is no file ${'cam.flv'}.`;
    expect([again, said(again), spoken()]).toEqual([
      'There is no file cam.flv.',
      '文件 cam.flv 不存在。',
      'zh',
    ]);
  });

  test('in a text is said too, but no value', async () => {
    speak('zh');
    const why = english`it is not JSON`;
    expect(said(english`Cannot understand ${'live'}: ${why}.`)).toBe('无法识别 live：不是 JSON。');
  });

  test('has its lists in it as lists, of names as they are and of texts in Chinese', async () => {
    speak('zh');
    const names = english`There are ${['live', 'cam']}.`;
    const texts = english`Looked in: ${[english`options`, english`${'~/.ossutilconfig'} (${english`not there`})`]}.`;
    expect([names, said(names)]).toEqual(['There are live, cam.', '可用的有 live、cam。']);
    expect([texts, said(texts)]).toEqual([
      'Looked in: options, ~/.ossutilconfig (not there).',
      '已查找：选项、~/.ossutilconfig（不存在）。',
    ]);
  });

  test('in a cell with others is Chinese for people, and English in a pipe', async () => {
    speak('zh');
    expect([textsCell(['fragCount 3 -> 5', english`live now`]), textsCell([])]).toEqual([
      { value: 'fragCount 3 -> 5, live now', text: 'fragCount 3 -> 5，直播中' },
      null,
    ]);
  });

  test('that has no Chinese is said as it is', async () => {
    speak('zh');
    expect(said('The specified bucket does not exist.')).toBe('The specified bucket does not exist.');
  });

  test.each(['正在下载', 'a，b', '“cam”', '（退出码 8）', 'é', 'é', '直播 大厅', '🎥', '한국어', '…—·'])(
    '%s is as wide as string-width finds it',
    (text) => {
      expect(columnsOf(text)).toBe(stringWidth(text));
    },
  );

  test('is cut and padded by the columns that it takes', async () => {
    expect([cutTo('abcdef', 4), padded('ab', 4)]).toEqual(['abcd', 'ab  ']);
    speak('zh');
    expect([cutTo('正在下载', 5), cutTo('正a在', 4), padded('正常', 6)]).toEqual(['正在', '正a', '正常  ']);
  });
});
