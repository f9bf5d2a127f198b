// What the emulator says of those whom it sends away.
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { createMachine } from '../helpers/program.js';

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
