import type { PushReport } from '../cli/terminal/push-report.js';
import type { Client } from '../client/client.js';
import { CommandError, type OssLiveError } from '../errors.js';
import { type LiveStat, untilLive } from './live-check.js';
import type { Target } from './targets.js';

interface Watching {
  targets: readonly Target[];
  client: Client;
  report: PushReport;
  timeoutSeconds: number;
  onLive(stat: LiveStat | null): void;
  /** A channel that does not go live while others may. */
  onLost(target: Target, error: OssLiveError): void;
}

/** What the service says about the channels while a connection lasts. */
export interface LiveWatch {
  /** Aborted, with the error, when the connection is of no use. */
  readonly failed: AbortSignal;
  isLive(): boolean;
  /** ffmpeg has begun to send. */
  sending(): void;
  end(): Promise<void>;
}

export function watchLive({ targets, client, report, timeoutSeconds, onLive, onLost }: Watching): LiveWatch {
  const startedAt = performance.now();
  const over = new AbortController();
  const failed = new AbortController();
  let live = false;
  let sending = false;

  async function follow(target: Target): Promise<void> {
    const { channelName, playUrl } = target;
    try {
      const isSending = () => sending;
      const stat = await untilLive({ client, channelName, timeoutSeconds, isSending, signal: over.signal });
      live = true;
      onLive(stat);
      const afterSeconds = Math.round((performance.now() - startedAt) / 100) / 10;
      report.live({ channelName, playUrl, afterSeconds, ...facts(stat) });
    } catch (error) {
      if (over.signal.aborted) return;
      if (targets.length > 1 && error instanceof CommandError) onLost(target, error);
      else failed.abort(error);
    }
  }

  const followed = Promise.all(targets.map(follow));
  return {
    failed: failed.signal,
    isLive: () => live,
    sending() {
      sending = true;
    },
    async end() {
      over.abort();
      await followed;
    },
  };
}

function facts(stat: LiveStat | null) {
  const { connectedTime = null, remoteAddr = null, video = null, audio = null } = stat ?? {};
  return { connectedTime, remoteAddr, video, audio };
}
