// What the emulator says of those whom it sends away.
import { execa } from 'execa';
import { expect, test } from 'vitest';
import type { MediaMessage } from '../../src/emulator/rtmp/publishing.js';
import { readFlvFile } from '../helpers/flv-file.js';
import { clip } from '../helpers/media.js';
import { createMachine } from '../helpers/program.js';
import { publish } from '../helpers/rtmp-publisher.js';

test('refused requests and pushes are named, with what they wanted', async () => {
  const machine = createMachine();
  const emulator = machine.start(['emulator', '--exit-with-stdin', '--port', '0', '--temp']);
  const { value: ready } = await emulator.lines.next();
  const [url, rtmpUrl] = /http:\S+ and rtmp:\S+(?=,)/.exec(ready)![0].split(' and ');
  const source = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=64x64:duration=1', '-c:v', 'libx264'];
  for (const target of [
    '/local/live/front%20door',
    '/local/live/cam?OSSAccessKeyId=who&Expires=4102444800&Signature=x',
  ])
    await execa('ffmpeg', [...source, '-f', 'flv', `${rtmpUrl}${target}`], {
      reject: false,
      stdin: 'ignore',
    });
  await fetch(`${url}/local/a.txt?OSSAccessKeyId=who&Expires=4102444800&Signature=geheim`);
  await fetch(`${url}/local/none?live`);
  const { stderr } = await emulator.stop();
  const lines = stderr.split('\n').filter((line) => /^\d\d:/.test(line));
  expect(lines.map((line) => line.replace(/^\d\d:\d\d:\d\dZ /, ''))).toEqual([
    expect.stringMatching(/^A push to front door was refused: AccessDenied: /),
    expect.stringMatching(/^A push to cam was refused: InvalidAccessKeyId: /),
    'GET /local/a.txt?OSSAccessKeyId=who&Expires=4102444800&Signature=***: 403 InvalidAccessKeyId, EC 0002-00000902',
    'GET /local/none?live: 403 AccessDenied, EC 0003-00000001',
  ]);
});

test('what is wrong with the media of a push is said in the language of the terminal', {
  timeout: 60_000,
}, async () => {
  const machine = createMachine();
  const open = ['--acl', 'public-read-write', '--language', 'zh'];
  const emulator = machine.start(['emulator', '--exit-with-stdin', '--port', '0', '--temp', ...open]);
  const { value: ready } = await emulator.lines.next();
  const endpoint = /http:[^\s,，]+/.exec(ready)![0];
  await machine.sh(`oss-live create demo --profile local --endpoint ${endpoint}`);
  const tag = (type: 'audio' | 'video', hex: string): MediaMessage => ({
    ...{ type, timestampMs: 0, payload: Buffer.from(hex, 'hex') },
  });
  const publisher = await publish(`${endpoint.replace('http', 'rtmp')}/local/live/demo`);
  const [sound, picture] = [tag('audio', '2f00'), tag('video', '1900')];
  const [unknown, short, long] = [
    tag('audio', 'df00'),
    tag('video', '1701'),
    tag('audio', `af01${'00'.repeat(8200)}`),
  ];
  const frames = readFlvFile(await clip({ seconds: 1 }));
  await publisher.sendAll([sound, picture, short, short, long, unknown, ...frames]);
  // All of it was dealt with; why the push ended is another matter.
  await publisher.arrived();
  await publisher.unpublish();
  const { stderr } = await emulator.stop();
  const lines = stderr.split('\n').filter((line) => /推流/.test(line));
  expect(lines.map((line) => line.replace(/^\d\d:\d\d:\d\dZ /, '').replace(/127\S+/, 'here'))).toEqual([
    'here 开始向 demo 推流。',
    '向 demo 的推流：音频（MP3）被丢弃：OSS 只接受 AAC。',
    '向 demo 的推流：视频（编码 9）被忽略：OSS 只接受 H.264。',
    '向 demo 的推流：已丢弃：H.264 标签不完整。',
    '向 demo 的推流：已丢弃：AAC 帧长得不合理。',
    '向 demo 的推流：共丢弃 2 次：H.264 标签不完整。',
    expect.stringMatching(/^向 demo 的推流已结束（\w+）。$/),
  ]);
});
