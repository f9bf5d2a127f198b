import { type RefusalRow, row } from './row.js';

const invalidRequest = (ec: string, message: string): RefusalRow => row(400, 'InvalidRequest', ec, message);

/** `x-oss-process=hls/sign`. */
export const HLS_SIGN = {
  longHlsToken: invalidRequest('0044-00000401', 'x-oss-hls-sign-token must be at most 100 characters.'),
  badHlsToken: invalidRequest('0044-00000402', 'x-oss-hls-sign-token must consist of 0-9 A-Z a-z _ . -'),
  notAPlaylist: invalidRequest('0044-00000403', 'Playlist name must ends with ".m3u8".'),
  largePlaylist: invalidRequest('0044-00000404', 'Size of playlist is too big.'),
  manySegments: invalidRequest('0044-00000406', 'Too many ts in the playlist.'),
  manyPlaylists: invalidRequest('0044-00000407', 'Too many m3u8 in the master playlist.'),
  emptyPlaylist: invalidRequest('0044-00000408', 'No ts found in the playlist.'),
  mixedPlaylist: invalidRequest('0044-00000409', 'Master playlist has ts file.'),
  notSignedInUrl: invalidRequest('0044-00000410', 'The signature must be in the URL.'),
} as const satisfies Record<string, RefusalRow>;
