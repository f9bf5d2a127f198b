import type { Address } from './address.js';
import type { ChannelUrls } from './operations/call.js';
import { percentEncode } from './percent.js';

/** Built from the Host a client used, because that is the address which reaches the server from where it is. */
export function channelUrls(host: string, { bucketName, inPath }: Address): ChannelUrls {
  const base = inPath ? `${host}/${bucketName}` : host;
  return {
    publish: (channelName) => `rtmp://${base}/live/${percentEncode(channelName)}`,
    play: (channelName, playlistName) =>
      `http://${base}/${percentEncode(channelName)}/${percentEncode(playlistName)}`,
  };
}
