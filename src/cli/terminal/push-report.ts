import { english } from '../../english.js';
import { OssLiveError } from '../../errors.js';
import type { Finding, PushEvent } from '../../push/index.js';
import type { Output } from '../context.js';
import { said, say } from '../say.js';
import { describeMedia } from './describe-media.js';
import { lasting } from './durations.js';
import { progressReport } from './progress-report.js';
import { pushSummary } from './push-summary.js';

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
          else warn(withRemedy(said(finding.message), said(REMEDIES[finding.code] ?? '')));
        }
        return;
      case 'clock':
        return output.warn(clockText(event));
      case 'channel':
        return output.note(channelText(event, output));
      case 'reading':
        if (event.attempt > 1) output.note(say`Reading the input again.`);
        return;
      case 'leap':
        return warn(
          say`The timestamps of the input leapt by ${lasting(Math.abs(event.seconds), 1)}: what comes follows what was there.`,
        );
      case 'shortened':
        return event.over
          ? output.note(say`The buffer is as long again as it should be.`)
          : warn(say`The buffer holds only ${lasting(event.heldSeconds)}: its memory is used up.`);
      case 'connecting':
        if (!begun) output.note(say`Pushing to ${channelNames(event.channels)}; Ctrl-C ends it.`);
        begun = true;
        if (event.by !== null)
          output.note(say`Going on at ${lasting(event.position ?? 0)}: ${said(FOUND_BY[event.by])}.`);
        return;
      case 'restarted':
        return warn(
          say`The input cannot be taken up at ${lasting(event.position)}, where it was left: it starts over from the beginning.`,
        );
      case 'ffmpeg':
        return output.note(say`ffmpeg: ${event.line}`);
      case 'resumed':
        return output.note(resumedText(event));
      case 'missing':
        return warn(missingText(event));
      case 'live':
        output.note(liveText(event));
        if (!shown.has(event.playUrl)) output.note(say`Play URL: ${event.playUrl}`);
        shown.add(event.playUrl);
        return;
      case 'stall':
        return output.note(stallText(event));
      case 'lost':
        return warn(say`Channel ${event.channelName} is lost: ${said(event.error.message)}`);
      case 'reconnecting':
        return output.note(reconnectText(event));
      case 'incomplete':
        return warn(incompleteText(event));
      case 'unconfirmed':
        return warn(say`The input ended before the service reported the channel as live.`);
      case 'saving':
        output.note(say`Range: ${time(event.startTime)} to ${time(event.endTime)} (the latest push).`);
        if (!event.lookedFirst)
          warn(
            say`Whether there was a playlist of that name was not looked at: the key lacks oss:GetObject.`,
          );
        if (event.truncated) output.warn(say`The push is longer than a day: taking its last 24h 00m 00s.`);
        return;
      case 'unsaved':
        return output.warn(
          say`The recording of channel ${event.channelName} was not saved: ${said(event.error.message)}`,
        );
      case 'unrecorded':
        return warn(said(event.error.message).replace(/[.。]$/, say`; --ledger names another, or none.`));
      case 'ended':
        output.progress(null);
        if (begun && !output.json && (event.error === null || event.seconds > 0))
          await output.result(null, pushSummary(event));
    }
  };
}

/** A sentence about the input, with the flag that settles what it says. */
function withRemedy(sentence: string, remedy: string): string {
  return remedy === ''
    ? sentence
    : sentence.replace(/[.。]( \(and \d+ more\)|（[^（）]*）)?$/, `${say`; ${remedy}.`}$1`);
}

const REMEDIES: Readonly<Record<string, string>> = {
  'no-audio': english`if that is intended, add --audio none`,
  'key-frames': english`--transcode always fixes that`,
} satisfies Partial<Record<Finding['code'], string>>;

/** The errors in which the command line says more than the library, which knows no flags. */
export function inFlags(error: unknown, namedBy: string | undefined): unknown {
  if (!(error instanceof OssLiveError)) return error;
  const [, program] = /^There is no program (.*)\.$/.exec(error.message) ?? [];
  if (error.code === 'FfmpegMissing' && namedBy !== undefined && program !== undefined) {
    error.message = english`${namedBy}: there is no program ${program}.`;
    error.hint = english`Without ${namedBy} the ffmpeg in PATH is used.`;
  }
  const remedy = error.advice?.do === 'acceptWarning' ? REMEDIES[error.advice.about] : undefined;
  const [, sentence, more] = /^(.*?)\.( \(and \d+ more\))?$/.exec(error.message) ?? [];
  if (remedy !== undefined && sentence !== undefined)
    error.message = english`${sentence}; ${remedy}.${more ?? ''}`;
  return error;
}

