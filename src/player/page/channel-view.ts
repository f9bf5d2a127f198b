import type { Problem } from '../texts.js';
import {
  askSessions,
  askState,
  channelUrl,
  Refused,
  rangeUrl,
  type ShownChannel,
  type ShownSession,
} from './ask.js';
import { controlsOf, sharing } from './controls.js';
import { h, ICONS, icon } from './dom.js';
import { factsOf } from './facts.js';
import { keysPanel } from './keys.js';
import { type Message, messageOf } from './message.js';
import { momentIn, pathOf } from './place.js';
import { Playback, type Source } from './playback.js';
import { sessionsPanel } from './sessions.js';
import { stageOf } from './stage.js';
import { stateBadge } from './state-badge.js';
import { dayText, endOfDay, startOfDay, words } from './words.js';

/** What is known of it already. */
export interface Known {
  channel: ShownChannel | null;
  /** Whether there are other channels to go back to. */
  hasOthers: boolean;
}

export interface View {
  element: HTMLElement;
  /** The place in the address has changed within it. */
  moveTo(momentMs: number | null): void;
  key(key: string): boolean;
  close(): void;
}

const ASK_STATE_MS = 4000;
const ASK_SESSIONS_MS = 30_000;
const SESSIONS_AFTER_MS = 800;
const TICK_MS = 250;
const LOOK_BACK_DAYS = 7;

