// What ffprobe is read to say, for tests of what follows from it.
import type { AudioFacts, Media, VideoFacts } from '../../src/push/ffmpeg/media.js';

const track = (index: number) => ({ index, id: `0x${index + 1}`, first: true, seconds: null });

const VIDEO: VideoFacts = {
  ...{ track: track(0), codec: 'h264', profile: 'High', pixelFormat: 'yuv420p', width: 1280, height: 720 },
  ...{ framesPerSecond: 25, bFrames: false, interlaced: false, mirrored: false, rotation: 0, timed: true },
  ...{ pictureSeconds: 0.04, keyFrameSeconds: 2, parameters: 'v1' },
};
const AUDIO: AudioFacts = {
  ...{ track: track(1), codec: 'aac', sampleRate: 44_100, channels: 2, adts: true, parameters: 'a1' },
};

/** Ten minutes of H.264 with AAC, with these differences. */
export function mediaFacts(
  video: Partial<VideoFacts> = {},
  audio: Partial<AudioFacts> | null = {},
  of: Partial<Media> = {},
): Media {
  return {
    ...{
      input: '1.mp4',
      format: 'mov,mp4,m4a,3gp,3g2,mj2',
      durationSeconds: 600,
      bitsPerSecond: 2_100_000,
      sizeBytes: 2_600_000,
    },
    video: { ...VIDEO, ...video },
    audio: audio && { ...AUDIO, ...audio },
    ...of,
  };
}
