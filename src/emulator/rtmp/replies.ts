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

export function publishStarted(streamId: number): RtmpMessage {
  return status(streamId, 'status', {
    code: 'NetStream.Publish.Start',
    description: 'The stream is now published.',
  });
}

/** FMLE and its kin wait for this before they send. */
export function publishAnnounced(): RtmpMessage {
  return encodeCommand(0, ['onFCPublish', 0, null, { code: 'NetStream.Publish.Start', description: '' }]);
}

export function unpublished(streamId: number): RtmpMessage {
  return status(streamId, 'status', {
    code: 'NetStream.Unpublish.Success',
    description: 'The stream is no longer published.',
  });
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
