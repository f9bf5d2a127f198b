import { type EndpointInput, locate } from './endpoint.js';
import { percentEncode } from './sign/encoding.js';

/** Where players find a playlist of a channel, provided that the bucket is readable for them. */
export function playUrl(endpoint: EndpointInput, channelName: string, playlistName: string): string {
  const { origin, basePath } = locate(endpoint);
  return `${origin}${basePath}${percentEncode(channelName)}/${percentEncode(playlistName)}`;
}
