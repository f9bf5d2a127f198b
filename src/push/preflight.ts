import { UsageError } from '../errors.js';
import type { Asked, Plan } from './ffmpeg/encoding.js';
import type { Media } from './ffmpeg/media.js';

/** Something about the input that its owner should know before it is on air. */
export interface Finding {
  /** A warning spoils the stream for some or all; a note only explains. */
  level: 'warning' | 'note';
  code:
    | 'video-encoded'
    | 'audio-encoded'
    | 'pixel-format'
    | 'key-frames'
    | 'audio-dropped'
    | 'no-audio'
    | 'not-examined'
    | 'unknown-length';
  message: string;
}

export interface Preflight {
  plan: Plan;
  findings: Finding[];
}

/** Beyond this the service itself has to cut: see FragDuration in the OSS documentation. */
const LONGEST_SEGMENT_SECONDS = 60;

/**
 * What is to be copied and what encoded, and what is remarkable about the inputs, which are sent one after the other.
 * Throws UsageError when that cannot come to a stream.
 */
export function preflight(inputs: readonly Media[], asked: Asked): Preflight {
  const video = videoPlan(inputs, asked);
  const audio = audioPlan(inputs, asked);
  const findings = [
    ...video.findings,
    ...audio.findings,
    ...(video.plan === 'copy' ? inputs.flatMap((media) => copiedVideoFindings(media, asked)) : []),
  ];
  return { plan: { video: video.plan, audio: audio.plan }, findings };
}

/** For an input that can be read only once, or would be spoiled by a look: `raw` from a device, else from a pipe. */
export function unexamined(asked: Asked, { raw }: { raw: boolean }): Preflight {
  const encode = asked.transcode === 'always' || (raw && asked.transcode === 'auto');
  const plan: Plan = {
    video: asked.ownVideo ? 'custom' : encode || changesPicture(asked) ? 'h264' : 'copy',
    audio:
      asked.audio === 'none'
        ? 'none'
        : asked.ownAudio
          ? 'custom'
          : encode || asked.audio === 'aac'
            ? 'aac'
            : 'copy',
  };
  const must = 'The input cannot be examined before it is sent: it has to be H.264 and AAC as it is.';
  const message = raw ? must : `${must} If the connection breaks, only MPEG-TS can be taken up again.`;
  return { plan, findings: encode ? [] : [{ level: 'note', code: 'not-examined', message }] };
}

interface Part<Kind> {
  plan: Kind;
  findings: Finding[];
}

function videoPlan(inputs: readonly Media[], asked: Asked): Part<Plan['video']> {
  if (asked.ownVideo) return { plan: 'custom', findings: [] };
  if (asked.transcode === 'always' || changesPicture(asked)) return { plan: 'h264', findings: [] };
  const [misfit] = inputs.flatMap((media) => videoMisfit(media) ?? []);
  const reason = misfit ?? unlike(inputs, 'video');
  if (reason === null) return { plan: 'copy', findings: [] };
  if (asked.transcode === 'auto') {
    const message = `${reason.text}: the video is encoded as H.264.`;
    return { plan: 'h264', findings: [{ level: 'note', code: 'video-encoded', message }] };
  }
  if (reason.fatal) {
    throw new UsageError(`${reason.text}, which cannot be sent as it is.`, {
      hint: 'Leave out --transcode never, or encode it yourself.',
    });
  }
  const message = `${reason.text}: many players cannot show that.`;
  return { plan: 'copy', findings: [{ level: 'warning', code: 'pixel-format', message }] };
}

function audioPlan(inputs: readonly Media[], asked: Asked): Part<Plan['audio']> {
  if (asked.audio === 'none') return { plan: 'none', findings: [] };
  if (asked.ownAudio) return { plan: 'custom', findings: [] };
  if (inputs.every(({ audio }) => audio === null)) {
    const message = 'There is no sound in the input; if that is meant, say --audio none.';
    return { plan: 'copy', findings: [{ level: 'warning', code: 'no-audio', message }] };
  }
  if (asked.transcode === 'always') return { plan: 'aac', findings: [] };
  const other = inputs.find(({ audio }) => audio !== null && audio.codec !== 'aac');
  const reason =
    other === undefined ? unlike(inputs, 'audio')?.text : `${other.input} has ${other.audio?.codec} audio`;
  if (reason === undefined) return { plan: 'copy', findings: [] };
  if (asked.transcode === 'auto' || asked.audio === 'aac') {
    const message = `${reason}: the audio is encoded as AAC.`;
    return { plan: 'aac', findings: [{ level: 'note', code: 'audio-encoded', message }] };
  }
  if (other?.audio?.codec !== 'mp3') {
    throw new UsageError(`${reason}, which cannot be sent as it is.`, {
      hint: 'Leave out --transcode never, or say --audio aac or --audio none.',
    });
  }
  const message = `${reason}: the service drops all sound but AAC, without an error.`;
  return { plan: 'copy', findings: [{ level: 'warning', code: 'audio-dropped', message }] };
}

interface Misfit {
  text: string;
  /** Whether nothing at all can come of it. */
  fatal: boolean;
}

function videoMisfit(media: Media): Misfit | null {
  const { codec, pixelFormat } = media.video ?? {};
  if (codec !== 'h264') return { text: `${media.input} has ${codec} video`, fatal: true };
  if (pixelFormat == null || /^yuvj?420p$/.test(pixelFormat)) return null;
  return { text: `${media.input} has the pixel format ${pixelFormat}`, fatal: false };
}

/** Streams that are copied one after the other must be of one kind: the decoder is told only once. */
function unlike(inputs: readonly Media[], part: 'video' | 'audio'): Misfit | null {
  const [first, ...others] = inputs;
  const other = others.find((media) => media[part]?.parameters !== first?.[part]?.parameters);
  if (first === undefined || other === undefined) return null;
  return { text: `The ${part} of ${other.input} is not like that of ${first.input}`, fatal: true };
}

function copiedVideoFindings(media: Media, { fragDuration }: Asked): Finding[] {
  const { keyFrameSeconds = null } = media.video ?? {};
  const findings: Finding[] = [];
  if (keyFrameSeconds !== null && keyFrameSeconds > fragDuration + 0.1) {
    const [gap, wanted] = [seconds(keyFrameSeconds), seconds(fragDuration)];
    const message =
      keyFrameSeconds > LONGEST_SEGMENT_SECONDS
        ? `${media.input} has no key frame for ${gap}: the service cuts segments that do not begin with a picture; --transcode always sets that right.`
        : `${media.input} has up to ${gap} between key frames, so segments get that long instead of ${wanted}; --transcode always sets that right.`;
    findings.push({ level: 'warning', code: 'key-frames', message });
  }
  return findings;
}

function changesPicture({ videoBitrate, height }: Asked): boolean {
  return videoBitrate !== null || height !== null;
}

function seconds(value: number): string {
  return `${Number(value.toFixed(1))} s`;
}
