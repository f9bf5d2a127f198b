import type { HeaderList } from '../../../protocol/wire.js';
import type { XmlElement } from '../../../protocol/xml.js';
import type { Bucket, Buckets } from '../../store/contents.js';
import type { LivePushes } from '../backend.js';
import type { Signer } from '../claim.js';
import type { RequestHead } from '../request-head.js';
import type { Route } from '../router.js';
import { renderXml } from '../xml-out.js';

/** One request that may be carried out, as an operation's server half sees it. */
export interface Call extends ServiceCall {
  bucket: Bucket;
}

/** One that needs no bucket, or one that is not there yet. */
export interface ServiceCall extends Route {
  head: RequestHead;
  buckets: Buckets;
  bucketName: string | null;
  key: string;
  signer: Signer | null;
  pushes: LivePushes;
  urls: ChannelUrls;
  /** The request body; its length, Content-MD5 and limit are checked while it is read. */
  body: RequestBody;
}

export interface RequestBody {
  /** Everything. Refuses more than `limit` bytes. */
  read(limit: number): Promise<Uint8Array>;
  stream(): AsyncIterable<Uint8Array>;
}

/** How clients that came the way this request came reach a channel. */
export interface ChannelUrls {
  /** Host and port alone, without a bucket. */
  readonly service: string;
  publish(channelName: string): string;
  play(channelName: string, playlistName: string): string;
}

export interface Answer {
  status: number;
  headers: HeaderList;
  body: string | Uint8Array | AsyncIterable<Uint8Array> | null;
}

/** The server's half of an operation. Refuses by throwing a Refusal. */
export type Half = (call: Call) => Promise<Answer> | Answer;

export type ServiceHalf = (call: ServiceCall) => Promise<Answer> | Answer;

export function xmlAnswer(root: XmlElement): Answer {
  return { status: 200, headers: [['Content-Type', 'application/xml']], body: renderXml(root) };
}

export function emptyAnswer(status: number, headers: HeaderList = []): Answer {
  return { status, headers, body: null };
}
