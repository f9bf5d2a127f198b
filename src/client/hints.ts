/**
 * What to do next, by the ECs and codes that it is for; `{action}` is the RAM action. The EC is finer than the code
 * and asked first; the code is for answers without one. With `hint: ` before it, none is wider than a terminal of 80
 * columns.
 */
const WORDS: Readonly<Record<string, string>> = {
  '0002-00000003': 'This key is temporary: give its security token too.',
  '0002-00000004 0002-00000006 InvalidSecurityToken':
    'Get new temporary credentials and give all three parts of them.',
  '0002-00000007 SecurityTokenExpired': 'The temporary credentials have expired: get new ones.',
  '0002-00000008': 'The token belongs to another key id: give all parts of one credential.',
  '0002-00000201 SignatureDoesNotMatch':
    'The secret does not belong to this key id: compare it with the original.',
  '0002-00000040': 'The secret does not belong to this key id, or V1 is retired: use V4.',
  '0002-00000079 0002-00000080': 'The service takes V1 no longer, here or from this account: sign with V4.',
  '0002-00000065': 'The Authorization header has no signature: it was changed on the way.',
  '0002-00000067 0002-00000068 0002-00000070 0002-00000215 0002-00000217 0002-00000219':
    'The signed URL is not whole: copy all of it, in quotes.',
  '0002-00000069 0002-00000236': 'The signed URL has expired: sign a new one.',
  '0002-00000209': 'The AdditionalHeaders field of the signature is empty: leave it out.',
  '0002-00000212 0002-00000213 0002-00000223': 'The credential scope is malformed: sign again.',
  '0002-00000214': 'x-oss-content-sha256 is not UNSIGNED-PAYLOAD: it was changed on the way.',
  '0002-00000226': 'Signed for another region: give that of the bucket.',
  '0002-00000228': 'The URL was signed for another region: sign it with that of the bucket.',
  '0002-00000232': 'A signed V4 URL lives from 1 second to 7 days (604800 seconds).',
  '0002-00000235': 'The signed URL is not valid yet: check the clock where it was signed.',
  '0002-00000503': 'The request has neither Date nor x-oss-date: it was changed on the way.',
  '0002-00000504 RequestTimeTooSkewed':
    'The clock of this machine is more than 15 minutes off: set it right.',
  '0002-00000902 InvalidAccessKeyId':
    'The service does not know this access key id: is it mistyped, or disabled?',
  '0003-00000001': 'The bucket is not public: give an access key id and its secret.',
  AccessDenied: 'The key needs the RAM action {action} on this bucket.',
  '0015-00000101 NoSuchBucket': 'Check the name of the bucket, and its region or endpoint.',
  InvalidBucketName: 'A bucket name has 3-63 characters: a-z, 0-9 and, not at an end, "-".',
  SecondLevelDomainForbidden: 'The bucket belongs in the host name: do not address it by the path.',
  '0026-00000001 NoSuchKey': 'There is no such object in the bucket.',
  InvalidObjectState: 'The object is archived: restore it first, then ask again.',
  FileAlreadyExists: 'There is an object of that name already: it was left as it is.',
  '0026-00000021 NoSuchLiveChannel': 'List the channels to see the names, or create it.',
  '0044-00000201 ChannelStillLive': 'Somebody is pushing: stop that, or disable the channel and wait 10 s.',
  LiveChannelDisabled: 'The channel is disabled: enable it first.',
  '0017-00000257': 'The channel name is empty: name one.',
  '0017-00000258': 'A channel name has at most 63 bytes; one Chinese character takes three.',
  '0017-00000259': 'The channel name is not UTF-8: check the encoding of the terminal.',
  InvalidChannelName: 'A channel name has 1 to 63 bytes of UTF-8 and no "/".',
  '0044-00000302': 'The channel name is not valid: 1 to 63 bytes, no "/".',
  '0017-00000255 0044-00000002': 'The status is enabled or disabled, in lower case.',
  '0044-00000001': 'A description has at most 128 bytes; one Chinese character takes three.',
  '0044-00000003': 'A channel has at most one snapshot configuration.',
  '0044-00000004': 'This region has no snapshots: create the channel without them.',
  '0044-00000005': 'The snapshot interval is 1 to 100 seconds.',
  '0044-00000006': 'Snapshots need an MNS topic that exists in the region of the bucket.',
  '0044-00000007': 'Snapshots need a RAM role that the service may assume.',
  '0044-00000008': 'Snapshots need a destination bucket of the same owner.',
  '0044-00000014': 'FragDuration is 1 to 100 seconds, and is given together with FragCount.',
  '0044-00000015': 'FragCount is 1 to 100, and is given together with FragDuration.',
  '0044-00000016': 'A playlist name contains no "/".',
  '0044-00000017': 'A playlist name has 6 to 128 bytes.',
  '0044-00000018 0044-00000403': 'A playlist name ends in .m3u8.',
  '0044-00000404': 'The service signs playlists of up to 1 MB: sign the segments one by one.',
  '0044-00000101': 'max-keys is 1 to 1000.',
  '0044-00000102': 'A prefix has at most 1024 bytes of UTF-8.',
  '0044-00000103': 'The marker is not a channel name: take nextMarker of the page before.',
  '0044-00000304': 'The start is a whole number of Unix seconds.',
  '0044-00000305': 'The end is a whole number of Unix seconds.',
  '0044-00000306': 'The start must lie before the end.',
  '0044-00000307': 'A range is at most one day (86400 seconds): ask for it in parts.',
  '0044-00000308': 'No segment starts in this range: the history shows when there were pushes.',
  '0016-00000502 MissingArgument': 'A parameter is missing from the request: it was changed on the way.',
  InvalidRequest: 'The service refused the request: its message says why.',
  InvalidArgument: 'The service refused a value: the message names it.',
  InvalidDigest: 'The body arrived damaged: it was changed on the way.',
  MalformedXML: 'The service could not read the request: it was changed on the way.',
  NotImplemented: 'The server does not know the operation: does it offer LiveChannel?',
  InternalError: 'The service failed: try again; its support asks for the request id.',
  ServiceUnavailable: 'The service is busy: try again in a moment.',
  'MetaOperationQpsLimitExceeded QpsLimitExceeded SlowDown TooManyRequests':
    'Too many requests: try again more slowly.',
};

export const HINTS = Object.entries(WORDS).map(([names, hint]) => ({ names: names.split(' '), hint }));

const byName = new Map(HINTS.flatMap(({ names, hint }) => names.map((name) => [name, hint] as const)));

/** The next step for an error of the service, or null when nothing better is known than its message. */
export function hintFor(code: string, ec: string | null, action: string): string | null {
  const hint = byName.get(ec ?? '') ?? byName.get(code);
  return hint?.replace('{action}', action) ?? null;
}
