import { stringify } from 'yaml';
import type { ChannelSettings } from '../../client/channel-settings.js';
import type { ChannelsFile } from './read-file.js';

type WrittenFile = Pick<ChannelsFile, 'place' | 'channels'>;

/** The document of a file of channels; without what is not set. */
export function fileDocument({ place, channels }: WrittenFile): object {
  const entries = [...channels].map(([channelName, settings]) => [channelName, written(settings)]);
  return { ...withoutNull(place), channels: Object.fromEntries(entries) };
}

function written({ description, status, target, snapshot }: ChannelSettings): object {
  return withoutNull({ description, status, ...target, snapshot });
}

function withoutNull(values: object): object {
  const set = Object.entries(values).filter(([, value]) => value != null);
  return Object.fromEntries(set.map(([name, value]) => [name, escaped(value)]));
}

/** So that text is not taken for a variable. */
function escaped(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/\$(?=\{)/g, () => '$$') : value;
}

/** As YAML that `readChannelsFile` reads back to the same. */
export function writeChannelsFile({ place, channels }: WrittenFile): string {
  // Not an object, which would put names that are numbers first.
  const entries = new Map([...channels].map(([channelName, settings]) => [channelName, written(settings)]));
  return stringify({ ...withoutNull(place), channels: entries }, { lineWidth: 0 });
}
