import { currentCredentials } from '../client/credentials.js';
import { signRtmpUrl } from '../client/sign/rtmp-url.js';
import { unixSeconds } from '../protocol/time.js';
import { ffmpegArgs } from './ffmpeg/args.js';
import { encodingOptions, filtersFor } from './ffmpeg/encoding.js';
import { isSecretValue, maskLine } from './ffmpeg/mask-line.js';
import type { Media } from './ffmpeg/media.js';
import type { Plans } from './plan.js';

/** The command line of ffmpeg as it may be shown. */
export function shownCommand(ffmpeg: string, args: readonly string[]): string[] {
  const shown = args.map((word, index) => (isSecretValue(args, index) ? '***' : maskLine(word, args)));
  return [ffmpeg, ...shown];
}

/** A fresh signature for each channel; it ends no later than the security token that it is made with. */
export async function signTargets(
  plans: Plans,
  targets: Plans['targets'] = plans.targets,
): Promise<{ urls: string[]; expires: Date }> {
  const { credentialsExpireAt, expiresSeconds } = plans;
  const credentials = await currentCredentials(plans.credentials);
  const now = unixSeconds(plans.now());
  const tokenEnd = credentialsExpireAt === null ? 0 : unixSeconds(credentialsExpireAt);
  const asked = now + expiresSeconds;
  const expires = tokenEnd > now ? Math.min(asked, tokenEnd) : asked;
  const urls = targets.map(
    ({ channelName, playlistName }) =>
      signRtmpUrl({ ...plans, credentials, channelName, params: { playlistName }, expires }).url,
  );
  return { urls, expires: new Date(expires * 1000) };
}

/** ffmpeg's arguments for one connection; without URLs it writes FLV into a pipe. */
export function argumentsFor(plans: Plans, urls: readonly string[] | null, position: number): string[] {
  const { examined, asked } = plans;
  return ffmpegArgs({
    ...{ ...plans, ...examined, position, urls },
    encoding: encodingOptions(examined.plan, asked, filtersFor(examined, asked)),
    // The supervisor is the first to notice, and says it better.
    writeTimeoutSeconds: plans.stallTimeoutSeconds + 2,
  });
}

/** A camera that takes a picture now and then is not one that stands still. */
export function pauseSeconds(inputs: readonly Media[]): number {
  const pauses = inputs.map(({ video }) =>
    Math.max(video?.pictureSeconds ?? 0, 1 / (video?.framesPerSecond ?? 1)),
  );
  return Math.max(1, ...pauses) - 1;
}
