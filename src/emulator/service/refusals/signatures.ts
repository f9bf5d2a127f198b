import { accessDenied, invalidArgument, MISMATCH, type RefusalRow, row } from './row.js';

/** Who is asking, and whether that is true. */
export const SIGNATURES = {
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
  signatureV2: invalidArgument(null, 'Signature V2 (OSS2) is not supported here: sign with V4 or V1.'),
  tokenMissing: accessDenied(
    '0002-00000003',
    'The access key id needs a security token, and none was given.',
  ),
  tokenInvalid: accessDenied('0002-00000004', 'The security token you provided is invalid.'),
  tokenOfAnother: accessDenied('0002-00000008', 'The security token does not belong to the access key id.'),

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
} as const satisfies Record<string, RefusalRow>;
