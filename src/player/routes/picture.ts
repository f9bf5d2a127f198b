import { CLIENT_LIMITS } from '../../client/limits.js';
import { turns } from '../../client/side-by-side.js';
import { thumbnail } from '../../recording/index.js';
import { type Answer, bytes } from '../answer.js';
import type { Around } from '../around.js';
import { kept } from '../kept.js';

/** So long a picture of now is one. */
const PICTURE_MS = 8000;
const WIDTH = 640;

/** Pictures of channels, a few made at a time; those who ask for the same one get the same. */
export function pictures(
  { client, options }: Around,
  signal: AbortSignal,
): (channelName: string) => Promise<Answer> {
  const { bucket, credentials, ffmpeg, env, platform, cwd } = options;
  const inTurn = turns(CLIENT_LIMITS.picturesAtOnce.value);
  const taken = kept(PICTURE_MS, CLIENT_LIMITS.picturesKept.value, (channelName) =>
    inTurn(() =>
      thumbnail({
        ...{ client, bucket, credentials, channelName, width: WIDTH, ffmpeg, env, platform, cwd, signal },
      }),
    ),
  );
  return async (channelName) => bytes((await taken(channelName)).jpeg, 'image/jpeg');
}
