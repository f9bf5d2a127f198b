import type { XmlElement } from '../../../protocol/xml.js';
import type { Channel } from '../../store/contents.js';
import { compareBytes } from '../../store/names.js';
import { isoSeconds } from '../instant.js';
import { refusalOf } from '../refusals.js';
import { type ChannelUrls, type Half, xmlAnswer } from './call.js';
import { byteLength, integerIn } from './checks.js';

const LONGEST_PREFIX_BYTES = 1024;

/** Clients fail on a missing Prefix, Marker, MaxKeys or NextMarker (seen in the Python SDK): all are always there. */
export const listLiveChannel: Half = ({ bucket, urls, parameters }) => {
  const { prefix = '', marker = '', 'max-keys': maxKeysText = '100' } = parameters;
  if (byteLength(prefix) > LONGEST_PREFIX_BYTES) throw refusalOf('badPrefix', 'prefix', prefix);
  if (byteLength(marker) > LONGEST_PREFIX_BYTES) throw refusalOf('badMarker', 'marker', marker);
  const maxKeys = integerIn(maxKeysText, [1, 1000], 'badMaxKeys', 'max-keys');
  const found = bucket
    .channels()
    .filter(({ name }) => name.startsWith(prefix) && compareBytes(name, marker) > 0);
  const page = found.slice(0, maxKeys);
  const isTruncated = found.length > page.length;
  return xmlAnswer([
    'ListLiveChannelResult',
    [
      ['Prefix', prefix],
      ['Marker', marker],
      ['MaxKeys', String(maxKeys)],
      ['IsTruncated', String(isTruncated)],
      ['NextMarker', isTruncated ? (page.at(-1)?.name ?? '') : ''],
      ...page.map((channel) => listed(channel, urls)),
    ],
  ]);
};

function listed(channel: Channel, urls: ChannelUrls): XmlElement {
  return [
    'LiveChannel',
    [
      ['Name', channel.name],
      ['Description', channel.description],
      ['Status', channel.status],
      ['LastModified', isoSeconds(channel.lastModifiedMs)],
      ['PublishUrls', [['Url', urls.publish(channel.name)]]],
      ['PlayUrls', [['Url', urls.play(channel.name, channel.playlistName)]]],
    ],
  ];
}
