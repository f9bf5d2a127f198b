import type { LiveChannelStat } from '../client/operations/get-live-channel-stat.js';
import type { OssLiveError } from '../errors.js';
import type { Plan } from './ffmpeg/encoding.js';
import { maskLine } from './ffmpeg/mask-line.js';
import type { Media } from './ffmpeg/media.js';
import type { Finding } from './preflight.js';
import type { Tally } from './supervisor.js';

/** How an error is told in an event. */
export interface EventError {
  /** Stable, for programs. */
  code: string;
  /** One sentence, for people. */
  message: string;
}

/** `words` are what was asked for: what is secret in a URL among them may be in the message too. */
export function eventError({ code, message }: OssLiveError, words: readonly string[] = []): EventError {
  return { code, message: maskLine(message, words) };
}

/** What happens to a push, each with the time at which it happened. See docs/push-events.schema.json. */
export type PushEvent = { time: string } & Happening;

/** What happens in a push. */
export type Happening =
  | { event: 'preflight'; inputs: readonly Media[]; plan: Plan; findings: readonly Finding[] }
  /** The clock of this machine is wrong, and the push goes by that of the service. */
  | {
      event: 'clock';
      /** To be added to it: above 0 where it is behind. */
      offsetSeconds: number;
    }
  /**
   * A channel was made ready, or is waited for: because somebody else is pushing to it, or because the service takes long
   * to say what has become of it.
   */
  | {
      event: 'channel';
      channelName: string;
      state: 'created' | 'enabled' | 'busy' | 'looking';
      /** Who is pushing to it, and since when. */
      remoteAddr: string | null;
      connectedTime: string | null;
    }
  | {
      event: 'connecting';
      attempt: number;
      channels: readonly string[];
      /** Until when the signature lets a publisher connect. */
      expires: string;
      /** Seconds after the beginning of a recording; null for a live input. */
      position: number | null;
      /**
       * What that place was found by, when it is gone on with: what the service has stored, what buffers on the way can
       * hold (where that may not be asked), or nothing was stored.
       */
      by: 'stored' | 'buffers' | 'start' | null;
      /** ffmpeg and its arguments, signatures and passwords masked. With a buffer it publishes nothing. */
      command: readonly string[];
    }
  /** With a buffer: ffmpeg begins to read the input. */
  | {
      event: 'reading';
      attempt: number;
      /** As `connecting`. */
      position: number | null;
      command: readonly string[];
    }
  /** With a buffer: the timestamps of the input have leapt, and are put where they belong. */
  | { event: 'leap'; seconds: number }
  /** With a buffer: pictures leave it before their time, for want of memory, or no longer; it holds so much. */
  | { event: 'shortened'; over: boolean; heldSeconds: number }
  | {
      event: 'restarted';
      /** Where the input was to be taken up: it began again from its start. */
      position: number;
    }
  /** A line of ffmpeg, masked. */
  | {
      event: 'ffmpeg';
      line: string;
      /** Lines before it that were left out because nobody read them in time. */
      lost: number;
    }
  /** The stream is on its way again. */
  | { event: 'resumed'; gapSeconds: number }
  /** The same with a buffer, for each channel. */
  | {
      event: 'resumed';
      gapSeconds: number;
      channelName: string;
      /** Where it goes on, in seconds after its beginning, and so much of it is sent again. */
      position: number;
      sentAgainSeconds: number;
      /** What that place was found by: what is stored, all that the buffer has (where that may not be asked), or nothing was. */
      by: 'stored' | 'buffer' | 'start';
    }
  /** So much of a live input was lost before it was on its way again. */
  | {
      event: 'missing';
      /** With a buffer: of which channel. */
      channelName?: string;
      seconds: number;
      /** Counted by what the service has stored, or, where that may not be asked, at least what was not sent. */
      by: 'stored' | 'sent';
    }
  | {
      event: 'live';
      channelName: string;
      playUrl: string;
      /** Since the connection was begun. */
      afterSeconds: number;
      connectedTime: string | null;
      remoteAddr: string | null;
      video: LiveChannelStat['video'];
      audio: LiveChannelStat['audio'];
    }
  | ({ event: 'progress' } & PushProgress)
  /** `unreceived`: ffmpeg sends, and the service gets nothing. With a buffer `of` the input: it brings nothing, or too little. */
  | { event: 'stall'; of?: 'input'; kind: 'silent' | 'slow' | 'unreceived'; over: boolean; seconds: number }
  | { event: 'lost'; channelName: string; error: EventError }
  | {
      event: 'reconnecting';
      /** With a buffer: which channel is connected to again; absent when it is the input that is opened again. */
      channelName?: string;
      attempt: number;
      delaySeconds: number;
      error: EventError;
    }
  /** What was planned and did not go out: `length` of all, or the `sound` of a channel. Told before `ended`. */
  | {
      event: 'incomplete';
      what: 'length' | 'sound';
      channelName: string | null;
      seconds: number | null;
      plannedSeconds: number | null;
    }
  /** The input is at its end, and the service has not reported the channel as live. */
  | { event: 'unconfirmed' }
  | {
      event: 'saving';
      channelName: string;
      /** The range of the recording. */
      startTime: string;
      endTime: string;
      /** Whether the push was longer than the day that a recording can have: it is the last one. */
      truncated: boolean;
      /** Whether it is known what had this name before: that may be forbidden. */
      lookedFirst: boolean;
    }
  | { event: 'unsaved'; channelName: string; error: EventError }
  /** The ledger cannot be written; told once. */
  | { event: 'unrecorded'; channelName: string; error: EventError }
  | ({
      event: 'ended';
      channels: readonly EndedChannel[];
      /** When the service first saw the stream; null when it did not, or may not be asked. */
      since: string | null;
      interrupted: boolean;
      error: EventError | null;
      /** With a buffer: how much was sent twice, of the channel with the most of it. */
      sentAgainSeconds?: number;
    } & Tally);

/** Of the stream, over all connections. */
export interface PushProgress extends Omit<Tally, 'gapSeconds' | 'lostSeconds'> {
  /** Of the input, when it has an end. */
  totalSeconds: number | null;
  /** Sent, as ffmpeg measures it; null before the first measure. */
  bitsPerSecond: number | null;
  /** The same of pictures. */
  framesPerSecond: number | null;
  /** 1 is real time. */
  speed: number | null;
  /** Whether the service has confirmed the stream of this connection. */
  live: boolean;
  /** With a buffer: how far what was sent is behind what was read. */
  behindSeconds?: number;
  /** With a buffer: how long it is now. */
  heldSeconds?: number;
  /** With a buffer: bytes of pictures and sound in it. */
  heldBytes?: number;
  /** With a buffer: what the input brings; null before the first measure. */
  readBitsPerSecond?: number | null;
}

/** What became of a push to one channel. */
export interface EndedChannel {
  /** The name of the channel. */
  channelName: string;
  /** Of the live playlist. */
  playUrl: string;
  /** Where the recording of this push was saved. */
  vodUrl: string | null;
  /** With a buffer: so much of the stream was sent twice. */
  sentAgainSeconds?: number;
  /** With a buffer: so much of it was not stored. */
  lostSeconds?: number;
  /** Why it ended early; null when it did not. */
  error: EventError | null;
}

/** Seconds as events tell them. */
export function thousandths(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
