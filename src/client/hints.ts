interface Hint {
  /** The ECs and the codes that it is for. */
  for: readonly string[];
  /** One line; `{action}` is the RAM action. */
  hint: string;
}

/**
 * What to do next. The EC is finer than the code and asked first; the code is for answers without one. With `hint: `
 * before it, none is wider than a terminal of 80 columns.
 */
export const HINTS: readonly Hint[] = [
  {
    for: ['0002-00000003'],
    hint: 'This key is temporary: give its security token too.',
  },
  {
    for: ['0002-00000004', '0002-00000006', 'InvalidSecurityToken'],
    hint: 'Get new temporary credentials and give all three parts of them.',
  },
  {
    for: ['0002-00000007', 'SecurityTokenExpired'],
    hint: 'The temporary credentials have expired: get new ones.',
  },
  {
    for: ['0002-00000008'],
    hint: 'The token belongs to another key id: give all parts of one credential.',
  },
  {
    for: ['0002-00000201', 'SignatureDoesNotMatch'],
    hint: 'The secret does not belong to this key id: compare it with the original.',
  },
  {
    for: ['0002-00000040'],
    hint: 'The secret does not belong to this key id, or V1 is retired: use V4.',
  },
  {
    for: ['0002-00000079', '0002-00000080'],
    hint: 'The service takes V1 no longer, here or from this account: sign with V4.',
  },
  {
    for: ['0002-00000065'],
    hint: 'The Authorization header has no signature: it was changed on the way.',
  },
  {
    for: [
      '0002-00000067',
      '0002-00000068',
      '0002-00000070',
      '0002-00000215',
      '0002-00000217',
      '0002-00000219',
    ],
    hint: 'The signed URL is not whole: copy all of it, in quotes.',
  },
  { for: ['0002-00000069', '0002-00000236'], hint: 'The signed URL has expired: sign a new one.' },
  {
    for: ['0002-00000209'],
    hint: 'The AdditionalHeaders field of the signature is empty: leave it out.',
  },
  {
    for: ['0002-00000212', '0002-00000213', '0002-00000223'],
    hint: 'The credential scope is malformed: sign again.',
  },
  {
    for: ['0002-00000214'],
    hint: 'x-oss-content-sha256 is not UNSIGNED-PAYLOAD: it was changed on the way.',
  },
  {
    for: ['0002-00000226'],
    hint: 'Signed for another region: give that of the bucket.',
  },
  {
    for: ['0002-00000228'],
    hint: 'The URL was signed for another region: sign it with that of the bucket.',
  },
  { for: ['0002-00000232'], hint: 'A signed V4 URL lives from 1 second to 7 days (604800 seconds).' },
  {
    for: ['0002-00000235'],
    hint: 'The signed URL is not valid yet: check the clock where it was signed.',
  },
  {
    for: ['0002-00000503'],
    hint: 'The request has neither Date nor x-oss-date: it was changed on the way.',
  },
  {
    for: ['0002-00000504', 'RequestTimeTooSkewed'],
    hint: 'The clock of this machine is more than 15 minutes off: set it right.',
  },
  {
    for: ['0002-00000902', 'InvalidAccessKeyId'],
    hint: 'The service does not know this access key id: is it mistyped, or disabled?',
  },
  { for: ['0003-00000001'], hint: 'The bucket is not public: give an access key id and its secret.' },
  { for: ['AccessDenied'], hint: 'The key needs the RAM action {action} on this bucket.' },
  {
    for: ['0015-00000101', 'NoSuchBucket'],
    hint: 'Check the name of the bucket, and its region or endpoint.',
  },
  {
    for: ['InvalidBucketName'],
    hint: 'A bucket name has 3-63 characters: a-z, 0-9 and, not at an end, "-".',
  },
  {
    for: ['SecondLevelDomainForbidden'],
    hint: 'The bucket belongs in the host name: do not address it by the path.',
  },
  {
    for: ['0026-00000021', 'NoSuchLiveChannel'],
    hint: 'List the channels to see the names, or create it.',
  },
  {
    for: ['0044-00000201', 'ChannelStillLive'],
    hint: 'Somebody is pushing: stop that, or disable the channel and wait 10 s.',
  },
  { for: ['LiveChannelDisabled'], hint: 'The channel is disabled: enable it first.' },
  { for: ['0017-00000257'], hint: 'The channel name is empty: name one.' },
  {
    for: ['0017-00000258'],
    hint: 'A channel name has at most 63 bytes; one Chinese character takes three.',
  },
  {
    for: ['0017-00000259'],
    hint: 'The channel name is not UTF-8: check the encoding of the terminal.',
  },
  { for: ['InvalidChannelName'], hint: 'A channel name has 1 to 63 bytes of UTF-8 and no "/".' },
  { for: ['0044-00000302'], hint: 'The channel name is not valid: 1 to 63 bytes, no "/".' },
  {
    for: ['0017-00000255', '0044-00000002'],
    hint: 'The status is enabled or disabled, in lower case.',
  },
  {
    for: ['0044-00000001'],
    hint: 'A description has at most 128 bytes; one Chinese character takes three.',
  },
  { for: ['0044-00000003'], hint: 'A channel has at most one snapshot configuration.' },
  {
    for: ['0044-00000004'],
    hint: 'This region has no snapshots: create the channel without them.',
  },
  { for: ['0044-00000005'], hint: 'The snapshot interval is 1 to 100 seconds.' },
  {
    for: ['0044-00000006'],
    hint: 'Snapshots need an MNS topic that exists in the region of the bucket.',
  },
  { for: ['0044-00000007'], hint: 'Snapshots need a RAM role that the service may assume.' },
  { for: ['0044-00000008'], hint: 'Snapshots need a destination bucket of the same owner.' },
  {
    for: ['0044-00000014'],
    hint: 'FragDuration is 1 to 100 seconds, and is given together with FragCount.',
  },
  { for: ['0044-00000015'], hint: 'FragCount is 1 to 100, and is given together with FragDuration.' },
  { for: ['0044-00000016'], hint: 'A playlist name contains no "/".' },
  { for: ['0044-00000017'], hint: 'A playlist name has 6 to 128 bytes.' },
  { for: ['0044-00000018', '0044-00000403'], hint: 'A playlist name ends in .m3u8.' },
  { for: ['0044-00000101'], hint: 'max-keys is 1 to 1000.' },
  { for: ['0044-00000102'], hint: 'A prefix has at most 1024 bytes of UTF-8.' },
  {
    for: ['0044-00000103'],
    hint: 'The marker is not a channel name: take nextMarker of the page before.',
  },
  { for: ['0044-00000304'], hint: 'The start is a whole number of Unix seconds.' },
  { for: ['0044-00000305'], hint: 'The end is a whole number of Unix seconds.' },
  { for: ['0044-00000306'], hint: 'The start must lie before the end.' },
  {
    for: ['0044-00000307'],
    hint: 'A range is at most one day (86400 seconds): ask for it in parts.',
  },
  {
    for: ['0044-00000308'],
    hint: 'No segment starts in it: the history shows when there were pushes.',
  },
  {
    for: ['0016-00000502', 'MissingArgument'],
    hint: 'A parameter is missing from the request: it was changed on the way.',
  },
  { for: ['InvalidRequest'], hint: 'The service refused the request: its message says why.' },
  { for: ['InvalidArgument'], hint: 'The service refused a value: the message names it.' },
  {
    for: ['InvalidDigest'],
    hint: 'The body arrived damaged: it was changed on the way.',
  },
  {
    for: ['MalformedXML'],
    hint: 'The service could not read the request: it was changed on the way.',
  },
  {
    for: ['NotImplemented'],
    hint: 'The server does not know the operation: does it offer LiveChannel?',
  },
  {
    for: ['InternalError'],
    hint: 'The service failed: try again; its support asks for the request id.',
  },
  { for: ['ServiceUnavailable'], hint: 'The service is busy: try again in a moment.' },
  {
    for: ['MetaOperationQpsLimitExceeded', 'QpsLimitExceeded', 'SlowDown', 'TooManyRequests'],
    hint: 'Too many requests: try again more slowly.',
  },
];

const byName: ReadonlyMap<string, string> = new Map(
  HINTS.flatMap(({ for: names, hint }) => names.map((name) => [name, hint] as const)),
);

/** The next step for an error of the service, or null when nothing better is known than its message. */
export function hintFor(code: string, ec: string | null, action: string): string | null {
  const hint = byName.get(ec ?? '') ?? byName.get(code);
  return hint?.replace('{action}', action) ?? null;
}
