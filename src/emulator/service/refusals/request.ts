import { invalidArgument, type RefusalRow, row } from './row.js';

/** The request as such. */
export const REQUEST = {
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
} as const satisfies Record<string, RefusalRow>;
