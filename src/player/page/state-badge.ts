import type { ShownChannel } from '../shapes.js';
import { h } from './dom.js';
import { momentText, sentenceOf, words } from './words.js';

export interface StateBadge {
  element: HTMLElement;
  show(channel: ShownChannel | null): void;
}

/** What a channel is doing, in a word. */
export function stateBadge(): StateBadge {
  const label = h('span');
  const element = h('span', { class: 'state unknown', role: 'status' }, h('span', { class: 'dot' }), label);
  return {
    element,
    show(channel) {
      const state = channel?.state ?? 'unknown';
      element.className = `state ${state}`;
      element.hidden = channel === null;
      if (label.textContent !== words.states[state]) label.textContent = words.states[state];
      const since = Date.parse(channel?.connectedTime ?? '');
      const problem = channel?.problem ?? null;
      element.title =
        problem !== null
          ? sentenceOf(problem)
          : Number.isNaN(since)
            ? ''
            : words.page.since(momentText(since));
    },
  };
}
