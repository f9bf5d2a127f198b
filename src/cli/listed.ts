import { english } from '../english.js';

/** `a`, `a or b`, `a, b or c` */
export function listed(words: readonly string[], conjunction: 'and' | 'or' = 'or'): string {
  const last = words.at(-1) ?? '';
  if (words.length < 2) return last;
  const others = words.slice(0, -1).join(', ');
  return conjunction === 'or' ? english`${others} or ${last}` : english`${others} and ${last}`;
}
