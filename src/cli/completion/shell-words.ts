/** The words of a command line that is being typed, and what stands open at its end. */
export interface TypedLine {
  /** As the shell will hand them on. The last one is being typed. */
  words: string[];
  /** The quote that the last one is in, if any. */
  quote: '"' | "'" | '';
}

/** Reads a line up to the cursor as a POSIX shell would, with nothing expanded. */
export function typedWords(line: string): TypedLine {
  const words: string[] = [];
  let word = '';
  let isWord = false;
  let quote: TypedLine['quote'] = '';
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (character === '\\' && quote === '"' && at + 1 < line.length) word += line[++at];
      else word += character;
    } else if (/\s/.test(character)) {
      if (isWord) words.push(word);
      word = '';
      isWord = false;
    } else {
      isWord = true;
      if (character === '"' || character === "'") quote = character;
      else if (character === '\\') word += line[++at] ?? '';
      else word += character;
    }
  }
  return { words: [...words, word], quote };
}
