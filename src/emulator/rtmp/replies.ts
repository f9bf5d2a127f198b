import type { AmfValue } from './amf0.js';
import { encodeCommand, type RtmpMessage } from './message.js';
import type { EndReason } from './publishing.js';

/** `code` of the NetStream vocabulary; clients show the description, which begins with the OSS code. */
export interface Refusal {
  code: string;
  description: string;
}

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

export function refused(streamId: number, refusal: Refusal): RtmpMessage {
  return status(streamId, 'error', refusal);
}

function status(streamId: number, level: 'status' | 'error', { code, description }: Refusal): RtmpMessage {
  return encodeCommand(streamId, ['onStatus', 0, null, { level, code, description }]);
}

export const PLAY_REFUSED: Refusal = {
  code: 'NetStream.Play.Failed',
  description:
    'NotImplemented: A LiveChannel takes RTMP in and gives HLS out; it cannot be played over RTMP.',
};

/** What a publisher is told when its push is ended for it. The other reasons are its own doing. */
export const END_TEXTS: Partial<Record<EndReason, Refusal>> = {
  idle: {
    code: 'NetStream.Publish.Idle',
    description: 'RequestTimeout: No data has arrived for too long.',
  },
  disabled: {
    code: 'NetStream.Publish.Denied',
    description: 'LiveChannelDisabled: The live channel has been disabled.',
  },
  kicked: {
    code: 'NetStream.Publish.Denied',
    description: 'AccessDenied: The push was ended by the server.',
  },
  storage: {
    code: 'NetStream.Record.Failed',
    description: 'InternalError: The stream could not be stored.',
  },
  fault: {
    code: 'NetStream.Failed',
    description: 'InternalError: The push was ended by a fault rule.',
  },
  shutdown: {
    code: 'NetConnection.Connect.AppShutdown',
    description: 'ServiceUnavailable: The server is shutting down.',
  },
};
