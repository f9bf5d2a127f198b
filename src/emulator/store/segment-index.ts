import type { Segment } from '../media/segment.js';
import { writeWhole } from './files.js';
import { appendLine, hasFields, readLines } from './json.js';

export interface IndexedSegment extends Segment {
  /** Upper-case hex. */
  md5: string;
  modifiedMs: number;
}

/**
 * The finished segments of a channel name: a file of JSON lines that only grows while the emulator runs. A line is
 * a segment, the name of one that was deleted, or the next sequence number after the file was rewritten.
 */
export interface SegmentIndex {
  /** Oldest first. */
  readonly segments: readonly IndexedSegment[];
  /** Runs on over pushes, also when segments are deleted. */
  readonly nextSequence: number;
  has(segmentName: string): boolean;
  add(segment: IndexedSegment): Promise<void>;
  remove(segmentName: string): Promise<void>;
  /** Replaces the file by one with these segments alone. */
  rewrite(segments: readonly IndexedSegment[], temporaryFolder: string): Promise<void>;
}

type Line = IndexedSegment | { removed: string } | { nextSequence: number };

function isLine(line: unknown): line is Line {
  if (hasFields(line, { nextSequence: 'number' }) || hasFields(line, { removed: 'string' })) return true;
  return hasFields(line, {
    ...{ name: 'string', startMs: 'number', durationSeconds: 'number', discontinuity: 'boolean' },
    ...{ sequence: 'number', bytes: 'number', md5: 'string', modifiedMs: 'number' },
  });
}

/** Of a damaged file it is what comes before the damage: the segments after it can be read again, in their order. */
export async function openSegmentIndex(path: string): Promise<SegmentIndex & { torn: boolean }> {
  const found = await readLines(path);
  const damaged = found.findIndex((line) => !isLine(line));
  const torn = damaged >= 0;
  const lines = (torn ? found.slice(0, damaged) : found) as Line[];
  let byName = new Map<string, IndexedSegment>();
  /** The same; null when one has gone. */
  let inOrder: IndexedSegment[] | null = null;
  let nextSequence = 0;
  for (const line of lines) {
    if ('nextSequence' in line) nextSequence = line.nextSequence;
    else if ('removed' in line) byName.delete(line.removed);
    else take(line);
  }

  function take(segment: IndexedSegment): void {
    if (byName.has(segment.name)) inOrder = null;
    byName.set(segment.name, segment);
    inOrder?.push(segment);
    nextSequence = Math.max(nextSequence, segment.sequence + 1);
  }

  return {
    torn,
    get segments() {
      inOrder ??= [...byName.values()];
      return inOrder;
    },
    get nextSequence() {
      return nextSequence;
    },
    has: (name) => byName.has(name),
    async add(segment) {
      await appendLine(path, segment satisfies Line, 'kill');
      take(segment);
    },
    async remove(name) {
      await appendLine(path, { removed: name } satisfies Line, 'powerCut');
      byName.delete(name);
      inOrder = null;
    },
    async rewrite(segments, temporaryFolder) {
      byName = new Map();
      inOrder = null;
      for (const segment of segments) take(segment);
      const lines: Line[] = [{ nextSequence }, ...segments];
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      await writeWhole(path, text, temporaryFolder, 'powerCut');
    },
  };
}
