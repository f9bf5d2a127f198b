/** What to do next, in one line, by EC. The EC is finer than the code, so it is asked first. */
export const HINTS_BY_EC: Readonly<Record<string, string>> = {
  '0002-00000003':
    'This key id is a temporary one: give its security token too (--sts-token, OSS_SESSION_TOKEN).',
  '0002-00000004': 'The security token is not valid: get new temporary credentials and give all three parts.',
  '0002-00000006': 'The security token is not valid: get new temporary credentials and give all three parts.',
  '0002-00000007': 'The temporary credentials have expired: get new ones.',
  '0002-00000008': 'The security token belongs to another key id: give the three parts of one credential.',
  '0002-00000040':
    'The access key secret does not belong to this key id, or something on the way changed the request; note that V1 signatures are being retired, V4 is the default.',
  '0002-00000065': 'The Authorization header carries no signature: something on the way changed the request.',
  '0002-00000067': 'The signed URL has no Expires parameter: copy it as a whole, in quotes.',
  '0002-00000068': 'The signed URL has an empty Expires parameter: copy it as a whole, in quotes.',
  '0002-00000069': 'The signed URL has expired: sign a new one.',
  '0002-00000070': 'Expires in the signed URL is not a number: copy it as a whole, in quotes.',
  '0002-00000201':
    'The access key secret does not belong to this key id: check it for a missing or extra character, or a secret of another account.',
  '0002-00000209': 'The AdditionalHeaders field of the signature is empty: leave it out.',
  '0002-00000212': 'The date in the credential scope is not YYYYMMDD: sign again.',
  '0002-00000213': 'The credential scope does not end in aliyun_v4_request: sign again.',
  '0002-00000214': 'x-oss-content-sha256 must be UNSIGNED-PAYLOAD: something on the way changed the request.',
  '0002-00000215': 'The signed URL has no x-oss-expires: copy it as a whole, in quotes.',
  '0002-00000217': 'The signed URL has no x-oss-credential: copy it as a whole, in quotes.',
  '0002-00000219': 'The signed URL has no x-oss-signature: copy it as a whole, in quotes.',
  '0002-00000223': 'The date in the credential scope is not YYYYMMDD: sign again.',
  '0002-00000226':
    'The signature was made for another region: give the region of the bucket, e.g. --region cn-hangzhou.',
  '0002-00000228': 'The URL was signed for another region: sign it with the region of the bucket.',
  '0002-00000232': 'A signed V4 URL lives from 1 second to 7 days (604800 seconds).',
  '0002-00000235': 'The signed URL is not valid yet: check the clock of the machine that signed it.',
  '0002-00000236': 'The signed URL has expired: sign a new one.',
  '0002-00000503': 'The request carries neither Date nor x-oss-date: something on the way removed it.',
  '0002-00000504':
    'The clock of this machine is more than 15 minutes off: set it right, e.g. by switching time synchronisation on.',
  '0002-00000902':
    'The service does not know this access key id: check it for a typing mistake, and that the key is enabled.',
  '0003-00000001':
    'The request carried no credentials and the bucket is not public: give an access key id and its secret.',
  '0015-00000101':
    'There is no such bucket in this account and region: check the bucket name and the endpoint.',
  '0016-00000502': 'A required parameter is missing from the request.',
  '0017-00000255': 'The status is enabled or disabled, in lower case.',
  '0017-00000257': 'The channel name is empty: name one.',
  '0017-00000258': 'A channel name has at most 63 bytes; one Chinese character takes three.',
  '0017-00000259': 'The channel name is not UTF-8: check the character set of the terminal or the script.',
  '0026-00000021': 'There is no such channel: `oss-live list` shows the names, `oss-live create` makes one.',
  '0044-00000001': 'A description has at most 128 bytes; one Chinese character takes three.',
  '0044-00000002': 'The status is enabled or disabled, in lower case.',
  '0044-00000003': 'A channel has at most one snapshot configuration.',
  '0044-00000004': 'Snapshots are not available in this region: create the channel without them.',
  '0044-00000005': 'The snapshot interval is 1 to 100 seconds.',
  '0044-00000006': 'Snapshots need an MNS topic that exists in the region of the bucket.',
  '0044-00000007': 'Snapshots need a RAM role that the service may assume.',
  '0044-00000008': 'Snapshots need a destination bucket of the same owner.',
  '0044-00000014': 'FragDuration is 1 to 100 seconds, and is given together with FragCount.',
  '0044-00000015': 'FragCount is 1 to 100, and is given together with FragDuration.',
  '0044-00000016': 'A playlist name contains no "/".',
  '0044-00000017': 'A playlist name has 6 to 128 bytes.',
  '0044-00000018': 'A playlist name ends in .m3u8.',
  '0044-00000101': 'max-keys is 1 to 1000.',
  '0044-00000102': 'A prefix has at most 1024 bytes of UTF-8.',
  '0044-00000103': 'The marker is not a channel name: take nextMarker of the page before.',
  '0044-00000201':
    'Somebody is pushing to the channel: stop the push, or disable the channel and wait ten seconds, then try again.',
  '0044-00000302': 'The channel name is not valid: 1 to 63 bytes, no "/".',
  '0044-00000304': 'The start is a whole number of Unix seconds.',
  '0044-00000305': 'The end is a whole number of Unix seconds.',
  '0044-00000306': 'The start must lie before the end.',
  '0044-00000307': 'A range is at most one day (86400 seconds): ask for it in parts.',
  '0044-00000308':
    'No segment starts in this range: `oss-live history` shows when there were pushes (times are Unix seconds, UTC).',
  '0044-00000403': 'A playlist name ends in .m3u8.',
};

