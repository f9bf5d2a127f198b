import { describe, expect, test } from 'vitest';
import { readPlaylist } from '../../../src/recording/playlist/read-playlist.js';

const head = '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-TARGETDURATION:13\n';
const entry = '#EXTINF:7.120,\n1543895706266.ts\n';
const end = '#EXT-X-ENDLIST\n';
const first = { name: '1543895706266.ts', startMs: 1543895706266, seconds: 7.12, discontinuity: false };
const second = { name: '1543895706323.ts', startMs: 1543895706323, seconds: 5.84, discontinuity: false };

describe('the segments of a playlist are read', () => {
  test.each([
    // OSS documentation, GetVodPlaylist.
    ['of the documentation', `${head}${entry}#EXTINF:5.840,\n1543895706323.ts\n${end}`, [first, second]],
    [
      'with a discontinuity, comments and blank lines',
      `${head}${entry}\n#EXT-X-DISCONTINUITY\n# a comment\n#EXT-X-NEW:1\n#EXTINF:5.840,\n1543895706323.ts\n${end}`,
      [first, { ...second, discontinuity: true }],
    ],
    ['with the line ends of Windows', `${head}${entry}${end}`.replaceAll('\n', '\r\n'), [first]],
    ['that says it is not encrypted', `${head}#EXT-X-KEY:METHOD=NONE\n${entry}${end}`, [first]],
    ['longer than it says they are', `${head.replace(':13', ':1')}${entry}${end}`, [first]],
    ['without an end', `${head}${entry}`, [first]],
    ['without any', `${head}${end}`, []],
  ])('%s', (_, text, segments) => {
    expect(readPlaylist(text, 'cam')).toEqual(segments);
  });
});

describe('what is no list of segments of the channel is refused', () => {
  const listing = (uri: string) => `${head}#EXTINF:7.120,\n${uri}\n${end}`;
  const foreign = (uri: string) =>
    [
      listing(uri),
      'ForeignPlaylist',
      `The playlist of cam lists "${uri}", which is no segment of the channel.`,
    ] as const;
  const unreadable = 'The playlist of cam cannot be read.';

  test.each<readonly [text: string, code: string, message: string]>([
    foreign('https://198.51.100.7/1543895706266.ts'),
    foreign('//198.51.100.7/1543895706266.ts'),
    foreign('/local/cam/1543895706266.ts'),
    foreign('../other/1543895706266.ts'),
    foreign('1543895706266.ts?x=1'),
    foreign('file:///etc/passwd'),
    foreign('intro.ts'),
    [
      `${head}#EXT-X-KEY:METHOD=AES-128,URI="https://198.51.100.7/key"\n${entry}${end}`,
      'EncryptedPlaylist',
      'The segments of cam are encrypted.',
    ],
    [`${head}#EXT-X-BYTERANGE:100@0\n${entry}${end}`, 'UnreadableAnswer', unreadable],
    [`${head}#EXT-X-MAP:URI="init.mp4"\n${entry}${end}`, 'UnreadableAnswer', unreadable],
    ['#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n', 'UnreadableAnswer', unreadable],
    ['<html>', 'UnreadableAnswer', unreadable],
    ['', 'UnreadableAnswer', unreadable],
    [`${head}${'#\n'.repeat(2 ** 22)}`, 'UnreadableAnswer', unreadable],
  ])('%.99s', (text, code, message) => {
    expect(() => readPlaylist(text, 'cam')).toThrow(expect.objectContaining({ code, message }));
  });

  test('with what it lists cut, when that is long', () => {
    const uri = `https://198.51.100.7/${'a'.repeat(300)}.ts`;
    const message = `The playlist of cam lists "https://198.51.100.7/${'a'.repeat(178)}…", which is no segment of the channel.`;
    expect(() => readPlaylist(listing(uri), 'cam')).toThrow(message);
  });
});
