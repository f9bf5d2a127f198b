import { accessDenied, invalidArgument, MISMATCH, type RefusalRow, row } from './row.js';

/** What is wrong with the parameters of a publish URL. No RTMP client is told a status; it is that of HTTP. */
export const PUBLISH = {
  publishNoAccessKeyId: accessDenied('0002-00000801', 'OSSAccessKeyId is missing or blank.'),
  publishBadAccessKeyId: invalidArgument('0002-00000802', 'OSSAccessKeyId has illegal characters.'),
  publishNoExpires: accessDenied('0002-00000803', 'Expires is missing or blank.'),
  publishBadExpires: invalidArgument('0002-00000804', 'Expires is not an integer.'),
  publishExpired: accessDenied('0002-00000805', 'Request has expired.'),
  publishNoSignature: accessDenied('0002-00000806', 'Signature is missing or blank.'),
  publishMismatch: row(403, 'SignatureDoesNotMatch', '0002-00000807', MISMATCH),
  publishV4: accessDenied('0002-00000808', 'This signature version is not allowed for publishing.'),
  publishV4BadAccessKeyId: invalidArgument(
    '0002-00000809',
    'The key id in Credential has illegal characters.',
  ),
  publishV4BadDate: invalidArgument(
    '0002-00000810',
    'The date in Credential is malformed or too far from now.',
  ),
  publishV4BadEnd: invalidArgument('0002-00000811', 'Credential must end in aliyun_v4_request.'),
  publishRepeated: invalidArgument(null, 'A parameter of the publish URL is repeated.'),
  publishBadPlaylistName: invalidArgument(null, 'The playlistName of the publish URL is invalid.'),
  liveChannelDisabled: row(409, 'LiveChannelDisabled', null, 'Live channel is disabled by owner.'),
} as const satisfies Record<string, RefusalRow>;
