import type { Media, VideoFacts } from './media.js';
import { uprightFilters } from './orientation.js';

/** What was asked for, and what the channel wants. */
export interface Asked {
  transcode: 'auto' | 'always' | 'never';
  /** `2500k`, `2M` */
  videoBitrate: string | null;
  height: number | null;
  audio: 'aac' | 'none' | null;
  /** Seconds; the channel's. */
  fragDuration: number;
  /** Whether the user's own ffmpeg options say how the stream is encoded. */
  ownVideo: boolean;
  ownAudio: boolean;
  /** Whether the input begins again at its end. */
  loop: boolean;
}

/** What becomes of each stream; `custom` is what the user's own options make of it. */
export interface Plan {
  /** What becomes of the pictures. */
  video: 'copy' | 'h264' | 'custom';
  /** What becomes of the sound. */
  audio: 'copy' | 'aac' | 'none' | 'custom';
}

/** ffmpeg's output options for the plan; `filters` are for pictures that are encoded. */
export function encodingOptions(plan: Plan, asked: Asked, filters: readonly string[]): string[] {
  if (plan.video !== 'h264' && plan.audio !== 'aac') {
    return ['-c', 'copy', ...(plan.audio === 'none' ? ['-an'] : [])];
  }
  return [
    ...(plan.video === 'h264' ? videoOptions(asked, filters) : ['-c:v', 'copy']),
    ...(plan.audio === 'none' ? ['-an'] : plan.audio === 'aac' ? AAC : ['-c:a', 'copy']),
    // The tee muxer does not tell encoders that FLV wants their parameters up front.
    ...['-flags', '+global_header'],
  ];
}

const AAC = ['-c:a', 'aac', '-b:a', '128k', '-ar', '44100', '-ac', '2'];

function videoOptions({ videoBitrate, fragDuration }: Asked, filters: readonly string[]): string[] {
  return [
    // Without a tune x264 keeps forty pictures back, which is most of a minute at one a second.
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p'],
    ...(filters.length === 0 ? [] : ['-vf', filters.join(',')]),
    ...(videoBitrate === null
      ? []
      : ['-b:v', videoBitrate, '-maxrate', videoBitrate, '-bufsize', videoBitrate]),
    ...['-force_key_frames', `expr:${keyFrames(fragDuration)}`, '-sc_threshold', '0'],
  ];
}

/** The colours of each field by themselves before both are made one. */
const DEINTERLACE = ['scale=interl=-1', 'format=yuv420p', 'bwdif=mode=send_frame:deint=interlaced'];

/** What makes pictures whole and upright, as every player expects them. */
export function pictureFilters(video: VideoFacts): string[] {
  return [...(video.interlaced ? DEINTERLACE : []), ...uprightFilters(video)];
}

/** The same for files that are decoded as one. */
export function filtersFor({ inputs, joined }: Examined, { height }: Pick<Asked, 'height'>): string[] {
  if (joined) return [];
  const videos = inputs.flatMap(({ video }) => video ?? []);
  const video = videos.find(({ interlaced }) => interlaced) ?? videos[0];
  return [
    ...(video === undefined ? [] : pictureFilters(video)),
    ...(height !== null ? [`scale=-2:${height}`] : video === undefined || isOdd(video) ? [EVEN] : []),
  ];
}

/** Without the last column or row: 4:2:0 has one colour for two of them, and x264 refuses an odd number. */
const EVEN = 'crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0';

function isOdd({ width, height }: VideoFacts): boolean {
  return width % 2 === 1 || height % 2 === 1;
}

interface Examined {
  inputs: readonly Media[];
  joined: boolean;
}

/**
 * A key frame as soon as a segment is as long as FragDuration, so that no segment has to wait for the next one, and
 * between them one every two seconds at most. ffmpeg keeps `ld(0)`, where the segment began, from frame to frame.
 */
function keyFrames(fragDuration: number): string {
  const segment = `if(gte(t,ld(0)+${fragDuration})+isnan(prev_forced_t),st(0,t)*0+1`;
  const parts = Math.ceil(fragDuration / 2);
  return `${segment},${parts === 1 ? '0' : `gte(t,prev_forced_t+${fragDuration}/${parts})`})`;
}

/** Whether options for ffmpeg say how a stream is encoded. */
export function choosesCodec(options: readonly string[], stream: 'v' | 'a'): boolean {
  return options.some((option) => isCodecOf(stream, option));
}

/** Whether pictures are encoded, by whoever says so; of several options ffmpeg takes the last, and copies without any. */
export function encodesPictures({ video }: Plan, options: readonly string[]): boolean {
  if (video !== 'custom') return video === 'h264';
  const at = options.findLastIndex((option) => isCodecOf('v', option));
  return at >= 0 && options[at + 1] !== 'copy';
}

function isCodecOf(stream: 'v' | 'a', option: string): boolean {
  return new RegExp(`^-(c|codec)(:${stream}(:\\d+)?)?$|^-${stream}codec$`).test(option);
}

/** Whether options for ffmpeg say when the stream is over: `-t 60`, `-frames:v 100`. */
export function endsStream(options: readonly string[]): boolean {
  return options.some((option) => /^-(t|to|fs|[av]?frames(:[av])?(:\d+)?|shortest)$/.test(option));
}
