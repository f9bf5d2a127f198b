import { children, integerOf, textOf, textsOf, type XmlElement } from '../../protocol/xml.js';
import { validateMarker, validateMaxKeys, validatePrefix } from '../validate.js';
import { defineOperation, type OperationResponse } from './operation.js';

/** Asks for one page of the channels, in byte order of their names. OSS documentation, "ListLiveChannel". */
export interface ListLiveChannelInput {
  /** Only names that start with it; at most 1024 bytes. */
  prefix?: string | null;
  /** Only names after it, in byte order; the `nextMarker` of the page before. */
  marker?: string | null;
  /** 1 to 1000; 100 when absent. */
  maxKeys?: number | null;
}

/** A channel in a list. */
export interface LiveChannel {
  /** The name of the channel. */
  name: string | null;
  /** As it was given; empty or null without one. */
  description: string | null;
  /** `enabled` or `disabled`. */
  status: string | null;
  /** ISO 8601, UTC. */
  lastModified: string | null;
  /** `rtmp://…`, without a signature. */
  publishUrls: string[];
  /** Of the live playlist: `http://…`, without a signature. */
  playUrls: string[];
}

/** One page. There is another while `isTruncated`: ask again with `marker` set to `nextMarker`. */
export interface ListLiveChannelResult {
  /** As it was asked for. */
  prefix: string | null;
  /** As it was asked for. */
  marker: string | null;
  /** The most that a page may have. */
  maxKeys: number | null;
  /** Whether there are more. */
  isTruncated: boolean;
  /** Empty on the last page. */
  nextMarker: string;
  /** In byte order of their names. */
  channels: LiveChannel[];
  /** The id of the request at the service, for its support; null when it sent none. */
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
