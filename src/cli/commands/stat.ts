import {
  type AudioStat,
  getLiveChannelStat,
  type LiveChannelStat,
  type VideoStat,
} from '../../client/operations/get-live-channel-stat.js';
import { english } from '../../english.js';
import { defineCommand } from '../command.js';
import { say } from '../say.js';
import { CHANNELS, severalFlags, severalNames } from '../several/names.js';
import { type Cell, type Field, timeCell, type View } from '../terminal/view.js';

export const stat = defineCommand({
  name: 'stat',
  group: 'Channels',
  operation: getLiveChannelStat,
  summary: 'Show whether a live channel is being pushed to, and what',
  details: ['Bandwidth is in bytes per second, as the service reports it.'],
  arguments: [CHANNELS],
  flags: severalFlags,
  examples: [
    { line: 'oss-live stat cam-42', comment: 'Idle, Live or Disabled; codecs and rates while Live' },
    { line: "oss-live stat 'cam-*'", comment: 'a line for each' },
  ],
  async run(invocation) {
    const { words, output, flags } = invocation;
    const client = await invocation.client();
    const ask = (channelName: string, signal: AbortSignal) =>
      client.getLiveChannelStat({ channelName }, { signal });
    const several = await severalNames(invocation, words);
    if (several === null) {
      const { channelName } = await invocation.channel(words[0]);
      const result = await ask(channelName, invocation.context.signal);
      await output.result(result, statView(channelName, result));
      return;
    }
    const { forEach, tellOutcomes } = await import('../several/each.js');
    const asked = { names: several.names, jobs: flags.jobs, doing: say`Asked about` };
    await tellOutcomes(output, await forEach(invocation, asked, ask), {
      columns: [
        english`Name`,
        english`Status`,
        english`Connected`,
        english`Publisher`,
        english`Video`,
        english`Audio`,
        english`Bandwidth`,
      ],
      rows: (channelName, found) => [statRow(channelName, found)],
      document: (found) => found,
    });
  },
});

function statRow(channelName: string, found: LiveChannelStat): Cell[] {
  const { status, connectedTime, remoteAddr, video, audio } = found;
  return [
    ...[channelName, status, timeCell(connectedTime), remoteAddr],
    ...[video && `${video.codec ?? '?'} ${video.width ?? '?'}x${video.height ?? '?'}`, audio?.codec ?? null],
    video?.bandwidth == null ? null : bandwidth(video.bandwidth + (audio?.bandwidth ?? 0)),
  ];
}

export function statView(channelName: string, { status, connectedTime, ...found }: LiveChannelStat): View {
  return {
    kind: 'fields',
    fields: [
      [english`Channel`, channelName],
      [english`Status`, status],
      ...known(english`Connected`, timeCell(connectedTime)),
      ...known(english`Publisher`, found.remoteAddr),
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
    [english`Video codec`, video.codec],
    [english`Video size`, `${video.width ?? '?'}x${video.height ?? '?'}`],
    [english`Video frame rate`, withUnit(video.frameRate, 'fps')],
    [english`Video bandwidth`, bandwidth(video.bandwidth)],
  ];
}

function audioFields(audio: AudioStat | null): Field[] {
  if (audio === null) return [];
  return [
    [english`Audio codec`, audio.codec],
    [english`Audio sample rate`, withUnit(audio.sampleRate, 'Hz')],
    [english`Audio bandwidth`, bandwidth(audio.bandwidth)],
  ];
}

function withUnit(value: number | null, unit: string): Cell {
  return value === null ? null : { value, text: `${value} ${unit}` };
}

/** Encoders are set in kilobits, so people see both. */
function bandwidth(bytesPerSecond: number | null): Cell {
  if (bytesPerSecond === null) return null;
  const kilobits = Math.round((bytesPerSecond * 8) / 1000);
  return { value: bytesPerSecond, text: say`${kilobits} kbit/s (${bytesPerSecond} bytes/s)` };
}