/** The page of one channel. */
export function channelView(name: string, moment: number | null, known: Known): View {
  const stage = stageOf(name);
  const { video } = stage;
  let { channel } = known;
  let problem: Problem | null | undefined;
  let sessions: ShownSession[] = [];
  let lookedBackTo: number | null = null;
  let isWatchingLive = moment === null;

  const playback = new Playback(video, {
    onProblem(found) {
      problem = found;
      playback.close();
      update();
    },
    onLoaded: () => update(),
  });
  const controls = controlsOf({ playback, stage: stage.element, toLive, channelName: name });
  stage.element.append(controls.element);
  const facts = factsOf(playback);
  const panel = sessionsPanel({ channelName: name, watch, older });
  const badge = stateBadge();
  const description = h('p', { class: 'muted description' });

  function toLive(): void {
    if (isWatchingLive && playback.source?.kind === 'live') {
      playback.goToLive();
      video.play().catch(() => undefined);
    } else {
      isWatchingLive = true;
      setPlace(null);
      openLive();
    }
  }

  function openLive(): void {
    problem = undefined;
    if (channel === null || CAN_PLAY.has(channel.state)) playback.open({ kind: 'live', channelName: name });
    else playback.close();
    update();
  }

  function watch(start: number, end: number, at: number): void {
    isWatchingLive = false;
    problem = undefined;
    setPlace(at);
    const { source } = playback;
    if (source?.kind === 'recording' && source.start === start && source.end === end) playback.seekToDate(at);
    else playback.open({ kind: 'recording', channelName: name, start, end, at });
    stage.element.scrollIntoView({ block: 'nearest' });
    video.play().catch(() => undefined);
    update();
  }

  /** The day of it: so much can be gone through from there. */
  function watchMoment(at: number): void {
    watch(startOfDay(at), Math.min(endOfDay(at), Date.now()), at);
  }

  function tryAgain(source: Source | null): void {
    if (isWatchingLive || source === null) openLive();
    else playback.open(source);
  }

  async function older(): Promise<string> {
    const until = lookedBackTo ?? Math.min(Date.now(), ...sessions.map(({ start }) => start));
    const from = startOfDay(until - LOOK_BACK_DAYS * 86_400_000);
    const before = sessions.length;
    try {
      take(await askSessions(name, { start: from, end: until }));
    } catch (error) {
      return error instanceof Refused ? words.problems[error.problem] : words.problems.bug;
    }
    lookedBackTo = from;
    return sessions.length > before ? '' : words.sessions.noOlder(dayText(from));
  }

  /** The later answer knows better how long a session is. */
  function take(found: readonly ShownSession[]): void {
    const others = sessions.filter(
      ({ start, end }) => !found.some((one) => one.start <= end && start <= one.end),
    );
    sessions = [...others, ...found].sort((a, b) => a.start - b.start);
    panel.show(sessions);
  }

  function messageNow(): Message | null {
    const latest = sessions.at(-1);
    const watchLatest = latest === undefined ? null : () => watch(latest.start, latest.end, latest.start);
    const state = isWatchingLive ? (channel?.state ?? null) : null;
    const again = () => tryAgain(playback.source);
    return messageOf({ state, problem, video, isPlayingOn: isPlayingOn(), watchLatest, again });
  }

  /** The end of a push is known before the end of it is seen. */
  function isPlayingOn(): boolean {
    return playback.source?.kind === 'live' && playback.bufferedSeconds > 0.3;
  }

  function update(): void {
    stage.say(messageNow());
    controls.update();
    controls.element.hidden = playback.source === null;
    facts.update(channel);
    panel.mark(isWatchingLive ? null : playback.dateMs);
    badge.show(channel);
    description.textContent = channel?.description ?? '';
  }

  async function askForState(): Promise<void> {
    const before = channel?.state;
    channel = await askState(name).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
      if (error.problem === 'noChannel') return { ...NOTHING, name, state: 'absent' as const };
      return channel ?? { ...NOTHING, name, problem: error.problem };
    });
    const { state } = channel;
    if (!isWatchingLive) return;
    const mayPlay = CAN_PLAY.has(state);
    const isOver = !mayPlay && !isPlayingOn();
    if (playback.source !== null && isOver) playback.close();
    // A push has begun, or what was in the way may be over.
    if (
      playback.source === null &&
      mayPlay &&
      (problem === undefined || before !== state || state === 'live')
    )
      openLive();
  }

  async function askForSessions(): Promise<void> {
    const found = await askSessions(name).catch(() => null);
    if (found !== null) take(found);
  }

  const timers = [
    setInterval(update, TICK_MS),
    setInterval(() => document.hidden || void askForState(), ASK_STATE_MS),
    setInterval(() => document.hidden || void askForSessions(), ASK_SESSIONS_MS),
  ];
  const head = h(
    'header',
    { class: 'channel-head' },
    known.hasOthers ? h('a', { class: 'back', href: '#/' }, icon(ICONS.left), words.page.allChannels) : null,
    h('h1', null, name),
    badge.element,
    sharing(
      name,
      () => new URL(pathOf(name, isWatchingLive ? null : playback.dateMs), location.href).href,
      listUrl,
    ),
    description,
  );
  function listUrl(): string {
    const { source } = playback;
    return source?.kind === 'recording'
      ? rangeUrl(name, 'recording.m3u8', source.start, source.end)
      : channelUrl(name, 'live.m3u8');
  }

  if (moment !== null) watchMoment(moment);
  else if (channel !== null) openLive();
  void askForState().then(update);
  // After the first picture: it is many requests.
  const first = setTimeout(
    () => void askForSessions(),
    moment === null && channel !== null ? SESSIONS_AFTER_MS : 0,
  );
  return {
    element: h(
      'main',
      { class: 'channel' },
      head,
      h('div', { class: 'watching' }, stage.element, h('aside', null, facts.element, keysPanel())),
      panel.element,
    ),
    moveTo(to) {
      if (to === null) toLive();
      else watchMoment(to);
    },
    key: (key) => controls.key(key),
    close() {
      for (const timer of timers) clearInterval(timer);
      clearTimeout(first);
      playback.close();
    },
  };
}

/** Without the permission to ask for the state it may play all the same. */
const CAN_PLAY: ReadonlySet<string> = new Set(['live', 'stalled', 'unknown', 'refused']);

const NOTHING = {
  description: '',
  state: 'unknown',
  problem: null,
  connectedTime: null,
  video: null,
  audio: null,
} as const;

/** In the address, without a step back for each. */
function setPlace(at: number | null): void {
  const found = momentIn(location.hash);
  if (found !== null) history.replaceState(null, '', pathOf(found.name, at));
}
