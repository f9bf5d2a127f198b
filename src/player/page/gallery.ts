import { askChannels, type ChannelList, channelUrl, Refused, type ShownChannel } from './ask.js';
import { h, ICONS, icon } from './dom.js';
import { pathOf } from './place.js';
import { stateBadge } from './state-badge.js';
import { bitRateText, sentenceOf, words } from './words.js';

export interface Gallery {
  element: HTMLElement;
  close(): void;
}

const ASK_MS = 8000;
/** What is live comes first. */
const ORDER = ['live', 'stalled', 'unknown', 'refused', 'idle', 'disabled', 'absent'];

/** All channels, with a picture of each that is live. */
export function gallery(first: ChannelList | null): Gallery {
  const t = words.page;
  const grid = h('ul', { class: 'grid' });
  const count = h('p', { class: 'muted', role: 'status' }, t.loading);
  const title = h('h1', null, t.channels);
  const cards = new Map<string, Card>();

  function show({ bucket, channels, left }: ChannelList): void {
    title.textContent = t.bucket(bucket);
    const live = channels.filter(({ state }) => state === 'live').length;
    count.textContent = channels.length === 0 ? t.noChannels : t.counts(live, channels.length, left);
    const sorted = [...channels].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
    for (const channel of sorted) {
      const card = cards.get(channel.name) ?? cardOf(channel);
      cards.set(channel.name, card);
      card.show(channel);
    }
    const wanted = sorted
      .map(({ name }) => cards.get(name)?.element)
      .filter((element) => element !== undefined);
    // Moved only where the order is another: what has the focus would lose it.
    if (
      wanted.some((element, index) => grid.children[index] !== element) ||
      grid.children.length !== wanted.length
    )
      grid.replaceChildren(...wanted);
  }

  async function look(): Promise<void> {
    if (document.hidden) return;
    try {
      show(await askChannels());
    } catch (error) {
      count.textContent = sentenceOf(error instanceof Refused ? error.problem : 'bug');
    }
  }

  if (first === null) void look();
  else show(first);
  const timer = setInterval(() => void look(), ASK_MS);
  return {
    element: h('main', { class: 'gallery' }, h('header', null, title, count), grid),
    close: () => clearInterval(timer),
  };
}

interface Card {
  element: HTMLElement;
  show(channel: ShownChannel): void;
}

function cardOf({ name }: ShownChannel): Card {
  const badge = stateBadge();
  const picture = h('img', { alt: '', width: 320, height: 180, hidden: true });
  const none = h('span', { class: 'no-picture' }, icon(ICONS.camera));
  const details = h('span', { class: 'muted' });
  const about = h('span', { class: 'muted about' });
  picture.addEventListener('load', () => {
    [picture.hidden, none.hidden] = [false, true];
  });
  picture.addEventListener('error', () => {
    [picture.hidden, none.hidden] = [true, false];
  });
  const frame = h('span', { class: 'frame' }, picture, none, badge.element);
  const link = h(
    'a',
    { class: 'card', href: pathOf(name, null) },
    frame,
    h('span', { class: 'name' }, name),
    about,
    details,
  );
  return {
    element: h('li', null, link),
    show(channel) {
      badge.show(channel);
      link.classList.toggle('off', channel.state !== 'live');
      if (channel.state === 'live') picture.src = `${channelUrl(name, 'picture.jpg')}?${Date.now()}`;
      picture.alt = channel.state === 'live' ? words.page.pictureOf(name) : '';
      if (channel.state !== 'live') [picture.hidden, none.hidden] = [true, false];
      details.textContent = detailsOf(channel);
      about.textContent = channel.description;
    },
  };
}

function detailsOf({ video, audio, problem }: ShownChannel): string {
  if (problem !== null) return sentenceOf(problem);
  const bits = ((video?.bandwidth ?? 0) + (audio?.bandwidth ?? 0)) * 8;
  const size = video?.width && video.height ? `${video.width} × ${video.height}` : '';
  return [size, bits > 0 ? bitRateText(bits) : ''].filter((text) => text !== '').join(' · ');
}
