import type { CorsGap, LifecycleRule, Playback, VodPlaylist } from '../../recording/index.js';

export type Facts = Pick<VodPlaylist, 'from' | 'segments' | 'seconds' | 'seams' | 'unsettled'> & {
  gaps: { startTime: Date; endTime: Date }[];
};

export type Vod = Facts &
  Pick<VodPlaylist, 'channelName' | 'playlist' | 'etag' | 'requestId'> & {
    startTime: Date;
    endTime: Date;
    /** Where it was written to; null for stdout. */
    file: string | null;
    /** Until when signed URLs in it are good; null for others. */
    urlsExpireAt: Date | null;
  };

/** The facts are those of a playlist that was put together. */
export type SavedPlaylist = Partial<Facts> & {
  channelName: string;
  playlistName: string;
  startTime: Date;
  endTime: Date;
  /** `oss://bucket/channel/playlist.m3u8` */
  object: string;
  playUrl: string;
  etag?: string | null;
  requestId: string | null;
};

export type Link = Pick<Playback, 'url' | 'isPublic' | 'wasTried' | 'allowsOrigin'> & {
  channelName: string;
  playlistName: string;
  object: string;
  /** Null for a URL that is not signed. */
  signatureVersion: 'v4' | 'v1' | null;
  expiresSeconds: number | null;
  expiresAt: Date | null;
  cutBy: NonNullable<Playback['validity']>['cutBy'];
  origin: string | null;
  /** Why a page of the origin may not play it; null where it may, or it is not known. */
  cors: CorsGap | null;
};

export interface Picture {
  channelName: string;
  file: string;
  /** When it was shown. */
  time: Date;
  /** The key of the segment that it is of. */
  object: string;
  bytes: number;
}

export interface RuleSet {
  channelName: string;
  /** Null: no rule. */
  days: number | null;
  changed: boolean;
}

export interface Rules {
  channelName: string;
  rules: (Pick<LifecycleRule, 'id' | 'prefix' | 'status' | 'actions' | 'days'> & {
    isForChannel: boolean;
  })[];
}

export interface PlannedRules {
  dryRun: true;
  channelName: string;
  /** The XML that would be sent; null: no rule would be left. */
  document: string | null;
}
