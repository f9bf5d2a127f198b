import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSegmenter, type SegmenterOptions } from '../src/emulator/hls/segmenter.js';
import type { MediaMessage } from '../src/emulator/rtmp/publishing.js';
import { readFlvFile } from './helpers/flv-file.js';
import { type ClipOptions, clip, codedFrames, decodingErrors } from './helpers/media.js';
import { SegmentCollector } from './helpers/segment-collector.js';
import { checkTransportStream, clockSteps } from './helpers/ts-check.js';

function segment(messages: readonly MediaMessage[], options: Partial<SegmenterOptions> = {}) {
  const collector = new SegmentCollector();
  const warnings: string[] = [];
  const segmenter = createSegmenter({
    fragDurationSeconds: 2,
    nowMs: () => 1_709_618_400_250,
    output: collector,
    startsWithDiscontinuity: false,
    onWarning: (text) => warnings.push(text),
    ...options,
  });
  for (const message of messages) segmenter.write(message);
  segmenter.end();
  return { collector, warnings };
}

const scratch = mkdtempSync(join(tmpdir(), 'oss-live-hls-'));
let files = 0;
function writeSegments(collector: SegmentCollector): string {
  const path = join(scratch, `${files++}.ts`);
  writeFileSync(path, collector.bytes);
  return path;
}

const CASES: { name: string; clip: ClipOptions }[] = [
  { name: '360p25 with B-frames', clip: { seconds: 8, size: '640x360' } },
];

describe('segments hold exactly what was published', () => {
  test.each(CASES)('$name', async ({ clip: options }) => {
    const source = await clip(options);
    const { collector, warnings } = segment(readFlvFile(source));
    const stored = writeSegments(collector);
    const [expected, actual] = await Promise.all([codedFrames(source), codedFrames(stored)]);
    expect(warnings).toEqual([]);
    expect(actual.video.map((f) => f.hash)).toEqual(expected.video.map((f) => f.hash));
    expect(actual.audio.map((f) => f.hash)).toEqual(expected.audio.map((f) => f.hash));
      collector.shape,
      expected.video.slice(0, 4),
      actual.video.slice(0, 4),
      expected.audio.slice(0, 4),
      actual.audio.slice(0, 4),
    );
    const report = checkTransportStream(collector.bytes);
  });
});
