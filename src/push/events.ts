import type { Plan } from './ffmpeg/encoding.js';
import type { Media } from './ffmpeg/media.js';
import type { LiveStat } from './live-check.js';
import type { Finding } from './preflight.js';

/** How an error is told in an event. */
export interface EventError {
  code: string;
  message: string;
}

/** What `push --json` writes, one a line, each with the `time` of its writing. See docs/push-events.schema.json. */
export type PushEvent =
  | { event: 'preflight'; inputs: readonly Media[]; plan: Plan; findings: readonly Finding[] }
  | {
      event: 'connecting';
      attempt: number;
      channels: readonly string[];
      /** Until when the signature lets a publisher connect. */
      expires: string;
      /** Seconds after the beginning of a recording; null for a live input. */
      position: number | null;
    }
  | {
      event: 'restarted';
      /** Where the input was to be taken up: it began again from its start. */
      position: number;
    }
  | {
      event: 'live';
      channelName: string;
      playUrl: string;
      /** Since the connection was begun. */
      afterSeconds: number;
      connectedTime: string | null;
      remoteAddr: string | null;
      video: LiveStat['video'];
      audio: LiveStat['audio'];
    }
  | ({ event: 'progress' } & PushProgress)
  | { event: 'stall'; kind: 'silent' | 'slow'; over: boolean; seconds: number }
  | { event: 'lost'; channelName: string; error: EventError }
  | {
      event: 'reconnecting';
      attempt: number;
      delaySeconds: number;
      position: number | null;
      error: EventError;
    }
  | {
      event: 'ended';
      channels: readonly EndedChannel[];
      seconds: number;
      bytes: number;
      droppedFrames: number;
      reconnects: number;
      gapSeconds: number;
      interrupted: boolean;
      error: EventError | null;
    };

export interface PushProgress {
  /** Of the stream, over all connections. */
  seconds: number;
  /** Of the input, when it has an end. */
  totalSeconds: number | null;
  bytes: number;
  bitsPerSecond: number | null;
  framesPerSecond: number | null;
  /** 1 is real time. */
  speed: number | null;
  droppedFrames: number;
  reconnects: number;
  /** Whether the service has confirmed the stream of this connection. */
  live: boolean;
}

export interface EndedChannel {
  channelName: string;
  playUrl: string;
  /** Where the recording of this push was saved. */
  vodUrl: string | null;
  error: EventError | null;
}
