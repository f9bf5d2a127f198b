import type { ChannelSettings } from '../../client/channel-settings.js';
import { readHours } from '../hours.js';
import type { RelaySource } from '../options.js';
import type { FileDocument } from './schema.js';
import { secondsIn } from './source-schema.js';

/** What a file says of a channel, defaults included. */
export type Entry = NonNullable<FileDocument['channels'][string]>;

/** How the channel is to be set. */
export function wantedOf(settings: Entry): ChannelSettings {
  const { description = null, status = null, fragDuration = null, fragCount = null } = settings;
  const { playlistName = null, snapshot = null } = settings;
  return {
    description,
    status,
    target: { fragDuration, fragCount, playlistName },
    snapshot,
  };
}

/** How its input is read and sent. */
export function sourceOf(
  channelName: string,
  { input, ...settings }: Entry & { input: string },
): RelaySource {
  const { inputFormat = null, inputOptions = {}, probe = null, transcode = null, audio = null } = settings;
  const {
    videoBitrate = null,
    height = null,
    buffer,
    playlist = null,
    hours,
    timezone: timeZone = null,
  } = settings;
  return {
    ...{ channelName, input, playlist, timeZone },
    hours: hours === undefined ? null : readHours(hours),
    push: {
      ...{ inputFormat, probe, transcode, videoBitrate, height, audio },
      bufferSeconds: buffer === undefined ? null : secondsIn(buffer),
      inputOptions: Object.entries(inputOptions).flatMap(([name, value]) => [`-${name}`, String(value)]),
    },
  };
}
