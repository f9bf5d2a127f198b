import { expect, test } from 'vitest';
import { statView } from '../../src/cli/commands/stat.js';
import { readModel } from '../wire/http-file.js';

test('stat of an idle channel has nothing but its status', () => {
  const view = statView('cam-42', {
    ...{ status: 'Idle', connectedTime: null, remoteAddr: null, video: null, audio: null, requestId: 'R' },
  });
  expect(view).toEqual({
    kind: 'fields',
    fields: [
      ['Channel', 'cam-42'],
      ['Status', 'Idle'],
    ],
  });
});

test('stat of a live channel has size, rates and codecs', () => {
  const { output, input } = readModel('GetLiveChannelStat');
  const view = statView(input.channelName, {
    ...output,
    video: { ...output.video, bandwidth: 262144 },
    audio: { ...output.audio, bandwidth: null },
  });
  expect(view).toEqual({
    kind: 'fields',
    fields: [
      ['Channel', 'test-channel'],
      ['Status', 'Live'],
      ['Connected', { value: '2024-03-05T06:06:57.000Z', text: '2024-03-05T06:06:57+00:00' }],
      ['Publisher', '198.51.100.23:51234'],
      ['Video codec', 'H264'],
      ['Video size', '1280x536'],
      ['Video frame rate', { value: 24, text: '24 fps' }],
      ['Video bandwidth', { value: 262144, text: '2097 kbit/s (262144 bytes/s)' }],
      ['Audio codec', 'ADPCM'],
      ['Audio sample rate', { value: 44100, text: '44100 Hz' }],
      ['Audio bandwidth', null],
    ],
  });
});
