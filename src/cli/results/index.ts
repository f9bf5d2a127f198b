import type { ChannelOnAir } from '../../client/live-channels.js';
import type { LiveChannelConfiguration } from '../../client/operations/get-live-channel-info.js';
import type { LiveChannelStat } from '../../client/operations/get-live-channel-stat.js';
import type { ListLiveChannelResult } from '../../client/operations/list-live-channel.js';
import type { JournalEvent } from '../../emulator/index.js';
import type { PlannedCleaning, PlannedDownload } from '../../recording/index.js';
import type { Applied, RelayEvent } from '../../relay/index.js';
import type { WatchEvent } from '../../watch/index.js';
import type { CommandTree, HelpTree } from '../help-tree.js';
import type { Explanation } from '../terminal/meanings.js';
import type {
  Change,
  Created,
  Deleted,
  ExportedFile,
  History,
  Page,
  PlannedRelay,
  PlannedRequest,
  PlannedRequests,
  Several,
  Statuses,
} from './channels.js';
import type { Examined, Ready, Troubles } from './machine.js';
import type { Link, Picture, PlannedRules, RuleSet, Rules, SavedPlaylist, Vod } from './playback.js';
import type { CheckedUrl, PlannedPush, PlayerReady, SignedUrl } from './streaming.js';

/** After events: what else there is to say of the channels. */
export type ChannelsEvent<Document> = { event: 'channels' } & Document;

/**
 * What each command prints with `--json`: one document, or a document a line. The events of those that have a schema of
 * their own (`events` of the command) are not among them.
 */
export interface Results {
  create: ({ channelName: string } & Created) | Several<Created> | PlannedRequest | PlannedRequests;
  list: Page<ListLiveChannelResult['channels'][number]> | Page<ChannelOnAir>;
  info: LiveChannelConfiguration | Several<LiveChannelConfiguration>;
  stat: LiveChannelStat | Several<LiveChannelStat>;
  history: History | Several<History>;
  status: Statuses;
  enable: Statuses;
  disable: Statuses;
  delete: Deleted | PlannedRequests | ChannelsEvent<Deleted> | ChannelsEvent<PlannedRequests>;
  use: { chosen: string | null; lastCreated?: string | null };
  export: ExportedFile;
  plan: { channels: Change[] };
  apply: Several<{ outcome: Applied; requestId: string | null }> | { dryRun: true; channels: Change[] };
  'sign-rtmp': SignedUrl | CheckedUrl;
  push: PlannedPush;
  relay: RelayEvent | PlannedRelay;
  watch: WatchEvent;
  play: PlayerReady;
  vod: Vod;
  'vod-save': SavedPlaylist | { playlists: (SavedPlaylist | PlannedRequest)[] } | PlannedRequest;
  download: { dryRun: true } & PlannedDownload;
  url: Link;
  thumbnail: Picture | ({ event: 'picture' } & Picture);
  clean: PlannedCleaning | { orphans: PlannedCleaning[] } | Rules | RuleSet | PlannedRules;
  emulator: Ready | JournalEvent;
  doctor: Examined | Troubles;
  help: HelpTree | CommandTree | Explanation | { errors: Explanation[] };
}

/** What stands on stderr with `--json`, a document a line. */
export interface Messages {
  error: {
    error: {
      /** Stable, for programs. */
      code: string;
      /** The service's own code of what went wrong; null for what it has not said. */
      ec: string | null;
      httpStatus: number | null;
      requestId: string | null;
      message: string;
      /** What to do next. */
      hint: string | null;
      /** Whether the same may succeed later. */
      retryable: boolean;
    };
  };
  warning: { warning: { message: string } };
}
