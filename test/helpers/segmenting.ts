import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { MediaMessage } from '../../src/emulator/media/flv.js';
import { createSegmenter, type SegmenterOptions } from '../../src/emulator/media/segmenter.js';
import { readTag } from '../../src/emulator/media/tag.js';
import { SegmentCollector } from './segment-collector.js';

/** One push, from its first message to its end, and all that came out of it. */
export function push(
  messages: readonly MediaMessage[],
  options: Partial<SegmenterOptions> = {},
): { collector: SegmentCollector; warnings: string[] } {
  const collector = new SegmentCollector();
  const warnings: string[] = [];
  const segmenter = createSegmenter({
    fragDurationSeconds: 5,
    nowMs: () => 1_709_618_400_250,
    output: collector,
    startsWithDiscontinuity: false,
    onWarning: (text) => warnings.push(text),
    ...options,
  });
  for (const message of messages) {
    const payload = Buffer.from(message.payload);
    segmenter.write(readTag({ ...message, payload }));
    // Whoever keeps some of what was read has to copy it.
    payload.fill(0xee);
  }
  segmenter.end();
  return { collector, warnings };
}

const scratch = mkdtempSync(join(tmpdir(), 'oss-live-test-hls-'));
afterAll(() => rmSync(scratch, { recursive: true }));
let written = 0;

/** The path of a new file that is gone after the tests. */
export function scratchFile(extension: string): string {
  return join(scratch, `${written++}.${extension}`);
}

/** Puts the segments, one behind the other, into a file for ffmpeg. */
export function saveSegments(collector: SegmentCollector): string {
  const path = scratchFile('ts');
  writeFileSync(path, collector.bytes);
  return path;
}

/** The same messages at other times; timestamps are 32 bits wide. */
export function shifted(messages: readonly MediaMessage[], byMs: number, fromMs = 0): MediaMessage[] {
  return messages.map((message) =>
    message.timestampMs < fromMs
      ? message
      : { ...message, timestampMs: (message.timestampMs + byMs + 2 ** 33) % 2 ** 32 },
  );
}

/** Whether a message is a sequence header of H.264 or AAC. */
export function isHeader({ type, payload }: MediaMessage): boolean {
  return type !== 'data' && payload[1] === 0;
}

/** What a publisher sends that joins in at a time: the headers, and everything from there on. */
export function from(messages: readonly MediaMessage[], startMs: number): MediaMessage[] {
  return messages.filter((message) => isHeader(message) || message.timestampMs >= startMs);
}
