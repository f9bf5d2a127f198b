export interface SignedUrl {
  channelName: string;
  bucket: string;
  url: string;
  server: string;
  streamKey: string;
  accessKeyId: string;
  parameters: Record<string, string>;
  /** Unix seconds. */
  expires: number;
  expiresAt: Date;
}

export interface CheckedUrl {
  /** Null on a custom domain, which does not name it. */
  bucket: string | null;
  channelName: string;
  accessKeyId: string | null;
  expires: number | null;
  expiresAt: Date | null;
  usable: boolean;
  parameters: Record<string, string>;
  signature:
    | { verdict: 'valid'; note: string | null }
    | { verdict: 'invalid'; mistakes: readonly string[] }
    | { verdict: 'unchecked'; why: string };
}

export interface PlannedPush {
  dryRun: true;
  /** ffmpeg and its arguments, signatures masked. */
  command: string[];
  /** With `--buffer`: where this program publishes to. */
  publishUrls?: string[];
}

export interface PlayerReady {
  event: 'ready';
  url: string;
  bucket: string;
  /** Null: all of the bucket. */
  channels: string[] | null;
}
