import { english } from '../english.js';
import { UsageError } from '../errors.js';
import { tooFast } from './bit-rate.js';
import type { Asked, Plan } from './ffmpeg/encoding.js';
import { difference } from './ffmpeg/joined.js';
import type { Media, VideoFacts } from './ffmpeg/media.js';
import { isUpright } from './ffmpeg/orientation.js';
import { heard } from './ffmpeg/sequence.js';
import type { Finding } from './finding.js';

export type { Finding };

export interface Preflight {
  plan: Plan;
  /** Whether files are so unlike that each is decoded by itself. */
  joined: boolean;
  findings: Finding[];
}

/** Beyond this the service itself has to cut: see FragDuration in the OSS documentation. */
const LONGEST_SEGMENT_SECONDS = 60;

/**
 * What is to be copied and what encoded, and what is remarkable about the inputs, which are sent one after the other.
 * Throws UsageError when that cannot come to a stream.
 */
export function preflight(inputs: readonly Media[], asked: Asked): Preflight {
  const gap = split(inputs, asked);
  const video = videoPlan(inputs, asked, gap);
  const joined = gap !== null && video.plan === 'h264';
  const audio = audioPlan(inputs, asked, joined ? gap : null);
  const findings = [
    ...video.findings,
    ...audio.findings,
    ...(video.plan === 'copy' ? inputs.flatMap((media) => copiedVideoFindings(media, asked)) : []),
  ];
  return { plan: { video: video.plan, audio: audio.plan }, joined, findings };
}

/** What keeps files from being read as one. Throws where only that would do. */
function split(inputs: readonly Media[], asked: Asked): Misfit | null {
  const found = difference(heard(inputs, asked.audio));
  if (found === null) return asked.loop ? null : otherSize(inputs);
  if (asked.loop || asked.ownVideo || asked.ownAudio) {
    const how = asked.loop ? english`again and again` : english`with ffmpeg's own options`;
    const hint = english`Make the files alike first.`;
    throw new UsageError(english`${found.text}: such files cannot be sent ${how}.`, { hint });
  }
  if (asked.transcode === 'never') {
    throw new UsageError(english`${found.text}: such files cannot be sent as they are.`, {
      hint: english`Let them be encoded.`,
      advice: { do: 'letEncode', unless: 'encoded' },
    });
  }
  return misfit(found.input, found.text);
}

interface Unseen {
  /** It comes from a device: pictures and sound that are not encoded. */
  raw: boolean;
  /** Whether it might have been looked at. */
  byChoice: boolean;
}

/** For an input that can be read only once, or would be spoiled by a look. */
export function unexamined(asked: Asked, { raw, byChoice }: Unseen): Preflight {
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
  const cause = byChoice ? english`is not examined` : english`cannot be examined`;
  const must = english`The input ${cause} before it is sent: it has to be H.264 and AAC as it is.`;
  const message =
    raw || byChoice ? must : english`${must} If the connection breaks, only MPEG-TS can be taken up again.`;
  return { plan, joined: false, findings: encode ? [] : [note('not-examined', null, message)] };
}

interface Part<Kind> {
  plan: Kind;
  findings: Finding[];
}

function videoPlan(inputs: readonly Media[], asked: Asked, gap: Misfit | null): Part<Plan['video']> {
  if (asked.ownVideo) return { plan: 'custom', findings: [] };
  for (const { input, video } of inputs) if (video?.codec === 'unknown') throw undecodable(input, 'video');
  if (asked.transcode === 'always' || changesPicture(asked)) return { plan: 'h264', findings: [] };
  const [first] = inputs.flatMap((media) => (media.video && videoMisfit(media.input, media.video)) ?? []);
  const reason = first ?? gap ?? unlike(inputs, 'video');
  if (reason === null) return { plan: 'copy', findings: [] };
  if (asked.transcode === 'auto') {
    const message = english`${reason.text}: the video is encoded as H.264.`;
    return { plan: 'h264', findings: [note('video-encoded', reason.input, message)] };
  }
  if (reason.mild === null) {
    throw new UsageError(english`${reason.text}, which cannot be sent as it is.`, {
      hint: english`Let it be encoded, or encode it yourself.`,
      advice: { do: 'letEncode', unless: 'encoded' },
    });
  }
  return {
    plan: 'copy',
    findings: [warning(reason.mild, reason.input, english`${reason.text}: ${MILD[reason.mild]}.`)],
  };
}

const MILD: Readonly<Record<NonNullable<Misfit['mild']>, string>> = {
  'pixel-format': english`many players cannot show that`,
  turned: english`viewers see it as it was taken, lying or mirrored`,
  'audio-dropped': english`the service drops such sound, without an error`,
};

