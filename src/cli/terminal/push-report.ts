import { OssLiveError } from '../../errors.js';
import { isoSeconds } from '../../protocol/time.js';
import type { Finding, PushEvent } from '../../push/index.js';
import type { Output } from '../context.js';
import { describeMedia } from './describe-media.js';
import { lasting } from './durations.js';
import { counted, progressReport } from './progress-report.js';
import { commandLine } from './shell.js';
import { sized } from './sizes.js';
import type { View } from './view.js';

type Named<Name extends PushEvent['event']> = Extract<PushEvent, { event: Name }>;

/** Tells what happens to a push: as notes for people, or as the events themselves with `--json`. */
export function pushReport(
  output: Output,
  now: () => Date,
  progressSeconds: number | null,
): (event: PushEvent) => Promise<void> {
  const emit = (event: PushEvent): void => output.event({ ...event });
  const showProgress = progressReport(output, { now, seconds: progressSeconds }, (progress) =>
    emit(progress as Named<'progress'>),
  );
  const warn = (line: string): void => {
    // With --json the event says it.
    if (!output.json) output.warn(line);
  };
  const time = (text: string): string => output.time(new Date(text));
  const shown = new Set<string>();
  let begun = false;

  return async (event) => {
    if (event.event === 'progress') return showProgress(event);
    if (event.event === 'ffmpeg' && !output.verbose) return;
    if (output.json) emit(event);
    switch (event.event) {
      case 'preflight':
        for (const media of event.inputs) output.note(describeMedia(media));
        for (const finding of event.findings) {
          if (finding.level === 'note') output.note(finding.message);
          else warn(withRemedy(finding.message, finding.code));
        }
        return;
      case 'clock':
        return output.warn(clockText(event));
      case 'channel':
        return output.note(channelText(event, output));
      case 'reading':
        if (event.attempt > 1) output.note('Reading the input again.');
        return;
      case 'leap':
        return warn(
          `The timestamps of the input leapt by ${lasting(Math.abs(event.seconds), 1)}: what comes follows what was there.`,
        );
      case 'connecting':
        if (!begun) output.note(`Pushing to ${channelNames(event.channels)}; Ctrl-C ends it.`);
        begun = true;
        if (event.by !== null)
          output.note(`Going on at ${lasting(event.position ?? 0)}: ${FOUND_BY[event.by]}.`);
        return;
      case 'restarted':
        return warn(
          `The input cannot be taken up at ${lasting(event.position)}, where it was left: it starts over from the beginning.`,
        );
      case 'ffmpeg':
        return output.note(`ffmpeg: ${event.line}`);
      case 'resumed':
        return output.note(resumedText(event));
      case 'missing':
        return warn(missingText(event));
      case 'live':
        output.note(liveText(event));
        if (!shown.has(event.playUrl)) output.note(`Play URL: ${event.playUrl}`);
        shown.add(event.playUrl);
        return;
      case 'stall':
        return output.note(stallText(event));
      case 'lost':
        return warn(`Channel ${event.channelName} is lost: ${event.error.message}`);
      case 'reconnecting':
        return output.note(reconnectText(event));
      case 'incomplete':
        return warn(incompleteText(event));
      case 'unconfirmed':
        return warn('The input ended before the service reported the channel as live.');
      case 'saving':
        output.note(`Range: ${time(event.startTime)} to ${time(event.endTime)} (the latest push).`);
        if (!event.lookedFirst)
          warn('Whether there was a playlist of that name was not looked at: the key lacks oss:GetObject.');
        if (event.truncated) output.warn('The push is longer than a day: taking its last 24h 00m 00s.');
        return;
      case 'unsaved':
        return output.warn(
          `The recording of channel ${event.channelName} was not saved: ${event.error.message}`,
        );
      case 'unrecorded':
        return warn(event.error.message.replace(/\.$/, '; --ledger names another, or none.'));
      case 'ended':
        output.progress(null);
        if (begun && !output.json && (event.error === null || event.seconds > 0))
          await output.result(null, summary(event));
    }
  };
}

/** A sentence about the input, with the flag that settles what it says. */
function withRemedy(sentence: string, code: string): string {
  const remedy = REMEDIES[code];
  return remedy === undefined ? sentence : sentence.replace(/\.( \(and \d+ more\))?$/, `; ${remedy}.$1`);
}

const REMEDIES: Readonly<Record<string, string>> = {
  'no-audio': 'if that is intended, add --audio none',
  'key-frames': '--transcode always fixes that',
} satisfies Partial<Record<Finding['code'], string>>;

/** The errors in which the command line says more than the library, which knows no flags. */
export function inFlags(error: unknown, namedBy: string | undefined): unknown {
  if (!(error instanceof OssLiveError)) return error;
  if (error.code === 'FfmpegMissing' && namedBy !== undefined) {
    error.message = error.message.replace(/^There/, `${namedBy}: there`);
    error.hint = `Without ${namedBy} the ffmpeg in PATH is used.`;
  }
  if (error.advice?.do === 'acceptWarning') error.message = withRemedy(error.message, error.advice.about);
  return error;
}

function clockText({ offsetSeconds }: Named<'clock'>): string {
  const [by, where] = [lasting(Math.abs(offsetSeconds)), offsetSeconds > 0 ? 'behind' : 'ahead'];
  return `The clock of this machine is ${by} ${where}: correct it. The push uses the clock of the service.`;
}

