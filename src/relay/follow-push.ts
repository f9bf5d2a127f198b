import { english } from '../english.js';
import type { PushEvent } from '../push/index.js';
import type { SourceStatus } from './events.js';
import { enter, NOTHING_SENT, type Reason, type TellState } from './source-status.js';

export interface Tell extends TellState {
  /** What else there is to tell of a source. */
  onEvent(
    event: Extract<PushEvent, { event: 'missing' | 'shortened' | 'unrecorded' | 'clock' }>,
    channelName: string,
  ): void;
}

/** Makes the events of one push the state and the figures of its source. */
export function followPush(status: SourceStatus, tell: Tell): (event: PushEvent) => void {
  const { channelName } = status;
  const before = { ...status };
  let connection: 'none' | 'connecting' | 'live' = 'none';
  let hasConnected = false;
  // With a buffer a connection to the channel may outlast an outage of the input, and no new one tells of its end.
  let inputAway: Reason | null = null;

  const reconnecting = (event: Extract<PushEvent, { event: 'reconnecting' }>): void => {
    const reason = {
      until: new Date(tell.now().getTime() + event.delaySeconds * 1000),
      error: event.error,
    };
    if (status.bufferSeconds !== null && event.channelName === undefined) {
      // Before the first connection it is the look at the input that failed.
      if (hasConnected) inputAway = reason;
    } else connection = 'none';
    // Without a buffer no figures come until it is connected again.
    if (status.bufferSeconds === null) Object.assign(status, NOTHING_SENT);
    enter(status, tell, 'waiting', reason);
  };
  return (event) => {
    switch (event.event) {
      case 'connecting':
      case 'live':
        connection = event.event;
        hasConnected = true;
        if (inputAway === null) enter(status, tell, connection);
        else enter(status, tell, 'waiting', inputAway);
        break;
      case 'resumed':
        if ('channelName' in event) break;
        inputAway = null;
        if (connection !== 'none') enter(status, tell, connection);
        break;
      case 'channel':
        if (event.state === 'busy') enter(status, tell, 'waiting', { error: busy(event.remoteAddr) });
        break;
      case 'reconnecting':
        reconnecting(event);
        break;
      case 'missing':
      case 'shortened':
      case 'unrecorded':
      case 'clock':
        tell.onEvent(event, channelName);
        break;
      case 'progress':
      case 'ended':
        count(event, status, before);
    }
  };
}

function count(
  event: Extract<PushEvent, { event: 'progress' | 'ended' }>,
  status: SourceStatus,
  before: SourceStatus,
): void {
  status.sentSeconds = before.sentSeconds + event.seconds;
  status.bytes = before.bytes + event.bytes;
  status.droppedFrames = before.droppedFrames + event.droppedFrames;
  status.reconnects = before.reconnects + event.reconnects;
  if ('lostSeconds' in event) status.lostSeconds = before.lostSeconds + event.lostSeconds;
  if (event.event === 'ended') return;
  status.bitsPerSecond = event.bitsPerSecond;
  status.framesPerSecond = event.framesPerSecond;
  status.readBitsPerSecond = event.readBitsPerSecond ?? null;
  status.behindSeconds = event.behindSeconds ?? null;
  status.heldSeconds = event.heldSeconds ?? null;
  status.heldBytes = event.heldBytes ?? null;
}

function busy(remoteAddr: string | null): Reason['error'] {
  return {
    code: 'ChannelStillLive',
    message: english`${remoteAddr ?? english`Somebody else`} is pushing to the channel.`,
  };
}
