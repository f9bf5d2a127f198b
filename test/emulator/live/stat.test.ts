import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../../src/emulator/index.js';
import { asking, createChannel, eventually, publishUrl } from '../../helpers/emulator.js';
import { startEncoder } from '../../helpers/encoder.js';
import { readFlvFile, writeFlvFile } from '../../helpers/flv-file.js';
import { clip, probeStreams } from '../../helpers/media.js';
import { KEY } from '../../helpers/sign-v1.js';
import { temporaryFolder } from '../../helpers/store.js';

/**
 * 29.97 frames and HE-AAC at 44.1 kHz. ffmpeg cannot encode that without a library that Debian leaves out: these are LC
 * frames of 22.05 kHz under an AudioSpecificConfig that announces replication, which is what a decoder goes by.
 */
async function heAacClip(folder: string): Promise<string> {
  const path = join(folder, 'he-aac.flv');
  const plain = readFlvFile(await clip({ seconds: 4, rate: '30000/1001', gop: 30, sampleRate: 22_050 }));
  const isHeader = (type: string, payload: Buffer) => type === 'audio' && payload[1] === 0;
  const header = Buffer.from('af002b920800', 'hex');
  writeFlvFile(
    path,
    plain.map((message) =>
      isHeader(message.type, message.payload) ? { ...message, payload: header } : message,
    ),
  );
  return path;
}

test('stat of a push by ffmpeg at 29.97 frames with HE-AAC is in whole numbers, as OSS gives them', async () => {
  const dataDir = temporaryFolder();
  const emulator = createEmulator({ dataDir, credentials: [KEY] });
  onTestFinished(() => emulator.close());
  const { rtmpUrl } = await emulator.listen();
  const ask = asking(emulator);
  await createChannel(ask, 'cam');
  const source = await heAacClip(dataDir);
  const sound = (await probeStreams(source)).find(({ codec_name: codec }) => codec === 'aac');
  // ffprobe takes the output rate from the header, and the profile from the first frames that it decodes.
  expect(sound).toMatchObject({ sample_rate: '44100' });

  const encoder = startEncoder(source, publishUrl({ base: rtmpUrl, channel: 'cam' }));
  onTestFinished(async () => {
    encoder.kill();
    await encoder.ended;
  });
  const { text } = await eventually(
    () => ask({ target: '/cam?live&comp=stat' }),
    (answer) => answer.text.includes('<Audio>') && answer.text.includes('<Video>'),
  );
  expect(text.replace(/.*<\/RemoteAddr>/s, '').replace(/\s+/g, '')).toBe(
    '<Video><Width>320</Width><Height>180</Height><FrameRate>29</FrameRate><Bandwidth>0</Bandwidth>' +
      '<Codec>H264</Codec></Video><Audio><Bandwidth>0</Bandwidth><SampleRate>22050</SampleRate>' +
      '<Codec>AAC</Codec></Audio></LiveChannelStat>',
  );
  const bandwidth = /<Video>.*<Bandwidth>(\d+)<.*<\/Video>/s;
  const measured = await eventually(
    () => ask({ target: '/cam?live&comp=stat' }),
    (answer) => Number(bandwidth.exec(answer.text)?.[1]) > 0,
  );
  expect(measured.text).toContain('<FrameRate>29</FrameRate>');
});
