import type { ChannelState, Problem } from '../texts.js';
import { Playback } from './playback.js';
import { sentenceOf, words } from './words.js';

/** What is said in the place of the video. */
export interface Message {
  heading: string;
  more: string;
  /** What can be done about it. */
  action: { label: string; run: () => void } | null;
}

interface Situation {
  /** Of what is watched live; null of a recording, and before it is known. */
  state: ChannelState | null;
  /** What was in the way; null for what the browser cannot decode, undefined for nothing. */
  problem: Problem | null | undefined;
  video: HTMLVideoElement;
  /** Whether what came before the end of a push is still to be seen. */
  isPlayingOn: boolean;
  watchLatest: (() => void) | null;
  again(): void;
}

/** Why nothing is to be seen; null when something is. */
export function messageOf({
  state,
  problem,
  video,
  isPlayingOn,
  watchLatest,
  again,
}: Situation): Message | null {
  const t = words.stage;
  if (!Playback.isSupported) return { heading: t.trouble, more: t.unsupported, action: null };
  const action = state === null || watchLatest === null ? null : { label: t.watchLatest, run: watchLatest };
  if (state === 'idle' && !isPlayingOn) return { heading: t.idle, more: t.idleMore, action };
  if (state === 'disabled' && !isPlayingOn) return { heading: t.disabled, more: t.disabledMore, action };
  if (state === 'absent') return { heading: t.absent, more: t.absentMore, action };
  if (state === 'live' && problem === 'noPlaylist')
    return { heading: t.starting, more: t.startingMore, action };
  if (problem !== undefined) {
    const more = problem === null ? t.undecodable : sentenceOf(problem);
    return { heading: t.trouble, more, action: { label: words.page.retry, run: again } };
  }
  const { HAVE_FUTURE_DATA, HAVE_CURRENT_DATA } = HTMLMediaElement;
  if (state === 'stalled' && video.readyState < HAVE_FUTURE_DATA)
    return { heading: t.stalled, more: t.stalledMore, action };
  if (video.ended) return { heading: t.ended, more: '', action: null };
  if (video.readyState >= HAVE_FUTURE_DATA && video.videoWidth === 0)
    return { heading: t.soundOnly, more: '', action: null };
  return video.readyState < HAVE_CURRENT_DATA ? { heading: t.connecting, more: '', action: null } : null;
}
