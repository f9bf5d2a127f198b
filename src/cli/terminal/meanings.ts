import { hintRows } from './hints.js';

interface Meaning {
  means: string;
  /** HTTP status; null where the pages name none. */
  status: number | null;
  /** What to do, where src/client/hints.ts has no words for it. */
  hint?: string;
}

/** `403 The sentence.` or, where no page names a status, the sentence alone; after ` | ` what to do. */
const WORDS: Readonly<Record<string, string>> = {
  AccessDenied: '403 The key may not do this, the bucket is elsewhere, or nothing was signed.',
  InvalidAccessKeyId: '403 There is no such access key.',
  SignatureDoesNotMatch: '403 The service computes another signature.',
  InvalidSecurityToken: '403 The security token is not one of the service.',
  SecurityTokenExpired: '403 The temporary credentials have ended.',
  RequestTimeTooSkewed: '403 The request was signed more than 15 minutes from now.',
  SecondLevelDomainForbidden: '403 The bucket was put into the path.',
  NoSuchBucket: '404 There is no such bucket at this endpoint.',
  NoSuchKey: '404 There is no such object.',
  NoSuchLiveChannel: '404 There is no such live channel in the bucket.',
  ChannelStillLive: '409 Somebody is pushing, and a channel on air cannot be changed or deleted.',
  LiveChannelDisabled: '409 The channel is disabled, and takes no push.',
  BucketNotEmpty:
    '409 A bucket with live channels or objects cannot be deleted. | Delete both first: oss-live list, oss-live delete.',
  FileAlreadyExists: '409 An object of that name is there, and was not to be replaced.',
  InvalidObjectState: '403 The object is archived.',
  MetaOperationQpsLimitExceeded: '503 Channels are created, changed or deleted too often.',
  QpsLimitExceeded: '503 Too many requests.',
  SlowDown: '503 Too many requests.',
  TooManyRequests: '429 Too many requests.',
  ServiceUnavailable: '503 The service is busy.',
  InternalError: '500 The service failed.',
  NotImplemented: '501 The server does not know the request.',
  MalformedXML: '400 The body is not the XML that is expected.',
  MissingArgument: '400 A parameter is missing.',
  InvalidArgument: '400 A value is not allowed.',
  InvalidRequest: '400 The request is not allowed in this form.',
  InvalidDigest: '400 The body does not agree with its Content-MD5.',
  InvalidBucketName: '400 No bucket can have that name.',
  InvalidChannelName: '400 No channel can have that name.',
  '0003-00000001': '403 Nothing was signed, and the bucket is not public.',
  '0002-00000003': '403 The key is a temporary one, and its token is missing.',
  '0002-00000004': '403 The security token is not valid.',
  '0002-00000006': '403 The security token is not valid.',
  '0002-00000007': '403 The temporary credentials have ended.',
  '0002-00000008': '403 The security token belongs to another key.',
  '0002-00000040': '403 The service computes another V1 signature.',
  '0002-00000065': '403 A V1 Authorization header without a signature.',
  '0002-00000067': 'A URL signed with V1 lacks Expires.',
  '0002-00000068': 'A URL signed with V1 has an empty Expires.',
  '0002-00000069': '403 A URL signed with V1 has expired.',
  '0002-00000070': 'A URL signed with V1 has an Expires that is no number.',
  '0002-00000079': '403 V1 in a URL is refused for requests about a bucket, such as ListLiveChannel.',
  '0002-00000080': '403 V1 is no longer taken from this account or for this bucket.',
  '0002-00000201': '403 The service computes another V4 signature.',
  '0002-00000209': 'AdditionalHeaders= of a V4 signature is empty.',
  '0002-00000212': 'The date in the scope of a V4 signature is not YYYYMMDD.',
  '0002-00000213': 'The scope of a V4 signature does not end in aliyun_v4_request.',
  '0002-00000214': 'x-oss-content-sha256 is not UNSIGNED-PAYLOAD.',
  '0002-00000215': 'A URL signed with V4 lacks x-oss-expires.',
  '0002-00000217': 'A URL signed with V4 lacks x-oss-credential.',
  '0002-00000219': 'A URL signed with V4 lacks x-oss-signature.',
  '0002-00000223': 'The date in x-oss-credential is not YYYYMMDD.',
  '0002-00000226': '400 The region in the signature is not that of the bucket.',
  '0002-00000228': '400 The region in a signed URL is not that of the bucket.',
  '0002-00000232': 'x-oss-expires is not 1 to 604800 seconds.',
  '0002-00000235': '403 A URL signed with V4 is used more than 15 minutes before its time.',
  '0002-00000236': '403 A URL signed with V4 has expired.',
  '0002-00000503': '403 The request tells no date.',
  '0002-00000504': '403 The request was signed more than 15 minutes from now.',
  '0002-00000902': '403 There is no such access key.',
  '0002-00000801':
    'The publish URL has no OSSAccessKeyId. | Sign it: oss-live sign-rtmp; quote it, & ends a command.',
  '0002-00000802':
    'The OSSAccessKeyId of the publish URL has characters that no key has. | Sign it again: oss-live sign-rtmp',
  '0002-00000803':
    'The publish URL has no Expires. | Sign it: oss-live sign-rtmp; quote it, & ends a command.',
  '0002-00000804':
    'The Expires of the publish URL is no integer: it is Unix seconds. | Sign it again: oss-live sign-rtmp',
  '0002-00000805':
    'The publish URL had expired when the publisher connected. | Sign a new one: oss-live sign-rtmp --expires 12h',
  '0002-00000806':
    'The publish URL has no Signature. | Sign it: oss-live sign-rtmp; quote it, & ends a command.',
  '0002-00000807':
    'The signature of the publish URL is wrong. | See what was signed differently: oss-live sign-rtmp --check <url>',
  '0002-00000808':
    'The publish URL names a signature version that RTMP does not take: it takes V1. | Sign it: oss-live sign-rtmp',
  '0002-00000809':
    'The key in Credential of a V4 publish URL has characters that no key has. | RTMP takes V1: oss-live sign-rtmp',
  '0002-00000810':
    'The date in Credential of a V4 publish URL is malformed or too far from now. | RTMP takes V1: oss-live sign-rtmp',
  '0002-00000811': 'The end of Credential of a V4 publish URL is wrong. | RTMP takes V1: oss-live sign-rtmp',
  '0014-00000084':
    'Lifecycle rules with the same action overlap in their prefixes. | Give each rule a prefix of its own.',
  '0015-00000101': '404 There is no such bucket at this endpoint.',
  '0016-00000502': '400 A parameter is missing.',
  '0017-00000255': '400 The status is neither enabled nor disabled.',
  '0017-00000257': '400 The channel name is empty.',
  '0017-00000258': '400 The channel name has 64 bytes or more.',
  '0017-00000259': '400 The channel name is not UTF-8.',
  '0026-00000001': '404 There is no such object.',
  '0026-00000021': '404 There is no such live channel in the bucket.',
  '0044-00000001': '400 The description has more than 128 bytes.',
  '0044-00000002': '400 The status is neither enabled nor disabled.',
  '0044-00000003': '400 There is more than one snapshot configuration.',
  '0044-00000004': '400 The region has no snapshots.',
  '0044-00000005': '400 The interval of snapshots is missing or not 1 to 100.',
  '0044-00000006': '400 The topic of snapshots is missing or not there.',
  '0044-00000007': '400 The role of snapshots is missing or not there.',
  '0044-00000008': '400 The bucket of snapshots is missing or not there.',
  '0044-00000014': '400 FragDuration is not 1 to 100.',
  '0044-00000015': '400 FragCount is not 1 to 100.',
  '0044-00000016': '400 The playlist name has a slash.',
  '0044-00000017': '400 The playlist name is too short or too long.',
  '0044-00000018': '400 The playlist name does not end in .m3u8.',
  '0044-00000101': '400 max-keys is not 1 to 1000.',
  '0044-00000102': '400 The prefix is too long or not UTF-8.',
  '0044-00000103': '400 The marker is no channel name.',
  '0044-00000201': '409 Somebody is pushing, and a channel on air cannot be changed or deleted.',
  '0044-00000302': '400 The channel name of a VOD playlist is not valid.',
  '0044-00000304': '400 The start of a VOD range is missing or malformed.',
  '0044-00000305': '400 The end of a VOD range is missing or malformed.',
  '0044-00000306': '400 A VOD range starts after it ends.',
  '0044-00000307': '400 A VOD range is longer than a day.',
  '0044-00000308': '400 No segment starts in the VOD range.',
  '0044-00000401': '400 x-oss-hls-sign-token has more than 100 characters. | Shorten it, or leave it out.',
  '0044-00000402':
    '400 x-oss-hls-sign-token has other characters than it may. | It may have 0-9A-Za-z_.- alone.',
  '0044-00000403': '400 The name of a playlist does not end in .m3u8.',
  '0044-00000404': '400 A playlist that is to be signed has more than 1 MB.',
  '0044-00000406':
    '400 A playlist that is to be signed has too many segments. | Sign them one by one: oss-live vod --presign 12h',
  '0044-00000407':
    '400 A master playlist that is to be signed has too many playlists. | Sign those one by one.',
  '0044-00000408':
    '400 What is to be signed has neither segments nor playlists. | Is it a playlist, and not empty?',
  '0044-00000409':
    '400 What is to be signed has both segments and playlists. | A playlist has one or the other.',
  '0044-00000410':
    '400 A playlist can be signed only where the signature is in the URL. | Take a signed link: oss-live url',
};

