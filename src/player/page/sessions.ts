import { rangeUrl, type ShownSession } from './ask.js';
import { h, ICONS, icon } from './dom.js';
import { dayText, endOfDay, lengthText, shortClockText, startOfDay, words } from './words.js';

export interface SessionsPanel {
  element: HTMLElement;
  show(sessions: readonly ShownSession[]): void;
  /** Where in the recordings is being watched; null for nowhere. */
  mark(dateMs: number | null): void;
}

export interface SessionActions {
  channelName: string;
  watch(start: number, end: number, at: number): void;
  /** Asks for what is older; gives back what to say about it. */
  older(): Promise<string>;
}

/** The longest that the player hands on at once. */
const LONGEST_DOWNLOAD_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;

/** The recordings of a channel, day by day: a time line to click on, and the same as a list. */
export function sessionsPanel(actions: SessionActions): SessionsPanel {
  const t = words.sessions;
  const days = h('div', { class: 'days' });
  const said = h('p', { role: 'status', class: 'muted' });
  const older = h('button', { type: 'button', class: 'button' }, t.older);
  older.addEventListener('click', async () => {
    older.disabled = true;
    said.textContent = await actions.older();
    older.disabled = false;
  });
  let shown: DayView[] = [];
  let drawn = '';
  return {
    element: h(
      'section',
      { class: 'panel recordings', 'aria-label': t.heading },
      h('h2', null, t.heading),
      days,
      h('div', { class: 'older' }, older, said),
    ),
    show(sessions) {
      // What is on air grows; drawn anew all the time, a button would be gone under the pointer.
      const key = JSON.stringify(
        sessions.map(({ start, end, running }) => [start, running ? Math.floor(end / MINUTE_MS) : end]),
      );
      if (key === drawn) return;
      drawn = key;
      const found = byDay(sessions);
      const scale = scaleOf(found);
      shown = found.map((day) => dayView(day, scale, actions));
      days.replaceChildren(
        ...(shown.length === 0 ? [h('p', { class: 'muted' }, t.none)] : shown.map((v) => v.element)),
      );
    },
    mark(dateMs) {
      for (const view of shown) view.mark(dateMs);
    },
  };
}

interface Day {
  start: number;
  end: number;
  sessions: ShownSession[];
}

/** A session over midnight is part of both days. The latest day first. */
function byDay(sessions: readonly ShownSession[]): Day[] {
  const days = new Map<number, Day>();
  for (const session of sessions) {
    for (let start = startOfDay(session.start); start <= session.end; start = endOfDay(start)) {
      const day = days.get(start) ?? { start, end: endOfDay(start), sessions: [] };
      day.sessions.push(session);
      days.set(start, day);
    }
  }
  return [...days.values()].sort((a, b) => b.start - a.start);
}

/** Minutes of the day. */
interface Scale {
  from: number;
  to: number;
  /** Between two marks. */
  step: number;
}

const MINUTE_MS = 60_000;
const STEPS = [5, 10, 15, 30, 60, 120, 240];
const MOST_MARKS = 7;

/** The hours in which anything was recorded on any day: a whole day of which one hour is used shows nothing. */
function scaleOf(days: readonly Day[]): Scale {
  let [from, to] = [24, 0];
  for (const { start, end, sessions } of days) {
    for (const session of sessions) {
      from = Math.min(from, Math.floor((Math.max(session.start, start) - start) / HOUR_MS));
      to = Math.max(to, Math.ceil((Math.min(session.end, end) - start) / HOUR_MS));
    }
  }
  from = Math.min(from, 23);
  to = Math.max(to, from + 1);
  const minutes = (to - from) * 60;
  return { from: from * 60, to: to * 60, step: STEPS.find((step) => minutes / step < MOST_MARKS) ?? 240 };
}

function marksOf({ from, to, step }: Scale): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

interface DayView {
  element: HTMLElement;
  mark(dateMs: number | null): void;
}

