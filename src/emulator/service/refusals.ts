import type { XmlElement } from '../../protocol/xml.js';

export interface RefusalRow {
  status: number;
  code: string;
  /** The finer error code of the OSS documentation; null where none is known. */
  ec: string | null;
  message: string;
}

const row = (status: number, code: string, ec: string | null, message: string): RefusalRow => ({
  status,
  code,
  ec,
  message,
});

const invalidArgument = (ec: string | null, message: string): RefusalRow =>
  row(400, 'InvalidArgument', ec, message);
const accessDenied = (ec: string | null, message: string): RefusalRow =>
  row(403, 'AccessDenied', ec, message);

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.';

/**
 * Everything this server refuses, as data. Codes and ECs are those of the OSS error code pages and of observed
 * answers; where a page gives only the EC, malformed values answer 400 InvalidArgument, the rest 403 AccessDenied.
 */
export const REFUSALS = {
  // The request as such
  badTarget: row(400, 'InvalidURI', null, "Couldn't parse the specified URI."),
  badHost: invalidArgument(null, 'The Host header is invalid.'),
  repeatedParameter: invalidArgument(null, 'A query parameter is given more than once.'),
  headersTooLarge: row(
    400,
    'RequestHeaderSectionTooLarge',
    null,
    'Your request header and query parameters exceed the maximum allowed size.',
  ),
  methodNotAllowed: row(
    405,
    'MethodNotAllowed',
    null,
    'The specified method is not allowed against this resource.',
  ),
  notImplemented: row(
    501,
    'NotImplemented',
    null,
    'A header or parameter you provided implies functionality that is not implemented.',
  ),
  internalError: row(500, 'InternalError', null, 'We encountered an internal error. Please try again.'),
  entityTooLarge: row(
    400,
    'EntityTooLarge',
    null,
    'Your proposed upload exceeds the maximum allowed object size.',
  ),
  incompleteBody: row(
    400,
    'IncompleteBody',
    null,
    'You did not provide the number of bytes specified by the Content-Length HTTP header.',
  ),
  malformedXml: row(
    400,
    'MalformedXML',
    '0031-00000001',
    'The XML you provided was not well-formed or did not validate against our published schema.',
  ),
  invalidDigest: row(400, 'InvalidDigest', null, 'The Content-MD5 you specified was invalid.'),
  missingContentMd5: row(400, 'MissingArgument', '0016-00000606', 'Missing Some Required Arguments.'),
  missingArgument: row(400, 'MissingArgument', '0016-00000502', 'Missing Some Required Arguments.'),
  corsForbidden: row(
    403,
    'AccessForbidden',
    null,
    'CORSResponse: This CORS request is not allowed. Only reading from other origins is.',
  ),

  // Buckets and objects
  noSuchBucket: row(404, 'NoSuchBucket', '0015-00000101', 'The specified bucket does not exist.'),
  invalidBucketName: row(400, 'InvalidBucketName', null, 'The specified bucket is not valid.'),
  secondLevelDomain: row(
    403,
    'SecondLevelDomainForbidden',
    null,
    'The bucket you are attempting to access must be addressed using OSS third level domain.',
  ),
  noSuchKey: row(404, 'NoSuchKey', '0026-00000001', 'The specified key does not exist.'),
  invalidObjectName: row(400, 'InvalidObjectName', null, 'The specified object is not valid.'),
  invalidRange: row(416, 'InvalidRange', null, 'The requested range cannot be satisfied.'),
  preconditionFailed: row(
    412,
    'PreconditionFailed',
    null,
    'At least one of the pre-conditions you specified did not hold.',
  ),
  fileAlreadyExists: row(
    409,
    'FileAlreadyExists',
    null,
    'The object you specified already exists and can not be overwritten.',
  ),
  badAcl: invalidArgument(null, 'x-oss-acl must be private, public-read or public-read-write.'),
  badOverride: invalidArgument(null, 'A response header must not contain control characters.'),
  invalidMaxKeys: invalidArgument(null, 'max-keys must be an integer from 1 to 1000.'),
  invalidEncodingType: invalidArgument(null, 'encoding-type must be url.'),
  invalidContinuationToken: invalidArgument(null, 'The continuation token is invalid.'),
  tooManyKeys: row(400, 'MalformedXML', null, 'At most 1000 objects can be deleted in one request.'),

  // Who is asking
  anonymous: accessDenied('0003-00000001', 'You have no right to access this object because of bucket acl.'),
  unknownKey: row(
    403,
    'InvalidAccessKeyId',
    '0002-00000902',
    'The OSS Access Key Id you provided does not exist in our records.',
  ),
  v4Mismatch: row(403, 'SignatureDoesNotMatch', '0002-00000201', MISMATCH),
  v1Mismatch: row(403, 'SignatureDoesNotMatch', '0002-00000040', MISMATCH),
  skewed: row(
    403,
    'RequestTimeTooSkewed',
    '0002-00000504',
    'The difference between the request time and the current time is too large.',
  ),
  noDate: accessDenied('0002-00000503', 'OSS authentication requires a valid Date.'),
  badDate: accessDenied('0002-00000502', 'OSS authentication requires a valid Date.'),
  twoSignatures: invalidArgument(
    null,
    'The signature must be either in the Authorization header or in the URL, not in both.',
  ),
  unknownScheme: invalidArgument(null, 'Authorization header is invalid.'),
  unknownUrlScheme: invalidArgument(null, 'x-oss-signature-version is invalid.'),
  tokenMissing: accessDenied('0002-00000003', 'The access key id needs a security token.'),
  tokenInvalid: accessDenied('0002-00000004', 'The security token you provided is invalid.'),
  tokenUnexpected: accessDenied('0002-00000008', 'The security token does not belong to the access key id.'),

  // Signature V4
  v4BadAuthorization: invalidArgument('0002-00000203', 'Authorization header is invalid.'),
  v4NoCredential: invalidArgument('0002-00000205', 'Authorization header has no Credential.'),
  v4BadAccessKeyId: invalidArgument(
    '0002-00000206',
    'Invalid AccessKeyId in Credential of Authorization header.',
  ),
  v4NoSignature: accessDenied('0002-00000207', 'Authorization header has no Signature.'),
  v4EmptyAdditionalHeaders: invalidArgument('0002-00000209', 'AdditionalHeaders must not be empty.'),
  v4BadScopeDate: invalidArgument('0002-00000212', 'Invalid signing date in Authorization header.'),
  v4BadScope: invalidArgument('0002-00000213', 'Invalid Credential: it must end in oss/aliyun_v4_request.'),
  v4BadPayloadHash: invalidArgument('0002-00000214', 'x-oss-content-sha256 must be UNSIGNED-PAYLOAD.'),
  v4BadRegion: invalidArgument('0002-00000226', 'Invalid signing region in Authorization header.'),
  v4UrlNoExpires: accessDenied('0002-00000215', 'x-oss-expires is missing.'),
  v4UrlNoCredential: accessDenied('0002-00000217', 'x-oss-credential is missing.'),
  v4UrlNoSignature: accessDenied('0002-00000219', 'x-oss-signature is missing.'),
  v4UrlBadAccessKeyId: invalidArgument('0002-00000222', 'The AccessKeyId in x-oss-credential is invalid.'),
  v4UrlBadScopeDate: invalidArgument('0002-00000223', 'The signing date in credential is invalid.'),
  v4UrlBadRegion: invalidArgument('0002-00000228', 'The signing region in credential is invalid.'),
  v4UrlBadExpires: invalidArgument('0002-00000232', 'x-oss-expires must be from 1 to 604800 seconds.'),
  v4UrlTooEarly: accessDenied('0002-00000235', 'The request is earlier than the signed URL becomes valid.'),
  v4UrlExpired: accessDenied('0002-00000236', 'Request has expired.'),

  // Signature V1
  v1BadAuthorization: invalidArgument(null, 'Authorization header is invalid.'),
  v1BadAccessKeyId: invalidArgument('0002-00000064', 'The AccessKeyId in Authorization header is invalid.'),
  v1NoSignature: accessDenied('0002-00000065', 'Authorization header has no signature.'),
  v1UrlNoExpires: accessDenied('0002-00000067', 'Expires is missing.'),
  v1UrlBlankExpires: invalidArgument('0002-00000068', 'Expires is blank.'),
  v1UrlExpired: accessDenied('0002-00000069', 'Request has expired.'),
  v1UrlBadExpires: invalidArgument('0002-00000070', 'Expires is not a number.'),
  v1UrlNoAccessKeyId: accessDenied('0002-00000071', 'OSSAccessKeyId is missing.'),
  v1UrlBlankAccessKeyId: invalidArgument('0002-00000072', 'OSSAccessKeyId is blank.'),
  v1UrlNoSignature: accessDenied('0002-00000074', 'Signature is missing.'),

  // LiveChannel
  noSuchLiveChannel: row(404, 'NoSuchLiveChannel', '0026-00000021', 'No such live channel.'),
  channelStillLive: row(409, 'ChannelStillLive', '0044-00000201', 'The live channel is still live.'),
  emptyChannelName: invalidArgument('0017-00000257', 'The live channel name must not be empty.'),
  longChannelName: invalidArgument('0017-00000258', 'The live channel name must be shorter than 64 bytes.'),
  undecodableChannelName: invalidArgument('0017-00000259', 'The live channel name is not valid UTF-8.'),
  badChannelName: invalidArgument(null, 'The live channel name is invalid.'),
  badDescription: invalidArgument('0044-00000001', 'Description must be at most 128 bytes.'),
  badStatus: invalidArgument('0044-00000002', 'Status must be enabled or disabled.'),
  severalSnapshots: invalidArgument('0044-00000003', 'There must be at most one Snapshot.'),
  badSnapshotInterval: invalidArgument('0044-00000005', 'Snapshot Interval must be from 1 to 100.'),
  badSnapshotTopic: invalidArgument('0044-00000006', 'Snapshot NotifyTopic is missing or invalid.'),
  badSnapshotRole: invalidArgument('0044-00000007', 'Snapshot RoleName is missing or invalid.'),
  badSnapshotBucket: invalidArgument('0044-00000008', 'Snapshot DestBucket is missing or invalid.'),
  badTargetType: invalidArgument(null, 'Target Type must be HLS.'),
  badFragDuration: invalidArgument('0044-00000014', 'FragDuration must be from 1 to 100.'),
  badFragCount: invalidArgument('0044-00000015', 'FragCount must be from 1 to 100.'),
  slashInPlaylistName: invalidArgument('0044-00000016', 'PlaylistName must not contain a slash.'),
  badPlaylistNameLength: invalidArgument('0044-00000017', 'PlaylistName must be from 6 to 128 bytes.'),
  badPlaylistNameSuffix: invalidArgument('0044-00000018', 'PlaylistName must end with .m3u8.'),
  badMaxKeys: invalidArgument('0044-00000101', 'max-keys must be from 1 to 1000.'),
  badPrefix: invalidArgument('0044-00000102', 'prefix must be at most 1024 bytes.'),
  badMarker: invalidArgument('0044-00000103', 'marker must be at most 1024 bytes.'),
  badStatusParameter: invalidArgument('0017-00000255', 'status must be enabled or disabled.'),
  badVodChannelName: invalidArgument('0044-00000302', 'The live channel name is invalid.'),
  badStartTime: invalidArgument('0044-00000304', 'startTime is missing or malformed.'),
  badEndTime: invalidArgument('0044-00000305', 'endTime is missing or malformed.'),
  reversedTimes: invalidArgument('0044-00000306', 'startTime must be earlier than endTime.'),
  longTimeSpan: invalidArgument('0044-00000307', 'The time span must not be longer than one day.'),
  noSegments: invalidArgument('0044-00000308', 'No ts file found in specified time span.'),
  badVodPlaylistName: invalidArgument('0044-00000403', 'The playlist name must end with .m3u8.'),
} as const satisfies Record<string, RefusalRow>;

export type RefusalName = keyof typeof REFUSALS;

/** Thrown anywhere behind the handler, which turns it into an Error document. */
export class Refusal extends Error {
  readonly row: RefusalRow;
  /** Elements between HostId and EC. */
  readonly extra: readonly XmlElement[];

  constructor(name: RefusalName, extra: readonly XmlElement[] = []) {
    super(REFUSALS[name].message);
    this.row = REFUSALS[name];
    this.extra = extra;
  }
}

/** A refusal that names the argument at fault, as InvalidArgument answers do. */
export function refusalOf(name: RefusalName, argumentName: string, value: string | null): Refusal {
  return new Refusal(name, [
    ['ArgumentName', argumentName],
    ['ArgumentValue', value ?? ''],
  ]);
}
