import { limits } from '../../protocol/limits.js';
import { children, integerOf, textOf, textsOf, type XmlElement } from '../../protocol/xml.js';
import { validateMarker, validateMaxKeys, validatePrefix } from '../validate.js';
import { defineOperation, type OperationResponse, type View } from './operation.js';

/** Asks for one page of the channels, in byte order of their names. OSS documentation, "ListLiveChannel". */
export interface ListLiveChannelInput {
  /** Only names that start with it; at most 1024 bytes. */
  prefix?: string | null;
  /** Only names after it, in byte order; the `nextMarker` of the page before. */
  marker?: string | null;
  /** 1 to 1000; 100 when absent. */
  maxKeys?: number | null;
}

export interface LiveChannel {
  name: string | null;
  description: string | null;
  /** `enabled` or `disabled`. */
  status: string | null;
  /** ISO 8601, UTC. */
  lastModified: string | null;
  publishUrls: string[];
  playUrls: string[];
}

/** One page. There is another while `isTruncated`: ask again with `marker` set to `nextMarker`. */
export interface ListLiveChannelResult {
  prefix: string | null;
  marker: string | null;
  maxKeys: number | null;
  isTruncated: boolean;
  /** Empty on the last page. */
  nextMarker: string;
  channels: LiveChannel[];
  requestId: string | null;
}

export const listLiveChannel = defineOperation({
  name: 'ListLiveChannel',
  action: 'oss:ListLiveChannel',
  wire: {
    method: 'GET',
    path: 'bucket',
    query: { live: null },
    parameters: ['prefix', 'marker', 'max-keys'],
    success: 200,
  },

  encode(input: ListLiveChannelInput) {
    const { prefix, marker, maxKeys } = input;
    if (prefix != null) validatePrefix(prefix);
    if (marker != null) validateMarker(marker);
    if (maxKeys != null) validateMaxKeys(maxKeys);
    return {
      query: {
        ...(prefix ? { prefix } : {}),
        ...(marker ? { marker } : {}),
        ...(maxKeys == null ? {} : { 'max-keys': String(maxKeys) }),
      },
    };
  },

  decode(response: OperationResponse): ListLiveChannelResult {
    const root = response.xml('ListLiveChannelResult');
    return {
      prefix: textOf(root, 'Prefix'),
      marker: textOf(root, 'Marker'),
      maxKeys: integerOf(root, 'MaxKeys'),
      isTruncated: textOf(root, 'IsTruncated')?.trim() === 'true',
      nextMarker: textOf(root, 'NextMarker') ?? '',
      channels: children(root, 'LiveChannel').map(liveChannel),
      requestId: response.requestId,
    };
  },

  face: {
    command: 'list',
    aliases: ['ls'],
    summary: 'List the live channels of the bucket',
    details: ['Follows pages by itself until the last one.'],
    flags: [
      { flags: '--prefix <text>', help: 'only channels whose name starts with it' },
      { flags: '--marker <name>', help: 'only channels after this name, in byte order' },
      {
        flags: '--limit <number>',
        help: 'stop after this many channels',
        integer: [1, Number.MAX_SAFE_INTEGER],
      },
      {
        flags: '--max-keys <number>',
        help: 'channels asked for in one request',
        integer: [1, 1000, limits.list.maxKeys.ec],
      },
    ],
    examples: [
      { line: 'oss-live list', comment: 'every channel' },
      { line: 'oss-live list --prefix cam- --json', comment: 'as JSON, with publish and play URLs' },
    ],
    view(output): View {
      return {
        kind: 'table',
        columns: ['Name', 'Status', 'Last modified', 'Description'],
        rows: output.channels.map((channel) => [
          channel.name,
          channel.status,
          channel.lastModified,
          channel.description,
        ]),
        empty: 'No live channels.',
      };
    },
  },
});

function liveChannel(element: XmlElement): LiveChannel {
  return {
    name: textOf(element, 'Name'),
    description: textOf(element, 'Description'),
    status: textOf(element, 'Status'),
    lastModified: textOf(element, 'LastModified'),
    publishUrls: textsOf(element, 'PublishUrls', 'Url'),
    playUrls: textsOf(element, 'PlayUrls', 'Url'),
  };
}