/** What is known of one code or EC. */
export interface Explanation extends Omit<Meaning, 'hint'> {
  name: string;
  /** What to do; null where the words of the error say it. `{action}` is a RAM action. */
  hint: string | null;
}

const hints = new Map(hintRows().flatMap(({ names, hint }) => names.map((name) => [name, hint] as const)));

function meaningOf(text: string): Meaning {
  const [, status, means = '', hint] = /^(?:(\d{3}) )?(.*?)(?: \| (.*))?$/.exec(text) ?? [];
  return {
    means,
    status: status === undefined ? null : Number(status),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** Every code and EC that is known, codes first. */
export const EXPLANATIONS: readonly Explanation[] = Object.entries(WORDS).map(([name, text]) => {
  const { hint = null, ...meaning } = meaningOf(text);
  return { ...meaning, name, hint: hints.get(name) ?? hint };
});

const byName = new Map(EXPLANATIONS.map((one) => [one.name.toLowerCase(), one]));

/** Null for a name that no page has. A request id, quotes and `EC:` around it do no harm. */
export function explain(name: string): Explanation | null {
  const bare = name.trim().replace(/^["'<(]*(?:EC|code)?[\s:=]*|["'>),.;]*$/gi, '');
  return byName.get(bare.toLowerCase()) ?? null;
}
