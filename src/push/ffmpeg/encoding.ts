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
}

/** What becomes of each stream; `custom` is what the user's own options make of it. */
export interface Plan {
  video: 'copy' | 'h264' | 'custom';
  audio: 'copy' | 'aac' | 'none' | 'custom';
}

/** ffmpeg's output options for the plan. */
export function encodingOptions(plan: Plan, asked: Asked): string[] {
  if (plan.video !== 'h264' && plan.audio !== 'aac') {
    return ['-c', 'copy', ...(plan.audio === 'none' ? ['-an'] : [])];
  }
  return [
    ...(plan.video === 'h264' ? videoOptions(asked) : ['-c:v', 'copy']),
    ...(plan.audio === 'none' ? ['-an'] : plan.audio === 'aac' ? AAC : ['-c:a', 'copy']),
    // The tee muxer does not tell encoders that FLV wants their parameters up front.
    ...['-flags', '+global_header'],
  ];
}

const AAC = ['-c:a', 'aac', '-b:a', '128k', '-ar', '44100', '-ac', '2'];

function videoOptions({ videoBitrate, height, fragDuration }: Asked): string[] {
  return [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p'],
    ...(height === null ? [] : ['-vf', `scale=-2:${height}`]),
    ...(videoBitrate === null
      ? []
      : ['-b:v', videoBitrate, '-maxrate', videoBitrate, '-bufsize', videoBitrate]),
    ...['-force_key_frames', `expr:gte(t,n_forced*${keyFrameInterval(fragDuration)})`, '-sc_threshold', '0'],
  ];
}

/** A whole part of FragDuration of two seconds at most, as a fraction: 5 becomes `5/3`. Segments then end on time. */
function keyFrameInterval(fragDuration: number): string {
  const parts = Math.ceil(fragDuration / 2);
  return parts === 1 ? String(fragDuration) : `${fragDuration}/${parts}`;
}

/** Whether options for ffmpeg say how a stream is encoded. */
export function choosesCodec(options: readonly string[], stream: 'v' | 'a'): boolean {
  const name = new RegExp(`^-(c|codec)(:${stream}(:\\d+)?)?$|^-${stream}codec$`);
  return options.some((option) => name.test(option));
}
