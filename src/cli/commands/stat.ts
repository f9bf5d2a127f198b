import {
  type AudioStat,
  getLiveChannelStat,
  type LiveChannelStat,
  type VideoStat,
} from '../../client/operations/get-live-channel-stat.js';
import { CHANNEL, defineCommand } from '../command.js';
import { type Cell, type Field, timeCell, type View } from '../terminal/view.js';

export const stat = defineCommand({
  name: 'stat',
  group: 'Channels',
  operation: getLiveChannelStat,
  summary: 'Show whether a live channel is being pushed to, and what',
  details: ['Bandwidth is in bytes per second, as the service reports it.'],
  arguments: [CHANNEL],
  examples: [
    { line: 'oss-live stat cam-42', comment: 'Idle, Live or Disabled; codecs and rates while Live' },
  ],
  async run({ context, words, output, channel, client }) {
    const { channelName } = await channel(words[0]);
    const result = await (await client()).getLiveChannelStat({ channelName }, { signal: context.signal });
    await output.result(result, statView(channelName, result));
  },
});

export function statView(channelName: string, { status, connectedTime, ...found }: LiveChannelStat): View {
  return {
    kind: 'fields',
    fields: [
      ['Channel', channelName],
      ['Status', status],
      ...known('Connected', timeCell(connectedTime)),
      ...known('Publisher', found.remoteAddr),
      ...videoFields(found.video),
      ...audioFields(found.audio),
    ],
  };
}

function known(label: string, value: Cell): Field[] {
  return value === null ? [] : [[label, value]];
}

function videoFields(video: VideoStat | null): Field[] {
  if (video === null) return [];
  return [
    ['Video codec', video.codec],
    ['Video size', `${video.width ?? '?'}x${video.height ?? '?'}`],
    ['Video frame rate', withUnit(video.frameRate, 'fps')],
    ['Video bandwidth', bandwidth(video.bandwidth)],
  ];
}

function audioFields(audio: AudioStat | null): Field[] {
  if (audio === null) return [];
  return [
    ['Audio codec', audio.codec],
    ['Audio sample rate', withUnit(audio.sampleRate, 'Hz')],
    ['Audio bandwidth', bandwidth(audio.bandwidth)],
  ];
}

function withUnit(value: number | null, unit: string): Cell {
  return value === null ? null : { value, text: `${value} ${unit}` };
}

/** Encoders are set in kilobits, so people see both. */
function bandwidth(bytesPerSecond: number | null): Cell {
  if (bytesPerSecond === null) return null;
  const kilobits = Math.round((bytesPerSecond * 8) / 1000);
  return { value: bytesPerSecond, text: `${kilobits} kbit/s (${bytesPerSecond} bytes/s)` };
}
