import type { Media } from '../../push/index.js';
import { say } from '../say.js';
import { lasting } from './durations.js';

/** `1.flv: H.264 High 1280x720, 25 fps, key frames 2s apart; AAC 44.1 kHz stereo; 2.10 Mbit/s; 10m 00s` */
export function describeMedia(media: Media): string {
  const { video, audio, bitsPerSecond, durationSeconds } = media;
  const picture = video && [
    [codecName(video.codec), video.profile, `${video.width}x${video.height}`].filter(Boolean).join(' '),
    ...(video.framesPerSecond === null ? [] : [`${Number(video.framesPerSecond.toFixed(2))} fps`]),
    ...(video.interlaced ? [say`interlaced`] : []),
    ...(video.mirrored ? [say`mirrored`] : []),
    ...(video.rotation === 0 ? [] : [say`turned by ${video.rotation}°`]),
    ...(video.bFrames ? [say`B-frames`] : []),
    ...(video.keyFrameSeconds === null
      ? []
      : [say`key frames ${Number(video.keyFrameSeconds.toFixed(1))}s apart`]),
  ];
  return `${media.input}: ${[
    picture?.join(say`, `) ?? say`no video`,
    audio === null ? say`no audio` : soundOf(audio),
    ...(bitsPerSecond === null ? [] : [`${(bitsPerSecond / 1e6).toFixed(2)} Mbit/s`]),
    durationSeconds === null ? say`live` : lasting(durationSeconds),
  ].join(say`; `)}`;
}

function soundOf({ codec, sampleRate, channels }: NonNullable<Media['audio']>): string {
  const names: Record<number, string> = { 1: say`mono`, 2: say`stereo` };
  return [
    codecName(codec),
    ...(sampleRate === null ? [] : [`${sampleRate / 1000} kHz`]),
    ...(channels === null ? [] : [names[channels] ?? `${channels} ${say`channels`}`]),
  ].join(' ');
}

const NAMES: Readonly<Record<string, string>> = { h264: 'H.264', hevc: 'HEVC', aac: 'AAC', mp3: 'MP3' };

function codecName(codec: string): string {
  return NAMES[codec] ?? codec;
}
