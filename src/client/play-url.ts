import type { Settings } from '../settings/settings.js';
import { locate } from './endpoint.js';
import { percentEncode } from './sign/encoding.js';

/** Where players find a playlist of a channel, provided that the bucket is readable for them. */
export function playUrl(settings: Settings, channelName: string, playlistName: string): string {
  const { origin, basePath } = locate(settings);
  return `${origin}${basePath}${percentEncode(channelName)}/${percentEncode(playlistName)}`;
}
