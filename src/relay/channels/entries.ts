import type { ChannelSettings } from '../../client/channel-settings.js';
import { readHours } from '../hours.js';
import type { RelaySource } from '../options.js';
import type { FileDocument } from './schema.js';
import { secondsIn } from './source-schema.js';

/** What a file says of a channel, defaults included. */
export type Entry = NonNullable<FileDocument['channels'][string]>;

const TEST_PATTERN = 'test';
const USUAL_PORT = /^(rtsp:.*):554$|^(rtsps:.*):322$|^(rtmp:.*):1935$/;

/** What two inputs have in common that are the same, whoever asks for them; null for the test pattern, which is nobody's. */
export function addressOf(input: string): string | null {
  if (input === TEST_PATTERN) return null;
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(input) || !URL.canParse(input)) return input;
  const { protocol, host, pathname, search } = new URL(input);
  const place = `${protocol}//${host.toLowerCase()}`;
  const [, ...usual] = USUAL_PORT.exec(place) ?? [];
  return `${usual.find((one) => one !== undefined) ?? place}${pathname || '/'}${search}`;
}

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
