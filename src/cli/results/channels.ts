import type { Difference } from '../../client/channel-settings.js';
import type { LiveRecord } from '../../client/operations/get-live-channel-history.js';
import type { ListLiveChannelResult } from '../../client/operations/list-live-channel.js';
import type { ChannelStatus } from '../../client/operations/put-live-channel.js';
import type { Session } from '../../recording/index.js';
import type { ChannelChange, RelayCosts } from '../../relay/index.js';

/** A request that is not sent (`--dry-run`), secrets masked. */
export interface PlannedRequest {
  dryRun: true;
  operation: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
}

export interface PlannedRequests {
  dryRun: true;
  requests: PlannedRequest[];
}

/** Of a channel among several that failed, instead of its result. */
export interface Failed {
  channelName: string;
  requestId: string | null;
  code: string;
  message: string;
}

/** Several channels, in the order in which they were named. */
export interface Several<Result> {
  channels: (({ channelName: string } & Result) | Failed)[];
}

export interface Created {
  outcome: 'created' | 'replaced' | 'unchanged';
  publishUrls: string[];
  playUrls: string[];
  requestId: string | null;
}

export interface Deleted {
  channels: {
    channelName: string;
    /** `kept`: the question was answered with no. */
    outcome: 'deleted' | 'absent' | 'kept' | 'failed';
    /** Whether there was ever a push; null when that may not be asked. */
    pushed?: boolean | null;
    requestId: string | null;
    /** Of one that was not deleted. */
    code?: string;
    message?: string;
  }[];
  requestId: string | null;
}

export interface StatusSet {
  status: ChannelStatus;
  requestId: string | null;
}

export type Statuses =
  | ({ channelName: string } & StatusSet)
  | Several<StatusSet>
  | PlannedRequest
  | PlannedRequests;

export interface History {
  /** What the service tells. */
  records: LiveRecord[];
  sessions: Session[];
  requestId: string | null;
}

export type Page<Channel> = Omit<ListLiveChannelResult, 'channels'> & { channels: Channel[] };

export interface ExportedChannel {
  description?: string;
  status?: ChannelStatus;
  type?: string;
  fragDuration?: number;
  fragCount?: number;
  playlistName?: string;
}

/** docs/channels.schema.json describes all that such a file may have. */
export interface ExportedFile {
  endpoint: string;
  bucket: string;
  channels: Record<string, ExportedChannel>;
}

/** What would be done with a channel; the parts that its action has. */
export interface Change {
  channelName: string;
  action: ChannelChange['action'];
  live?: boolean;
  differences?: readonly Difference[];
  settings?: Record<string, unknown>;
}

/** What would be done about the rule by which the bucket deletes the recordings of a channel. */
type Keeping = { channelName: string; days: number } & (
  | { action: 'none'; ruleId: string | null }
  /** `before`: what the rule says now; null where there is none. */
  | { action: 'set'; before: number | null }
  | { action: 'refused'; error: { code: string; message: string } }
);

export interface PlannedRelay {
  dryRun: true;
  channels: Change[];
  keep: Keeping[];
  /** The channels that have an input. */
  sources: string[];
  /** What all of it costs while every source is on air; null without one. */
  costs: RelayCosts | null;
}
