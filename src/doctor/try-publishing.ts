import { signRtmpUrl } from '../client/sign/rtmp-url.js';
import { english } from '../english.js';
import { OssLiveError } from '../errors.js';
import { createPublisher } from '../publish/index.js';
import type { Subject } from './examine.js';
import { type Finding, failedBy, notTested, ok } from './finding.js';

export interface Tried {
  finding: Finding;
  /** With temporary credentials: whether the token has to be signed; null where that is not known. */
  signToken: boolean | null;
}

const EXPIRES_SECONDS = 300;

/**
 * Publishes nothing, for real: accepting a publisher makes the channel live for a moment, and may cost one of the ten
 * pushes in its history. A channel that is on air is left alone.
 */
export async function tryPublishing(
  { settings, channelName, open }: Subject,
  { now, signal }: { now(): Date; signal: AbortSignal },
): Promise<Tried> {
  const untried = (why: string): Tried => ({ finding: notTested('publish', why), signToken: null });
  if (channelName === null) return untried(english`no channel is named`);
  try {
    const { status } = await (await open()).getLiveChannelStat({ channelName }, { signal });
    if (status === 'Live') return untried(english`${channelName} is on air, and nobody else may publish`);
  } catch (error) {
    if (!(error instanceof OssLiveError) || signal.aborted) throw error;
    return untried(english`whether somebody is pushing could not be found out`);
  }

  const isTemporary = Boolean(settings.credentials.securityToken);
  const told = english`the server takes a publisher, and a V1 signature for RTMP`;
  let refusal: unknown = null;
  for (const signToken of isTemporary ? [true, false] : [true]) {
    const { url } = signRtmpUrl({
      ...settings,
      ...{ channelName, signToken, expiresSeconds: EXPIRES_SECONDS, signTime: now() },
    });
    try {
      const publisher = createPublisher({ url, signal });
      await publisher.open();
      await publisher.close();
      if (!isTemporary) return { finding: ok('publish', told), signToken: null };
      const how = signToken ? english`signed` : english`appended, not signed`;
      return { finding: ok('publish', english`${told}, with the token ${how}`), signToken };
    } catch (error) {
      if (!(error instanceof OssLiveError) || signal.aborted) throw error;
      refusal ??= error;
      if (error.kind !== 'denied') break;
    }
  }
  return { finding: failedBy('publish', refusal), signToken: null };
}