/** The same by code, for answers without an EC and for codes that have one meaning. `{action}` is the RAM action. */
export const HINTS_BY_CODE: Readonly<Record<string, string>> = {
  AccessDenied: 'The key needs the RAM action {action} on this bucket.',
  ChannelStillLive:
    'Somebody is pushing to the channel: stop the push, or disable the channel and wait ten seconds, then try again.',
  InternalError: 'The service failed: try again, and give the request id to its support if it stays.',
  InvalidAccessKeyId:
    'The service does not know this access key id: check it for a typing mistake, and that the key is enabled.',
  InvalidArgument: 'The service refused a value: the message names it.',
  InvalidBucketName:
    'A bucket name has 3 to 63 characters of a-z, 0-9 and "-", and neither begins nor ends with "-".',
  InvalidDigest: 'The body arrived damaged: something on the way changed the request.',
  InvalidSecurityToken:
    'The security token is not valid: get new temporary credentials and give all three parts.',
  LiveChannelDisabled: 'The channel is disabled: enable it first (`oss-live enable`).',
  MalformedXML: 'The service could not read the request: something on the way changed it.',
  MissingArgument: 'A required parameter is missing from the request.',
  NoSuchBucket: 'There is no such bucket in this account and region: check the bucket name and the endpoint.',
  NoSuchLiveChannel:
    'There is no such channel: `oss-live list` shows the names, `oss-live create` makes one.',
  NotImplemented: 'The server does not know this operation: is the endpoint one that offers LiveChannel?',
  RequestTimeTooSkewed:
    'The clock of this machine is more than 15 minutes off: set it right, e.g. by switching time synchronisation on.',
  SecondLevelDomainForbidden:
    'The public service wants the bucket in the host name: leave path-style addressing off.',
  SecurityTokenExpired: 'The temporary credentials have expired: get new ones.',
  ServiceUnavailable: 'The service is busy: try again in a moment.',
  SignatureDoesNotMatch:
    'The access key secret does not belong to this key id: check it for a missing or extra character, or a secret of another account.',
  SlowDown: 'Too many requests: try again more slowly.',
};

/** The next step for an error of the service, or null when nothing better is known than its message. */
export function hintFor(code: string, ec: string | null, action: string): string | null {
  const hint = (ec === null ? null : entry(HINTS_BY_EC, ec)) ?? entry(HINTS_BY_CODE, code);
  return hint?.replace('{action}', action) ?? null;
}

/** Codes come from the network: `constructor` must find nothing. */
function entry(hints: Readonly<Record<string, string>>, key: string): string | null {
  return Object.hasOwn(hints, key) ? (hints[key] ?? null) : null;
}
