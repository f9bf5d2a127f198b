import { child, integerOf, textOf } from '../../protocol/xml.js';
import { channelAlone, defineOperation, type OperationResponse } from './operation.js';

/**
 * Asks whether a channel is being pushed to, and what. ServiceError `NoSuchLiveChannel` for an unknown name. OSS
 * documentation, "GetLiveChannelStat".
 */
export interface GetLiveChannelStatInput {
  /** The name of the channel. */
  channelName: string;
}

/** The pictures of a running push. */
export interface VideoStat {
  /** Pixels. */
  width: number | null;
  /** Pixels. */
  height: number | null;
  /** Frames per second. */
  frameRate: number | null;
  /** Bytes per second. */
  bandwidth: number | null;
  /** `H264`, in the words of the service. */
  codec: string | null;
}

/** The sound of a running push. */
export interface AudioStat {
  /** Bytes per second. */
  bandwidth: number | null;
  /** Hertz. */
  sampleRate: number | null;
  /** `AAC`, in the words of the service. */
  codec: string | null;
}

/** The state of a channel. */
export interface LiveChannelStat {
  /** `Disabled`, `Idle` (enabled, nobody pushing) or `Live`. */
  status: string | null;
  /** ISO 8601, UTC; only while Live. */
  connectedTime: string | null;
  /** `ip:port` of the publisher; only while Live. */
  remoteAddr: string | null;
  /** May be missing even while Live, until the stream is known. */
  video: VideoStat | null;
  /** The same of its sound. */
  audio: AudioStat | null;
  /** The id of the request at the service, for its support; null when it sent none. */
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
    return channelAlone(input);
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
});
