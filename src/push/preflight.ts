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
  /** The input that it is about; null for all of them. */
  input: string | null;
  /** One sentence. */
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
  return { plan, findings: encode ? [] : [note('not-examined', null, message)] };
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
    return { plan: 'h264', findings: [note('video-encoded', reason.input, message)] };
  }
  if (reason.fatal) {
    throw new UsageError(`${reason.text}, which cannot be sent as it is.`, {
      hint: 'Let it be encoded, or encode it yourself.',
      advice: { do: 'letEncode', unless: 'encoded' },
    });
  }
  const message = `${reason.text}: many players cannot show that.`;
  return { plan: 'copy', findings: [warning('pixel-format', reason.input, message)] };
}

function audioPlan(inputs: readonly Media[], asked: Asked): Part<Plan['audio']> {
  if (asked.audio === 'none') return { plan: 'none', findings: [] };
  if (asked.ownAudio) return { plan: 'custom', findings: [] };
  if (inputs.every(({ audio }) => audio === null)) {
    return { plan: 'copy', findings: [warning('no-audio', null, 'There is no sound in the input.')] };
  }
  if (asked.transcode === 'always') return { plan: 'aac', findings: [] };
  const other = inputs.find(({ audio }) => audio !== null && audio.codec !== 'aac');
  const reason =
    other === undefined
      ? unlike(inputs, 'audio')
      : { input: other.input, text: `${other.input} has ${other.audio?.codec} audio` };
  if (reason === null) return { plan: 'copy', findings: [] };
  if (asked.transcode === 'auto' || asked.audio === 'aac') {
    const message = `${reason.text}: the audio is encoded as AAC.`;
    return { plan: 'aac', findings: [note('audio-encoded', reason.input, message)] };
  }
  if (other?.audio?.codec !== 'mp3') {
    throw new UsageError(`${reason.text}, which cannot be sent as it is.`, {
      hint: 'Let the sound be encoded, or leave it out.',
      advice: { do: 'letEncode', unless: 'silent' },
    });
  }
  const message = `${reason.text}: the service drops all sound but AAC, without an error.`;
  return { plan: 'copy', findings: [warning('audio-dropped', reason.input, message)] };
}

interface Misfit {
  input: string;
  text: string;
  /** Whether nothing at all can come of it. */
  fatal: boolean;
}

function videoMisfit(media: Media): Misfit | null {
  const { input, video } = media;
  const { codec, pixelFormat } = video ?? {};
  if (codec !== 'h264') return { input, text: `${input} has ${codec} video`, fatal: true };
  if (pixelFormat == null || /^yuvj?420p$/.test(pixelFormat)) return null;
  return { input, text: `${input} has the pixel format ${pixelFormat}`, fatal: false };
}

/** Streams that are copied one after the other must be of one kind: the decoder is told only once. */
function unlike(inputs: readonly Media[], part: 'video' | 'audio'): Misfit | null {
  const [first, ...others] = inputs;
  const other = others.find((media) => media[part]?.parameters !== first?.[part]?.parameters);
  if (first === undefined || other === undefined) return null;
  const text = `The ${part} of ${other.input} is not like that of ${first.input}`;
  return { input: other.input, text, fatal: true };
}

function copiedVideoFindings({ input, video }: Media, { fragDuration }: Asked): Finding[] {
  const { keyFrameSeconds = null } = video ?? {};
  if (keyFrameSeconds === null || keyFrameSeconds <= fragDuration + 0.1) return [];
  const [gap, wanted] = [seconds(keyFrameSeconds), seconds(fragDuration)];
  const message =
    keyFrameSeconds > LONGEST_SEGMENT_SECONDS
      ? `${input} has no key frame for ${gap}: the service cuts segments that do not begin with a picture.`
      : `${input} has up to ${gap} between key frames, so segments get that long instead of ${wanted}.`;
  return [warning('key-frames', input, message)];
}

function note(code: Finding['code'], input: string | null, message: string): Finding {
  return { level: 'note', code, input, message };
}

function warning(code: Finding['code'], input: string | null, message: string): Finding {
  return { level: 'warning', code, input, message };
}

function changesPicture({ videoBitrate, height }: Asked): boolean {
  return videoBitrate !== null || height !== null;
}

function seconds(value: number): string {
  return `${Number(value.toFixed(1))} s`;
}