function clockText({ offsetSeconds }: Named<'clock'>): string {
  const by = lasting(Math.abs(offsetSeconds));
  return offsetSeconds > 0
    ? say`The clock of this machine is ${by} behind: correct it. The push uses the clock of the service.`
    : say`The clock of this machine is ${by} ahead: correct it. The push uses the clock of the service.`;
}

function channelText(event: Named<'channel'>, output: Output): string {
  const { channelName } = event;
  if (event.state === 'created') return say`Channel ${channelName}: created.`;
  if (event.state === 'enabled') return say`Channel ${channelName} is enabled.`;
  if (event.state === 'looking') return say`Checking the state of channel ${channelName}; no answer so far.`;
  const pushing =
    event.connectedTime === null
      ? say`is pushing to it`
      : say`has been pushing since ${output.time(new Date(event.connectedTime))}`;
  const who = event.remoteAddr ?? say`somebody`;
  return say`Channel ${channelName} is live: ${who} ${pushing}; waiting for its end.`;
}

function channelNames(channels: readonly string[]): string {
  return say`channel${channels.length > 1 ? 's' : ''} ${channels}`;
}

function liveText({ channelName, video, audio, afterSeconds }: Named<'live'>): string {
  if (video === null)
    return say`Channel ${channelName} takes the stream; whether it is live cannot be asked.`;
  const sound = audio === null ? say`no audio` : `${audio.codec} ${(audio.sampleRate ?? 0) / 1000} kHz`;
  const stream = `${video.codec} ${video.width}x${video.height}, ${sound}`;
  return say`Channel ${channelName} is live (${stream}, after ${lasting(afterSeconds, 1)}).`;
}

function missingText({ seconds, by, channelName }: Named<'missing'>): string {
  const where = channelName === undefined ? '' : say` in channel ${channelName}`;
  return say`${by === 'stored' ? '' : say`At least `}${lasting(seconds, 1)} of the input were not stored${where}.`;
}

function resumedText(event: Named<'resumed'>): string {
  const gap = say`Sending again after ${lasting(event.gapSeconds, 1)} without a stream`;
  if (!('channelName' in event)) return `${gap}.`;
  const again = say`${lasting(event.sentAgainSeconds, 1)} of it are sent twice`;
  const why = event.by === 'buffer' ? say`, all that the buffer has, as oss:GetVodPlaylist is missing` : '';
  return say`Channel ${event.channelName}: ${gap.toLowerCase()}; ${again}${why}.`;
}

function stallText({ of, kind, over, seconds }: Named<'stall'>): string {
  if (of === 'input') {
    if (over) return say`The input is as fast as it plays again after ${lasting(seconds)}.`;
    return kind === 'silent'
      ? say`Stalled: the input has brought nothing for ${lasting(seconds)}.`
      : say`The input brings less than plays in the same time: its source, the way to it or an encoder here is too slow, or its timestamps stand still.`;
  }
  if (kind === 'unreceived') {
    return over
      ? say`The service gets the stream again after ${lasting(seconds)}.`
      : say`Stalled: the service has received nothing for ${lasting(seconds)}, though all is sent.`;
  }
  if (kind === 'silent') {
    return over
      ? say`Sending again after ${lasting(seconds)}.`
      : say`Stalled: nothing could be sent for ${lasting(seconds)}.`;
  }
  return over
    ? say`Fast enough again after ${lasting(seconds)}.`
    : say`Too slow: the stream is sent slower than it plays, so viewers will stall. Lower the bit rate (--video-bitrate, --height).`;
}

function incompleteText({ what, channelName, seconds, plannedSeconds }: Named<'incomplete'>): string {
  if (what === 'sound') {
    return say`Sound was sent to channel ${channelName}, and the service reports none; --transcode always fixes that.`;
  }
  const [sent, planned] = [lasting(seconds ?? 0), lasting(plannedSeconds ?? 0)];
  return say`The input ended before it should: ${sent} of ${planned} went out. Is it complete?`;
}

function reconnectText({ error, delaySeconds, attempt, channelName }: Named<'reconnecting'>): string {
  const pause = delaySeconds < 0.1 ? say`at once` : say`in ${lasting(delaySeconds, 1)}`;
  const channel = channelName === undefined ? '' : say`Channel ${channelName}: `;
  return say`${channel}${said(error.message).replace(/[^.!?。！？]$/, '$&.')} Trying again ${pause} (attempt ${attempt}).`;
}

const FOUND_BY = {
  stored: english`the service has stored what comes before`,
  buffers: english`what is stored may not be read (oss:GetVodPlaylist), so all that may have been lost is sent again`,
  start: english`nothing of that connection was stored`,
} as const;
