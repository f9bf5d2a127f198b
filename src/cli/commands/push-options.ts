import { validatePlaylistName } from '../../client/validate.js';
import { UsageError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import { type Asked, choosesCodec } from '../../push/ffmpeg/encoding.js';
import type { RetryPolicy } from '../../push/reconnect.js';
import type { FlagValue, ParsedCommand } from '../context.js';
import { parseDuration } from '../times.js';
import { fillTemplate } from './push-name-template.js';

/** The flags of `push`, read and checked. */
export interface PushOptions {
  /** Without `fragDuration`, which the channel knows. */
  encoding: Omit<Asked, 'fragDuration'>;
  retry: RetryPolicy;
  expiresSeconds: number;
  stallTimeoutSeconds: number;
  liveTimeoutSeconds: number;
  inputFormat: string | null;
  ffmpeg: string | null;
  ffmpegLog: string | null;
  playlistName: string | null;
  vod: string | null;
  strict: boolean;
  loop: boolean;
  create: boolean;
  enable: boolean;
  wait: boolean;
  signToken: boolean;
  dryRun: boolean;
}

export function readOptions({ flags, passthrough }: ParsedCommand, now: Date): PushOptions {
  const options: PushOptions = {
    encoding: {
      transcode: (text(flags.transcode) ?? 'auto') as Asked['transcode'],
      videoBitrate: bitrate(text(flags.videoBitrate)),
      height: typeof flags.height === 'number' ? flags.height : null,
      audio: text(flags.audio) as Asked['audio'],
      ownVideo: choosesCodec(passthrough, 'v') || passthrough.includes('-map'),
      ownAudio: choosesCodec(passthrough, 'a') || passthrough.includes('-map'),
    },
    retry: {
      retryForSeconds: duration(flags.retryFor, '--retry-for'),
      maxAttempts: typeof flags.maxAttempts === 'number' ? flags.maxAttempts : null,
    },
    expiresSeconds: duration(flags.expires, '--expires') ?? 3600,
    stallTimeoutSeconds: duration(flags.stallTimeout, '--stall-timeout') ?? 10,
    liveTimeoutSeconds: duration(flags.liveTimeout, '--live-timeout') ?? 30,
    inputFormat: text(flags.inputFormat),
    ffmpeg: text(flags.ffmpeg),
    ffmpegLog: text(flags.ffmpegLog),
    playlistName: name('--playlist-name', text(flags.playlistName), now),
    vod: name('--vod', text(flags.vod), now),
    strict: flags.strict === true,
    loop: flags.loop === true,
    create: flags.create === true,
    enable: flags.enable === true,
    wait: flags.wait === true,
    signToken: flags.signToken !== false,
    dryRun: flags.dryRun === true,
  };
  checkTogether(options);
  return options;
}

function checkTogether({ encoding, playlistName, vod }: PushOptions): void {
  const { transcode, videoBitrate, height } = encoding;
  if (transcode === 'never' && (videoBitrate !== null || height !== null)) {
    const option = height === null ? '--video-bitrate' : '--height';
    throw new UsageError(`${option} needs the video encoded, and --transcode never forbids that.`);
  }
  if (height !== null && height % 2 !== 0) throw new UsageError(`--height must be even, not ${height}.`);
  if (vod !== null && vod === playlistName) {
    throw new UsageError('--vod and --playlist-name must differ: both would be written to one object.');
  }
}

function name(option: string, template: string | null, now: Date): string | null {
  if (template === null) return null;
  const filled = fillTemplate(option, template, now);
  validatePlaylistName(filled, limits.playlistName.ec.suffix);
  return filled;
}

function bitrate(value: string | null): string | null {
  if (value === null || /^[1-9]\d*(\.\d+)?[kKmM]?$/.test(value)) return value;
  throw new UsageError(`--video-bitrate: "${value}" is not a bit rate.`, { hint: 'Say 2500k or 2.5M.' });
}

function duration(value: FlagValue, option: string): number | null {
  return typeof value === 'string' ? parseDuration(value, option) : null;
}

function text(value: FlagValue): string | null {
  return typeof value === 'string' ? value : null;
}
