import type { OssLiveError } from '../../errors.js';
import type { EventError, PushEvent, PushProgress } from '../../push/events.js';
import type { Stall } from '../../push/pulse.js';
import type { Output } from '../context.js';
import { describeMedia } from './describe-media.js';
import { clockTime, counted, progressReport } from './progress-report.js';
import { commandLine } from './shell.js';

type Named<Name extends PushEvent['event']> = Omit<Extract<PushEvent, { event: Name }>, 'event'>;

/** Tells what happens to a push: as notes for people, or as events with `--json`. */
export interface PushReport {
  preflight(event: Named<'preflight'>): void;
  connecting(event: Named<'connecting'>): void;
  restarted(event: Named<'restarted'>): void;
  live(event: Named<'live'>): void;
  /** The input is at its end, and the service has not reported the channel as live. */
  unconfirmed(): void;
  progress(progress: PushProgress): void;
  stall(stall: Stall): void;
  lost(event: Named<'lost'>): void;
  reconnecting(event: Named<'reconnecting'>): void;
  resumed(gapSeconds: number): void;
  /** A line of ffmpeg, masked. */
  ffmpeg(line: string): void;
  ended(event: Named<'ended'>, vodCommand: readonly string[]): Promise<void>;
}

export function createReport(output: Output, now: () => Date): PushReport {
  const emit = (event: PushEvent): void => {
    const { event: name, ...fields } = event;
    if (output.json) output.event({ event: name, time: now().toISOString(), ...fields });
  };
  const shown = new Set<string>();
  const showProgress = progressReport(output, now, (progress) => emit({ event: 'progress', ...progress }));

  return {
    preflight({ inputs, plan, findings }) {
      emit({ event: 'preflight', inputs, plan, findings });
      for (const media of inputs) output.note(describeMedia(media));
      for (const { level, message } of findings) {
        if (level === 'note') output.note(message);
        // With --json the findings are in the event.
        else if (!output.json) output.warn(message);
      }
    },
    connecting(event) {
      emit({ event: 'connecting', ...event });
      if (event.attempt > 1) return;
      const { channels } = event;
      output.note(
        `Pushing to channel${channels.length > 1 ? 's' : ''} ${channels.join(', ')}; Ctrl-C ends it.`,
      );
    },
    restarted({ position }) {
      emit({ event: 'restarted', position });
      if (output.json) return;
      const place = clockTime(position);
      output.warn(
        `The input cannot be taken up at ${place}, where it was left: it begins again from its start.`,
      );
    },
    live(event) {
      emit({ event: 'live', ...event });
      output.note(liveText(event));
      if (!shown.has(event.playUrl)) output.note(`Play URL: ${event.playUrl}`);
      shown.add(event.playUrl);
    },
    unconfirmed() {
      if (output.json) return;
      output.warn('The input ended before the service reported the channel as live.');
    },
    progress: showProgress,
    stall(stall) {
      emit({ event: 'stall', ...stall });
      output.note(stallText(stall));
    },
    lost(event) {
      emit({ event: 'lost', ...event });
      if (!output.json) output.warn(`Channel ${event.channelName} is lost: ${event.error.message}`);
    },
    reconnecting(event) {
      emit({ event: 'reconnecting', ...event });
      const pause = event.delaySeconds < 0.1 ? 'at once' : `in ${event.delaySeconds.toFixed(1)} s`;
      const from = event.position === null ? '' : `, at ${clockTime(event.position)}`;
      output.note(`${event.error.message} Connecting again ${pause} (attempt ${event.attempt}${from}).`);
    },
    resumed(gapSeconds) {
      output.note(`Sending again after ${gapSeconds.toFixed(1)} s without a stream.`);
    },
    ffmpeg(line) {
      if (output.verbose) output.note(`ffmpeg: ${line}`);
    },
    async ended(event, vodCommand) {
      output.progress(null);
      if (output.json) emit({ event: 'ended', ...event });
      else if (event.error === null || event.seconds > 0) await showSummary(output, event, vodCommand);
    },
  };
}

export function eventError({ code, message }: OssLiveError): EventError {
  return { code, message };
}

function liveText({ channelName, video, audio, afterSeconds }: Named<'live'>): string {
  if (video === null) return `Channel ${channelName} takes the stream; whether it is live cannot be asked.`;
  const sound = audio === null ? 'no audio' : `${audio.codec} ${(audio.sampleRate ?? 0) / 1000} kHz`;
  const stream = `${video.codec} ${video.width}x${video.height}, ${sound}`;
  return `Channel ${channelName} is live (${stream}, after ${afterSeconds.toFixed(1)} s).`;
}

function stallText({ kind, over, seconds }: Stall): string {
  if (kind === 'silent') {
    return over ? `Sending again after ${seconds} s.` : `Stalled: nothing could be sent for ${seconds} s.`;
  }
  return over
    ? `Fast enough again after ${seconds} s.`
    : 'Too slow: less is sent than plays in the same time, so viewers will wait. Lower the bit rate (--video-bitrate, --height).';
}

async function showSummary(
  output: Output,
  event: Named<'ended'>,
  vodCommand: readonly string[],
): Promise<void> {
  const { seconds, bytes, droppedFrames, reconnects, gapSeconds, channels } = event;
  const kept = channels.filter(({ error }) => error === null);
  const saved = kept.flatMap(({ vodUrl }) => vodUrl ?? []);
  await output.result(null, {
    kind: 'fields',
    fields: [
      ['Pushed', { value: seconds, text: clockTime(seconds) }],
      ...(bytes === 0 ? [] : [['Size', { value: bytes, text: `${(bytes / 1e6).toFixed(2)} MB` }] as const]),
      ['Dropped frames', droppedFrames],
      ...(reconnects === 0
        ? []
        : [['Reconnects', { value: reconnects, text: gapText(reconnects, gapSeconds) }] as const]),
      ...kept.map(({ playUrl }) => ['Play URL', playUrl] as const),
      ...(saved.length > 0
        ? saved.map((url) => ['VOD URL', url] as const)
        : [['VOD playlist', commandLine(vodCommand)] as const]),
    ],
  });
}

function gapText(reconnects: number, gapSeconds: number): string {
  return `${counted(reconnects, 'time')}, ${gapSeconds.toFixed(1)} s without a stream`;
}
