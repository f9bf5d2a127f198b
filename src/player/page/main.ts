import { askChannels, type ChannelList, Refused } from './ask.js';
import { channelView, type View } from './channel-view.js';
import { h } from './dom.js';
import { type Gallery, gallery } from './gallery.js';
import { momentIn, pathOf } from './place.js';
import { sentenceOf, words } from './words.js';

const app = document.getElementById('app') ?? document.body;
let list: ChannelList | null = null;
let view: (View & { name: string }) | null = null;
let all: Gallery | null = null;

/** Shows what the address says. */
function show(): void {
  const place = momentIn(location.hash);
  if (place !== null && view?.name === place.name) {
    view.moveTo(place.momentMs);
    return;
  }
  view?.close();
  all?.close();
  [view, all] = [null, null];
  if (place === null) {
    all = gallery(list);
    list = null;
    document.title = words.page.title;
    app.replaceChildren(all.element);
    return;
  }
  const hasOthers = list === null || list.channels.length + list.left > 1;
  const channel = list?.channels.find(({ name }) => name === place.name) ?? null;
  list = null;
  view = { ...channelView(place.name, place.momentMs, { channel, hasOthers }), name: place.name };
  document.title = `${place.name} – ${words.page.title}`;
  app.replaceChildren(view.element);
}

async function begin(): Promise<void> {
  // A link to a channel waits for nothing.
  if (momentIn(location.hash) === null) {
    try {
      list = await askChannels();
    } catch (error) {
      const problem = error instanceof Refused ? error.problem : 'bug';
      app.replaceChildren(
        h('main', { class: 'gallery' }, h('h1', null, words.page.title), h('p', null, sentenceOf(problem))),
      );
      return;
    }
    const [only] = list.channels;
    if (list.isChosen && list.channels.length === 1 && only !== undefined)
      history.replaceState(null, '', pathOf(only.name, null));
  }
  show();
}

addEventListener('hashchange', show);
addEventListener('keydown', (event) => {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  if (view === null || ctrlKey || metaKey || altKey || !(target instanceof HTMLElement)) return;
  // What has the focus keeps its own keys.
  const isSlider = target instanceof HTMLInputElement;
  if (isSlider && key.startsWith('Arrow')) return;
  if (target.matches('button, a, summary') && (key === ' ' || key === 'Enter')) return;
  if (view.key(key)) event.preventDefault();
});
void begin();
