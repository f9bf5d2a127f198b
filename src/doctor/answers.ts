import { randomBytes } from 'node:crypto';
import type { Client } from '../client/client.js';
import { OssLiveError, ServiceError } from '../errors.js';
import type { Patience } from './patience.js';

/** What one request came to. */
export type Answer<Value> = { value: Value; error: null } | { value: null; error: OssLiveError };

export interface Asking {
  /** A client of its own for each request: one that corrects its clock must not sign the others. Asks once. */
  open(): Promise<Client>;
  channelName: string | null;
  now(): Date;
}

/** All that is asked of the service, side by side. */
export type Answers = Awaited<ReturnType<typeof askAll>>;

export async function askAll({ open, channelName, now }: Asking, patience: Patience) {
  let skewMs = 0;
  async function ask<Value>(what: string, call: (client: Client) => Promise<Value>): Promise<Answer<Value>> {
    try {
      const client = await open();
      try {
        return { value: await patience.within(what, call(client)), error: null };
      } finally {
        if (client.clockOffsetMs !== 0) skewMs = client.clockOffsetMs;
      }
    } catch (error) {
      if (!(error instanceof OssLiveError) || error.kind === 'interrupted') throw error;
      return { value: null, error };
    }
  }
  const options = { signal: patience.signal };
  // Nobody has made a channel of that name.
  const nobody = `oss-live-doctor-${randomBytes(6).toString('hex')}`;
  const startTime = Math.floor(now().getTime() / 1000) + 30 * 86_400;
  const range = { startTime, endTime: startTime + 60 };
  const named = channelName ?? nobody;

  const [info, acl, cors, lifecycle] = [
    ask('GetLiveChannelInfo', (client) => client.getLiveChannelInfo({ channelName: named }, options)),
    ask('GetBucketInfo', (client) => client.getBucketInfo(null, options)),
    ask('GetBucketCors', (client) => client.getBucketCors(null, options)),
    ask('GetBucketLifecycle', (client) => client.getBucketLifecycle(null, options)),
  ];
  const others = {
    stat: ask('GetLiveChannelStat', (client) => client.getLiveChannelStat({ channelName: named }, options)),
    list: ask('ListLiveChannel', (client) => client.listLiveChannel({ maxKeys: 2 }, options)),
    history: ask('GetLiveChannelHistory', (client) =>
      client.getLiveChannelHistory({ channelName: named }, options),
    ),
    objects: ask('ListObjects', (client) => client.listObjects({ prefix: `${named}/`, maxKeys: 1 }, options)),
    read: ask('HeadObject', (client) => client.headObject({ key: `${named}/playlist.m3u8` }, options)),
    vod: ask('GetVodPlaylist', (client) => client.getVodPlaylist({ channelName: named, ...range }, options)),
    // Would fail also where they are allowed: what the service says first is what is wanted.
    status: ask('PutLiveChannelStatus', (client) =>
      client.putLiveChannelStatus({ channelName: nobody, status: 'enabled' }, options),
    ),
    save: ask('PostVodPlaylist', (client) =>
      client.postVodPlaylist({ channelName: named, playlistName: `${nobody}.m3u8`, ...range }, options),
    ),
  };
  const answers = {
    ...{ info: await info, bucket: await acl, cors: await cors, lifecycle: await lifecycle },
    ...{ stat: await others.stat, list: await others.list, history: await others.history },
    ...{ objects: await others.objects, read: await others.read, vod: await others.vod },
    ...{ status: await others.status, save: await others.save },
  };
  return { ...answers, skewMs: () => skewMs };
}

/** What all that was answered has in common: then it is that, and not what was asked. */
export function sharedRefusal(answers: Answers): ServiceError | null {
  const { skewMs: _, ...asked } = answers;
  const refusals = Object.values(asked).flatMap(({ error }) =>
    error instanceof ServiceError ? [error] : [],
  );
  const [first] = refusals;
  const isAnswered = Object.values(asked).some(({ value }) => value !== null);
  if (first === undefined || isAnswered || refusals.length < 2) return null;
  return refusals.every((error) => aboutAll(error) !== null && aboutAll(error) === aboutAll(first))
    ? first
    : null;
}

export type Shared = 'credentials' | 'clock' | 'region' | 'bucket';

/** What a refusal is about when it is about every request; null for one that is about this one. */
export function aboutAll({ code, ec, extra }: ServiceError): Shared | null {
  if (code === 'RequestTimeTooSkewed' || ec === '0002-00000504') return 'clock';
  if (code === 'NoSuchBucket' || code === 'InvalidBucketName') return 'bucket';
  if (extra.Endpoint !== undefined || ec === '0002-00000226' || code === 'SecondLevelDomainForbidden')
    return 'region';
  const isAuth = ec?.startsWith('0002-') || ec === '0003-00000001';
  const named = /^(InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSecurityToken|SecurityTokenExpired)$/.test(
    code,
  );
  return isAuth || named ? 'credentials' : null;
}
