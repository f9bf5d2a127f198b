import { child, integerOf, textOf } from '../../protocol/xml.js';
import { validateChannelName } from '../validate.js';
import { type Cell, defineOperation, type OperationResponse, type View } from './operation.js';

/**
 * Asks whether a channel is being pushed to, and what. ServiceError `NoSuchLiveChannel` for an unknown name. OSS
 * documentation, "GetLiveChannelStat".
 */
export interface GetLiveChannelStatInput {
  channelName: string;
}

export interface VideoStat {
  /** Pixels. */
  width: number | null;
  height: number | null;
  /** Frames per second. */
  frameRate: number | null;
  /** Bytes per second. */
  bandwidth: number | null;
  codec: string | null;
}

export interface AudioStat {
  /** Bytes per second. */
  bandwidth: number | null;
  /** Hertz. */
  sampleRate: number | null;
  codec: string | null;
}

export interface LiveChannelStat {
  /** `Disabled`, `Idle` (enabled, nobody pushing) or `Live`. */
  status: string | null;
  /** ISO 8601, UTC; only while Live. */
  connectedTime: string | null;
  /** `ip:port` of the publisher; only while Live. */
  remoteAddr: string | null;
  /** May be missing even while Live, until the stream is known. */
  video: VideoStat | null;
  audio: AudioStat | null;
  requestId: string | null;
}

export const getLiveChannelStat = defineOperation({
  name: 'GetLiveChannelStat',
  action: 'oss:GetLiveChannelStat',
  wire: {
    method: 'GET',
    path: 'channel',
    query: { live: null, comp: 'stat' },
    parameters: [],
    success: 200,
  },

  encode(input: GetLiveChannelStatInput) {
    validateChannelName(input.channelName);
    return { channelName: input.channelName };
  },

  decode(response: OperationResponse): LiveChannelStat {
    const root = response.xml('LiveChannelStat');
    const video = child(root, 'Video');
    const audio = child(root, 'Audio');
    return {
      status: textOf(root, 'Status'),
      connectedTime: textOf(root, 'ConnectedTime'),
      remoteAddr: textOf(root, 'RemoteAddr'),
      video: video && {
        width: integerOf(video, 'Width'),
        height: integerOf(video, 'Height'),
        frameRate: integerOf(video, 'FrameRate'),
        bandwidth: integerOf(video, 'Bandwidth'),
        codec: textOf(video, 'Codec'),
      },
      audio: audio && {
        bandwidth: integerOf(audio, 'Bandwidth'),
        sampleRate: integerOf(audio, 'SampleRate'),
        codec: textOf(audio, 'Codec'),
      },
      requestId: response.requestId,
    };
  },

  face: {
    command: 'stat',
    summary: 'Show whether a live channel is being pushed to, and what',
    details: ['Bandwidth is in bytes per second, as the service reports it.'],
    arguments: [{ name: '[channel]', help: 'the channel; left out: see "Which channel" in the reference' }],
    examples: [
      { line: 'oss-live stat cam-42', comment: 'Idle, Live or Disabled; codecs and rates while Live' },
    ],
    view(output, input): View {
      return {
        kind: 'fields',
        fields: [
          ['Channel', input.channelName],
          ['Status', output.status],
          ...known('Connected', output.connectedTime),
          ...known('Publisher', output.remoteAddr),
          ...videoFields(output.video),
          ...audioFields(output.audio),
        ],
      };
    },
  },
});

type Field = readonly [label: string, value: Cell];

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