function dayView(day: Day, scale: Scale, { channelName, watch }: SessionActions): DayView {
  const t = words.sessions;
  const [from, to] = [day.start + scale.from * MINUTE_MS, day.start + scale.to * MINUTE_MS];
  const percent = (ms: number): string =>
    `${(((Math.min(Math.max(ms, from), to) - from) / (to - from)) * 100).toFixed(3)}%`;
  const cursor = h('div', { class: 'cursor', hidden: true });
  // The list below has the same for who does not point.
  const line = h('div', { class: 'line', 'aria-hidden': 'true', title: t.timelineTitle });
  for (const minute of marksOf(scale).slice(1)) {
    const tick = h('i', { class: 'tick' });
    tick.style.left = percent(day.start + minute * MINUTE_MS);
    line.append(tick);
  }
  for (const { running, pushes } of day.sessions) {
    for (const push of pushes) {
      if (push.end < day.start || push.start >= day.end) continue;
      const block = h('i', { class: running && push === pushes.at(-1) ? 'block running' : 'block' });
      block.style.left = percent(push.start);
      block.style.width = `max(3px, calc(${percent(push.end)} - ${percent(push.start)}))`;
      line.append(block);
    }
  }
  line.append(cursor);
  const [first, last] = [day.sessions[0], day.sessions.at(-1)];
  const whole = { start: Math.max(day.start, first?.start ?? 0), end: Math.min(day.end, last?.end ?? 0) };
  line.addEventListener('click', ({ clientX }) => {
    const { left, width } = line.getBoundingClientRect();
    watch(whole.start, whole.end, from + ((clientX - left) / width) * (to - from));
  });
  const name = dayText(day.start);
  const all = h(
    'button',
    { type: 'button', class: 'button small' },
    icon(ICONS.play),
    h('span', null, t.watchAll, h('span', { class: 'unseen' }, t.ofDay(name))),
  );
  all.addEventListener('click', () => watch(whole.start, whole.end, whole.start));
  const element = h(
    'div',
    { class: 'day' },
    h('div', { class: 'day-head' }, h('h3', null, name), all),
    line,
    h(
      'div',
      { class: 'hours', 'aria-hidden': 'true' },
      ...marksOf(scale).map((minute) => {
        const label = h('span', null, shortClockText(day.start + minute * MINUTE_MS));
        label.style.left = percent(day.start + minute * MINUTE_MS);
        return label;
      }),
    ),
    h(
      'ul',
      { class: 'sessions' },
      ...day.sessions.map((one) => sessionRow(one, day, channelName, watch)).reverse(),
    ),
  );
  return {
    element,
    mark(dateMs) {
      cursor.hidden = dateMs === null || dateMs < from || dateMs > to;
      if (dateMs !== null) cursor.style.left = percent(dateMs);
    },
  };
}

function sessionRow(
  session: ShownSession,
  day: Day,
  channelName: string,
  watch: SessionActions['watch'],
): HTMLElement {
  const t = words.sessions;
  const [start, end] = [Math.max(session.start, day.start), Math.min(session.end, day.end)];
  const [from, to] = [shortClockText(start), session.running ? t.running : shortClockText(end)];
  const play = h(
    'button',
    { type: 'button', class: 'session' },
    icon(ICONS.play),
    h('span', { class: 'unseen' }, t.watch),
    h('span', { class: 'range' }, t.range(from, to)),
    h('span', { class: 'muted' }, `${lengthText(end - start)} · ${t.pushes(session.pushes.length)}`),
  );
  play.addEventListener('click', () => watch(start, session.running ? Date.now() : end, start));
  const isShort = end - start <= LONGEST_DOWNLOAD_MS;
  const download = h(
    'a',
    { class: 'icon-button', 'aria-label': t.downloadLabel(from, to), title: t.downloadLabel(from, to) },
    icon(ICONS.download),
  );
  download.href = rangeUrl(channelName, 'recording.ts', start, end);
  download.setAttribute('download', '');
  return h('li', null, play, isShort ? download : null);
}
