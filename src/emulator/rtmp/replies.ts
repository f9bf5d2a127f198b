import type { AmfValue } from './amf0.js';
import { encodeCommand, type RtmpMessage } from './message.js';
import type { Status } from './publishing.js';

export function result(transactionId: number, ...values: AmfValue[]): RtmpMessage {
  return encodeCommand(0, ['_result', transactionId, ...values]);
}

export function connected(transactionId: number): RtmpMessage {
  return result(
    transactionId,
    { fmsVer: 'FMS/3,0,1,123', capabilities: 31 },
    {
      level: 'status',
      code: 'NetConnection.Connect.Success',
      description: 'Connection succeeded.',
      objectEncoding: 0,
    },
  );
}

export function unknownCommand(transactionId: number, name: string): RtmpMessage {
  const description = `Method not found (${name.slice(0, 64)}).`;
  const error = { level: 'error', code: 'NetConnection.Call.Failed', description };
  return encodeCommand(0, ['_error', transactionId, null, error]);
}

/** After `connect`; ffmpeg asks `_checkbw` then. */
export function bandwidthDone(): RtmpMessage {
  return encodeCommand(0, ['onBWDone', 0, null, 8192]);
}

/** The one answer to `FCPublish`: OSS was captured to say this word and nothing else. */
export function publishAnnounced(): RtmpMessage {
  return encodeCommand(0, ['onFCPublish']);
}

export function publishStarted(streamId: number, channelName: string): RtmpMessage {
  return status(streamId, 'status', {
    code: 'NetStream.Publish.Start',
    description: `${channelName} is now published`,
  });
}

export function unpublished(streamId: number): RtmpMessage {
  return status(streamId, 'status', {
    code: 'NetStream.Unpublish.Success',
    description: 'The stream is no longer published.',
  });
}

/** The push is over, by the server: no error, by its level. */
export function ended(streamId: number, notice: Status): RtmpMessage {
  return status(streamId, 'status', notice);
}

export function refused(streamId: number, refusal: Status): RtmpMessage {
  return status(streamId, 'error', refusal);
}

/** The RTMP specification has this level; encoders go on. */
export function warned(streamId: number, description: string): RtmpMessage {
  return status(streamId, 'warning', { code: 'NetStream.Publish.Warning', description });
}

function status(
  streamId: number,
  level: 'status' | 'warning' | 'error',
  { code, description }: Status,
): RtmpMessage {
  return encodeCommand(streamId, ['onStatus', 0, null, { level, code, description }]);
}
