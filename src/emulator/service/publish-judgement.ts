import type { Credentials } from '../../protocol/wire.js';
import type { Acl } from '../store/contents.js';
import { isPlaylistName } from './names.js';
import { isSigned, parameterRefusal } from './publish-parameters.js';
import {
  addressOfUrl,
  type Parameters,
  type PublishReading,
  type PublishRoute,
  percentDecode,
  readPublish,
} from './publish-route.js';
import { equalInConstantTime, signatureMatches, stringsToSign } from './publish-signature.js';
import { REFUSALS, type RefusalName } from './refusals.js';

/** What a publisher is judged against. A `Backend` has all of it. */
export interface PublishWorld {
  now: Date;
  credentials: readonly Credentials[];
  buckets: readonly PublishBucket[];
}

export interface PublishBucket {
  readonly name: string;
  readonly acl: Acl;
  channel(name: string): { status: 'enabled' | 'disabled' } | null;
}

/** `channel`: there is no such channel, bucket or playlist to publish to. */
export type RefusalReason =
  | 'expired'
  | 'signature'
  | 'accessKeyId'
  | 'anonymous'
  | 'disabled'
  | 'channel'
  | 'token';

export type PublishJudgement =
  | {
      accept: true;
      reason: null;
      bucketName: string;
      channelName: string;
      /** Named in the URL, for this push alone. */
      playlistName: string | null;
      /** null: nothing was signed. */
      stringToSign: string | null;
    }
  | {
      accept: false;
      reason: RefusalReason;
      /** Where it wanted to go, as far as its URL says. */
      bucketName: string | null;
      channelName: string | null;
      stringToSign: string | null;
      ec: string | null;
      /** The OSS code first: it is what ffmpeg shows. */
      description: string;
      netStreamCode: 'NetStream.Publish.Denied' | 'NetStream.Publish.BadName';
    };

type Refused = Extract<PublishJudgement, { accept: false }>;
type Place = Partial<Pick<Refused, 'bucketName' | 'channelName' | 'stringToSign'>>;

/** What each refusal is a case of, for those who branch on it. */
const REASONS: Partial<Record<RefusalName, RefusalReason>> = {
  publishNoAccessKeyId: 'accessKeyId',
  publishBadAccessKeyId: 'accessKeyId',
  publishV4BadAccessKeyId: 'accessKeyId',
  unknownKey: 'accessKeyId',
  publishExpired: 'expired',
  anonymous: 'anonymous',
  tokenMissing: 'token',
  tokenInvalid: 'token',
  liveChannelDisabled: 'disabled',
  noSuchBucket: 'channel',
  noSuchLiveChannel: 'channel',
  publishBadPlaylistName: 'channel',
};

/** Whether a publisher may start, whatever its client made of the URL. Whether somebody else is publishing is not asked here. */
export function judgePublish(reading: PublishReading | null, world: PublishWorld): PublishJudgement {
  const judgement = judgementOf(reading, world);
  if (judgement.accept || reading === null) return judgement;
  // One that is refused early wanted to go somewhere too.
  return {
    ...judgement,
    bucketName: judgement.bucketName ?? reading.bucketName,
    channelName: judgement.channelName ?? percentDecode(reading.channel),
  };
}

function judgementOf(reading: PublishReading | null, world: PublishWorld): PublishJudgement {
  if (reading === null)
    return refuse('noSuchLiveChannel', {}, 'The publish URL must end in /live/{channel}.');
  const buckets = candidateBuckets(reading, world);
  if (buckets.length === 0) return refuse('noSuchBucket');
  const { channel, parameters } = reading;
  if (parameters === null) return refuse('publishRepeated');
  const { decoded, raw } = parameters;
  if (!isSigned(decoded)) return judgeAnonymous(channel, buckets, decoded);
  const judgement = judgeSigned(channel, buckets, decoded, world);
  if (judgement.accept) return judgement;
  // librtmp has decoded everything once before sending it.
  const asReceived = judgeSigned(channel, buckets, raw, world);
  return asReceived.accept ? asReceived : judgement;
}

