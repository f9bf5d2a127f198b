// What of a page in Markdown is looked at by the tests of the pages.

export function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, '');
}

/** As GitHub makes them: lower case, without punctuation, with dashes for spaces. */
export function anchorsIn(markdown: string): string[] {
  const headings = [...withoutCode(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

export interface Block {
  kind: 'code' | 'heading' | 'item' | 'row' | 'comment' | 'paragraph';
  /** Lines of running text are joined. */
  text: string;
}

const STARTS: readonly [RegExp, Block['kind']][] = [
  [/^#+ /, 'heading'],
  [/^\s*(?:[-*]|\d+\.) /, 'item'],
  [/^\|/, 'row'],
  [/^<!--/, 'comment'],
];

/** A page piece by piece: each list item and each row of a table is one. */
export function blocksIn(markdown: string): Block[] {
  const blocks: Block[] = [];
  let isOpen = false;
  for (const line of markdown.split(/^(```[\s\S]*?^```$)|\n/gm)) {
    if (line === undefined) continue;
    const [, kind] = line.startsWith('```')
      ? ([null, 'code'] as const)
      : (STARTS.find(([start]) => start.test(line)) ?? [null, null]);
    const last = blocks.at(-1);
    if (line.trim() === '') isOpen = false;
    else if (kind !== null) blocks.push({ kind, text: kind === 'code' ? line : line.trim() });
    else if (isOpen && last !== undefined) last.text += ` ${line.trim()}`;
    else blocks.push({ kind: 'paragraph', text: line.trim() });
    if (line.trim() !== '') isOpen = blocks.at(-1)?.kind === 'item' || blocks.at(-1)?.kind === 'paragraph';
  }
  return blocks;
}