function channelText(event: Named<'channel'>, output: Output): string {
  const { channelName } = event;
  if (event.state === 'created') return `Channel ${channelName}: created.`;
  if (event.state === 'enabled') return `Channel ${channelName} is enabled.`;
  if (event.state === 'looking') return `Checking the state of channel ${channelName}; no answer so far.`;
  const pushing =
    event.connectedTime === null
      ? 'is pushing to it'
      : `has been pushing since ${output.time(new Date(event.connectedTime))}`;
  const who = event.remoteAddr ?? 'somebody';
  return `Channel ${channelName} is live: ${who} ${pushing}; waiting for its end.`;
}

function channelNames(channels: readonly string[]): string {
  return `channel${channels.length > 1 ? 's' : ''} ${channels.join(', ')}`;
}

function liveText({ channelName, video, audio, afterSeconds }: Named<'live'>): string {
  if (video === null) return `Channel ${channelName} takes the stream; whether it is live cannot be asked.`;
  const sound = audio === null ? 'no audio' : `${audio.codec} ${(audio.sampleRate ?? 0) / 1000} kHz`;
  const stream = `${video.codec} ${video.width}x${video.height}, ${sound}`;
  return `Channel ${channelName} is live (${stream}, after ${lasting(afterSeconds, 1)}).`;
}

function missingText({ seconds, by, channelName }: Named<'missing'>): string {
  const where = channelName === undefined ? '' : ` in channel ${channelName}`;
  return `${by === 'stored' ? '' : 'At least '}${lasting(seconds, 1)} of the input were not stored${where}.`;
}

function resumedText(event: Named<'resumed'>): string {
  const gap = `Sending again after ${lasting(event.gapSeconds, 1)} without a stream`;
  if (!('channelName' in event)) return `${gap}.`;
  const again = `${lasting(event.sentAgainSeconds, 1)} of it are sent twice`;
  const why = event.by === 'buffer' ? ', all that the buffer has, as oss:GetVodPlaylist is missing' : '';
  return `Channel ${event.channelName}: ${gap.toLowerCase()}; ${again}${why}.`;
}

function stallText({ kind, over, seconds }: Named<'stall'>): string {
  if (kind === 'unreceived') {
    return over
      ? `The service gets the stream again after ${lasting(seconds)}.`
      : `Stalled: the service has received nothing for ${lasting(seconds)}, though all is sent.`;
  }
  if (kind === 'silent') {
    return over
      ? `Sending again after ${lasting(seconds)}.`
      : `Stalled: nothing could be sent for ${lasting(seconds)}.`;
  }
  return over
    ? `Fast enough again after ${lasting(seconds)}.`
    : 'Too slow: the stream is sent slower than it plays, so viewers will stall. Lower the bit rate (--video-bitrate, --height).';
}

function incompleteText({ what, channelName, seconds, plannedSeconds }: Named<'incomplete'>): string {
  if (what === 'sound') {
    return `Sound was sent to channel ${channelName}, and the service reports none; --transcode always fixes that.`;
  }
  const [sent, planned] = [lasting(seconds ?? 0), lasting(plannedSeconds ?? 0)];
  return `The input ended before it should: ${sent} of ${planned} went out. Is it complete?`;
}

function reconnectText({ error, delaySeconds, attempt, channelName }: Named<'reconnecting'>): string {
  const pause = delaySeconds < 0.1 ? 'at once' : `in ${lasting(delaySeconds, 1)}`;
  const channel = channelName === undefined ? '' : `Channel ${channelName}: `;
  return `${channel}${error.message.replace(/[^.!?]$/, '$&.')} Trying again ${pause} (attempt ${attempt}).`;
}

const FOUND_BY = {
  stored: 'the service has stored what comes before',
  buffers:
    'what is stored may not be read (oss:GetVodPlaylist), so all that may have been lost is sent again',
  start: 'nothing of that connection was stored',
} as const;

function summary(event: Named<'ended'>): View {
  const { seconds, bytes, droppedFrames, reconnects, gapSeconds, lostSeconds, channels, sentAgainSeconds } =
    event;
  const kept = channels.filter(({ error }) => error === null);
  const saved = kept.flatMap(({ vodUrl }) => vodUrl ?? []);
  return {
    kind: 'fields',
    fields: [
      ['Pushed', { value: seconds, text: lasting(seconds) }],
      ...(bytes === 0 ? [] : [['Size', { value: bytes, text: sized(bytes) }] as const]),
      ['Dropped frames', droppedFrames],
      ...(reconnects === 0
        ? []
        : [['Reconnects', { value: reconnects, text: gapText(reconnects, gapSeconds) }] as const]),
      ...(sentAgainSeconds === undefined || sentAgainSeconds === 0
        ? []
        : [['Sent twice', { value: sentAgainSeconds, text: lasting(sentAgainSeconds, 1) }] as const]),
      ...(lostSeconds === 0
        ? []
        : [['Lost', { value: lostSeconds, text: `${lasting(lostSeconds, 1)} of the input` }] as const]),
      ...kept.map(({ playUrl }) => ['Play URL', playUrl] as const),
      ...(saved.length > 0
        ? saved.map((url) => ['VOD URL', url] as const)
        : [['VOD playlist', vodCommand(event)] as const]),
    ],
  };
}

function gapText(reconnects: number, gapSeconds: number): string {
  return `${counted(reconnects, 'time')}, ${lasting(gapSeconds, 1)} without a stream`;
}

/** After several connections the latest push is not the whole of it. */
function vodCommand({ channels, since, reconnects }: Named<'ended'>): string {
  const start = reconnects > 0 && since !== null ? [whole(since)] : [];
  return commandLine(['oss-live', 'vod', channels[0]?.channelName ?? '', '--start', ...start, '--end']);
}

function whole(time: string): string {
  return isoSeconds(new Date(time));
}