/** The same for a publish URL as it is written down. */
export function judgePublishUrl(url: string, world: PublishWorld): PublishJudgement {
  return judgePublish(readPublish(addressOfUrl(url), world.buckets), world);
}

/** The bucket that the URL names; else every one, of which the signature then picks its own. */
function candidateBuckets(route: PublishRoute, { buckets }: PublishWorld): readonly PublishBucket[] {
  return route.bucketName === null ? buckets : buckets.filter(({ name }) => name === route.bucketName);
}

/** The literal name before the decoded one, if there is such a channel. */
function candidateChannels(bucket: PublishBucket, channel: string): string[] {
  const decoded = percentDecode(channel);
  if (decoded === channel) return [channel];
  return bucket.channel(channel) === null ? [decoded, channel] : [channel, decoded];
}

function judgeAnonymous(
  channel: string,
  buckets: readonly PublishBucket[],
  parameters: Parameters,
): PublishJudgement {
  const open = buckets.filter(({ acl }) => acl === 'public-read-write');
  if (open.length === 0) return refuse('anonymous');
  const judgements = open.flatMap((bucket) =>
    candidateChannels(bucket, channel).map((name) => judgeChannel(bucket, name, parameters, null)),
  );
  return judgements.find(({ reason }) => reason !== 'channel') ?? judgements[0]!;
}

function judgeSigned(
  channel: string,
  buckets: readonly PublishBucket[],
  parameters: Parameters,
  { credentials, now }: PublishWorld,
): PublishJudgement {
  const wrong = parameterRefusal(parameters, now);
  if (wrong !== null) return refuse(wrong);
  const ofKey = credentials.filter(({ accessKeyId }) => accessKeyId === parameters.get('OSSAccessKeyId'));
  if (ofKey.length === 0) return refuse('unknownKey');
  const token = parameters.get('security-token') ?? parameters.get('SecurityToken') ?? '';
  const credential = ofKey.find(({ securityToken }) => equalInConstantTime(securityToken ?? '', token));
  if (credential === undefined) return refuse(token === '' ? 'tokenMissing' : 'tokenInvalid');
  const signature = parameters.get('Signature') ?? '';

  const readings = buckets.flatMap((bucket) =>
    candidateChannels(bucket, channel).flatMap((channelName) =>
      stringsToSign(parameters, bucket.name, channelName).map((stringToSign) => ({
        bucket,
        channelName,
        stringToSign,
      })),
    ),
  );
  const signed = readings.find(({ stringToSign }) =>
    signatureMatches(credential.accessKeySecret, stringToSign, signature),
  );
  if (signed !== undefined)
    return judgeChannel(signed.bucket, signed.channelName, parameters, signed.stringToSign);
  const { bucket, channelName, stringToSign } = readings[0]!;
  return refuse('publishMismatch', { bucketName: bucket.name, channelName, stringToSign });
}

function judgeChannel(
  bucket: PublishBucket,
  channelName: string,
  parameters: Parameters,
  stringToSign: string | null,
): PublishJudgement {
  const place = { bucketName: bucket.name, channelName, stringToSign };
  const channel = bucket.channel(channelName);
  if (channel === null) return refuse('noSuchLiveChannel', place);
  if (channel.status === 'disabled') return refuse('liveChannelDisabled', place);
  const playlistName = parameters.get('playlistName') ?? null;
  if (playlistName !== null && !isPlaylistName(playlistName)) return refuse('publishBadPlaylistName', place);
  return { accept: true, reason: null, ...place, playlistName };
}

function refuse(name: RefusalName, place: Place = {}, message = REFUSALS[name].message): Refused {
  const { code, ec } = REFUSALS[name];
  const reason = REASONS[name] ?? 'signature';
  return {
    accept: false,
    reason,
    bucketName: place.bucketName ?? null,
    channelName: place.channelName ?? null,
    stringToSign: place.stringToSign ?? null,
    ec,
    description: `${code}: ${message}`,
    netStreamCode: reason === 'channel' ? 'NetStream.Publish.BadName' : 'NetStream.Publish.Denied',
  };
}
