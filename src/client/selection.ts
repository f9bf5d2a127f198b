import { english } from '../english.js';
/** Which channels of a bucket are meant. */
export interface Selection {
  /** Watched whether they are there or not. */
  named: readonly string[];
  /** Which of the list are watched too; null when the list is not needed. */
  listed: Listed | null;
}

interface Listed {
  /** All of them begin with it: others need not be listed. */
  prefix: string;
  has(channelName: string): boolean;
  /** What a channel must do to be one of them; null when every one is. */
  words: string | null;
}

interface Asked {
  channelNames?: readonly string[] | null;
  prefix?: string | null;
}

export function selectionOf({ channelNames, prefix }: Asked): Selection {
  if (channelNames == null) {
    const start = prefix ?? '';
    const words = start === '' ? null : english`begins with ${start}`;
    return { named: [], listed: { prefix: start, has: (name) => name.startsWith(start), words } };
  }
  const patterns = channelNames.filter(isPattern);
  const named = channelNames.filter((name) => !isPattern(name));
  if (patterns.length === 0) return { named, listed: null };
  return {
    named,
    listed: {
      prefix: commonStart(patterns.map((pattern) => pattern.replace(/[*?].*$/s, ''))),
      has: (name) => patterns.some((pattern) => matches(pattern, name)),
      words: english`matches ${patterns.join(' or ')}`,
    },
  };
}

/** A slash is in no name, so that a URL is none either. */
export function isPattern(name: string): boolean {
  return /[*?]/.test(name) && !name.includes('/');
}

/**
 * `*` stands for any characters, `?` for one. Not by a regular expression: in the worst of cases one would try for
 * years.
 */
export function matches(pattern: string, name: string): boolean {
  const [signs, characters] = [[...pattern], [...name]];
  let [sign, index] = [0, 0];
  /** The last star that was met, and where what it stands for ends so far. */
  let [star, end] = [-1, 0];
  while (index < characters.length) {
    if (signs[sign] === '*') {
      [star, end] = [sign, index];
      sign++;
    } else if (signs[sign] === '?' || signs[sign] === characters[index]) {
      sign++;
      index++;
    } else if (star >= 0) {
      end++;
      [sign, index] = [star + 1, end];
    } else return false;
  }
  return signs.slice(sign).every((left) => left === '*');
}

function commonStart([first = '', ...others]: readonly string[]): string {
  let start = '';
  for (const character of first) {
    if (!others.every((text) => text.startsWith(start + character))) break;
    start += character;
  }
  return start;
}