function audioPlan(inputs: readonly Media[], asked: Asked, gap: Misfit | null): Part<Plan['audio']> {
  if (asked.audio === 'none') return { plan: 'none', findings: [] };
  if (asked.ownAudio) return { plan: 'custom', findings: [] };
  if (inputs.every(({ audio }) => audio === null)) {
    return { plan: 'copy', findings: [warning('no-audio', null, english`There is no sound in the input.`)] };
  }
  for (const { input, audio } of inputs) if (audio?.codec === 'unknown') throw undecodable(input, 'audio');
  if (asked.transcode === 'always') return { plan: 'aac', findings: [] };
  const [other] = inputs.flatMap((media) => audioMisfit(media) ?? []);
  const reason = other ?? gap ?? unlike(inputs, 'audio');
  if (reason === null) return { plan: 'copy', findings: [] };
  if (asked.transcode === 'auto' || asked.audio === 'aac' || reason === gap) {
    const message = english`${reason.text}: the audio is encoded as AAC.`;
    return { plan: 'aac', findings: [note('audio-encoded', reason.input, message)] };
  }
  if (reason.mild === null) {
    throw new UsageError(english`${reason.text}, which cannot be sent as it is.`, {
      hint: english`Let the sound be encoded, or leave it out.`,
      advice: { do: 'letEncode', unless: 'silent' },
    });
  }
  const message = english`${reason.text}: ${MILD[reason.mild]}.`;
  return { plan: 'copy', findings: [warning(reason.mild, reason.input, message)] };
}

function undecodable(input: string, part: 'video' | 'audio'): UsageError {
  const message = english`ffmpeg does not know what the ${part} of ${input} is, and cannot decode it.`;
  if (part === 'video') return new UsageError(message);
  return new UsageError(message, { hint: english`Leave the sound out.`, advice: { do: 'leaveSoundOut' } });
}

interface Misfit {
  input: string;
  text: string;
  /** Null when nothing at all can come of it; else what it is to be warned of. */
  mild: 'pixel-format' | 'turned' | 'audio-dropped' | null;
}

function misfit(input: string, text: string, mild: Misfit['mild'] = null): Misfit {
  return { input, text, mild };
}

function videoMisfit(input: string, video: VideoFacts): Misfit | null {
  const { codec, pixelFormat, timed, mirrored, rotation } = video;
  if (codec !== 'h264') return misfit(input, english`${input} has ${codec} video`);
  if (!timed) return misfit(input, english`${input} does not say when its pictures are to be shown`);
  if (!isUpright(video)) {
    const how = [
      ...(mirrored ? [english`mirrored`] : []),
      ...(rotation === 0 ? [] : [english`turned by ${rotation}°`]),
    ];
    const [first, second] = how;
    const text =
      second === undefined
        ? english`${input} is to be shown ${first}`
        : english`${input} is to be shown ${first} and ${second}`;
    return misfit(input, text, 'turned');
  }
  if (pixelFormat == null || /^yuvj?420p$/.test(pixelFormat)) return null;
  return misfit(input, english`${input} has the pixel format ${pixelFormat}`, 'pixel-format');
}

function audioMisfit({ input, audio }: Media): Misfit | null {
  if (audio === null || (audio.codec === 'aac' && audio.adts)) return null;
  if (audio.codec !== 'aac') {
    const mild = audio.codec === 'mp3' ? 'audio-dropped' : null;
    return misfit(input, english`${input} has ${audio.codec} audio`, mild);
  }
  return misfit(input, english`${input} has AAC of a kind that MPEG-TS cannot carry`, 'audio-dropped');
}

/** Streams that are copied one after the other must be of one kind: the decoder is told only once. */
function unlike(inputs: readonly Media[], part: 'video' | 'audio'): Misfit | null {
  const [first, ...others] = inputs;
  const other = others.find((media) => media[part]?.parameters !== first?.[part]?.parameters);
  if (first === undefined || other === undefined) return null;
  return misfit(other.input, english`The ${part} of ${other.input} is not like that of ${first.input}`);
}

/** Stretched to the size of the first, pictures would have another shape. */
function otherSize([first, ...others]: readonly Media[]): Misfit | null {
  const size = (media: Media | undefined) => `${media?.video?.width}x${media?.video?.height}`;
  const other = others.find((media) => size(media) !== size(first));
  return other === undefined
    ? null
    : misfit(other.input, english`${other.input} has another size than ${first?.input}`);
}

function copiedVideoFindings(media: Media, { fragDuration }: Asked): Finding[] {
  const { input, video } = media;
  const { keyFrameSeconds = null } = video ?? {};
  const rate = tooFast(media);
  const fast = rate === null ? [] : [warning('bit-rate', input, rate)];
  if (keyFrameSeconds === null || keyFrameSeconds <= fragDuration + 0.1) return fast;
  const [gap, wanted] = [seconds(keyFrameSeconds), seconds(fragDuration)];
  const message =
    keyFrameSeconds > LONGEST_SEGMENT_SECONDS
      ? english`${input} has no key frame for ${gap}: the service cuts segments that do not begin with a picture.`
      : english`${input} has up to ${gap} between key frames, so segments get that long instead of ${wanted}.`;
  return [...fast, warning('key-frames', input, message)];
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
  return `${Number(value.toFixed(1))}s`;
}
