import { h } from './dom.js';
import { words } from './words.js';

/** What the keys do, for who wants to know. */
export function keysPanel(): HTMLElement {
  const { keys, keyList } = words.controls;
  const rows = keyList.map(([key, does]) => h('div', null, h('dt', null, key), h('dd', null, does)));
  const list = h('dl', { class: 'facts' }, ...rows);
  return h('details', { class: 'panel keys' }, h('summary', null, keys), list);
}
