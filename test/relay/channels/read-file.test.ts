import { expect, test } from 'vitest';
import { readChannelsFile, writeChannelsFile } from '../../../src/relay/index.js';

/** As it stands in a file. */
const variable = (name: string) => `$\{${name}}`;
const env = { NAME: 'Door', EMPTY: '' };
const read = (text: string) => readChannelsFile(text, { name: 'c.yaml', env });

test('a file has a place, defaults and channels, whose names may look like anything', () => {
  const { place, channels } = read(`
bucket: shop-cameras   # a comment
endpoint: oss-cn-hangzhou.aliyuncs.com
defaults: { fragDuration: 2, description: one of many }
channels:
  shop-002: { fragCount: 5, description: "\${NAME} $\${NAME}\${EMPTY}" }
  shop-001:
  007:
  "10": { status: disabled, playlistName: live.m3u8 }
  true: { snapshot: { roleName: r, destBucket: b, notifyTopic: t, interval: 5 } }
`);
  expect(place).toEqual({ bucket: 'shop-cameras', endpoint: 'oss-cn-hangzhou.aliyuncs.com' });
  const target = { fragDuration: 2, fragCount: null, playlistName: null };
  const usual = { description: 'one of many', status: null, target, snapshot: null };
  expect([...channels]).toEqual([
    ['shop-002', { ...usual, description: `Door ${variable('NAME')}`, target: { ...target, fragCount: 5 } }],
    ['shop-001', usual],
    ['007', usual],
    ['10', { ...usual, status: 'disabled', target: { ...target, playlistName: 'live.m3u8' } }],
    ['true', { ...usual, snapshot: { roleName: 'r', destBucket: 'b', notifyTopic: 't', interval: 5 } }],
  ]);
});

test('JSON is a file too', () => {
  expect([...read('{"channels": {"a": {"fragCount": 3}}}').channels.keys()]).toEqual(['a']);
});

test.each<[string, string, string, string | null]>([
  [
    'a setting that is misspelt',
    'channels:\n  a:\n    fragDuraton: 5\n',
    'c.yaml:3:5: there is no setting "fragDuraton".',
    'Did you mean fragDuration?',
  ],
  [
    'a setting that there is not',
    'bucket: b\nregions: x y\nchannels: {}\n',
    'c.yaml:2:1: there is no setting "regions".',
    'Did you mean region?',
  ],
  ['a key', 'accessKeyId: LTAI5t\nchannels: {}\n', 'c.yaml:1:1: there is no setting "accessKeyId".', null],
  [
    'a value out of range',
    'channels:\n  a: { fragDuration: 101 }\n',
    'c.yaml:2:8: FragDuration (seconds) is an integer from 1 to 100; got 101.',
    null,
  ],
  [
    'a value of another kind',
    'channels:\n  a: { fragCount: "5" }\n',
    'c.yaml:2:8: "fragCount" must be a number.',
    null,
  ],
  ['no text', 'channels:\n  a: { description: 42 }\n', 'c.yaml:2:8: "description" must be text.', null],
  [
    'several faults: the first',
    'channels:\n  a: { fragCount: 0, status: on }\n',
    'c.yaml:2:8: FragCount is an integer from 1 to 100; got 0. (and 1 more)',
    null,
  ],
  [
    'half a snapshot',
    'channels:\n  a:\n    snapshot: { roleName: r, destBucket: b, interval: 5 }\n',
    'c.yaml:3:5: "notifyTopic" is missing.',
    null,
  ],
  [
    'a snapshot too often',
    'channels:\n  a:\n    snapshot: { roleName: r, destBucket: b, notifyTopic: t, interval: 0 }\n',
    'c.yaml:3:61: interval must be an integer from 1 to 100.',
    null,
  ],
  [
    'a name that is none',
    'channels:\n  ok:\n  a/b:\n',
    'c.yaml:3:3: A channel name contains no "/"; got "a/b".',
    null,
  ],
  [
    'a name that no object can have',
    'channels:\n  __proto__: {}\n',
    'c.yaml:2:3: a file cannot have a channel that is called __proto__.',
    null,
  ],
  ['a name that is there twice', 'channels:\n  a:\n  a:\n', 'c.yaml:3:3: "a" is there twice.', null],
  ['a list', 'channels:\n  - a\n', 'c.yaml:1:1: channels must be a list of names with values.', null],
  ['nothing', '', 'c.yaml:1:1: the file must be a list of names with values.', null],
  ['no channels', 'bucket: b\n', 'c.yaml:1:1: "channels" is missing.', null],
  [
    'no YAML',
    'channels: { a: \n',
    'c.yaml:1:16: flow map in block collection must be sufficiently indented and end with a }.',
    null,
  ],
  [
    'a variable that is not set',
    `channels:\n  a: { description: "x ${variable('NOBODY')} y" }\n`,
    'c.yaml:2:21: the variable NOBODY is not set.',
    `Set it, or write $${variable('NOBODY')} where the text itself is meant.`,
  ],
])('%s is told with its place', (_, text, message, hint) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ message, hint }));
});

test('a text that repeats itself without end is refused', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]', ...'bcdefghi'].map((line, index, all) => {
    if (index === 0) return line;
    const before = index === 1 ? 'a' : all[index - 1];
    return `${line}: &${line} [${Array(9).fill(`*${before}`).join(', ')}]`;
  });
  expect(() => read(`${bomb.join('\n')}\nchannels: {}\n`)).toThrow(/too/i);
});

test('what is written is read back as it was', () => {
  const target = { fragDuration: 5, fragCount: 3, playlistName: 'playlist.m3u8' };
  const names = [
    'b',
    '10',
    '9',
    '007',
    'true',
    'null',
    '#x',
    'a: b',
    '- c',
    ' d ',
    '直播',
    '"',
    "'",
    '~',
    '1e3',
    '*',
    '&',
    variable('x'),
  ];
  const descriptions = ['', 'two\nlines', variable('HOME'), 'yes', ': #', '\t', '直播间 1', '0x10'];
  const channels = new Map(
    names.map((name, index) => {
      const description = descriptions[index % descriptions.length] || null;
      return [name, { description, status: 'enabled' as const, target, snapshot: null }];
    }),
  );
  const text = writeChannelsFile({ place: { bucket: 'shop' }, channels });
  expect([...read(text).channels]).toEqual([...channels]);
  expect(text.split('\n').slice(0, 9)).toEqual([
    'bucket: shop',
    'channels:',
    '  b:',
    '    status: enabled',
    '    fragDuration: 5',
    '    fragCount: 3',
    '    playlistName: playlist.m3u8',
    '  "10":',
    '    description: |-',
  ]);
});
