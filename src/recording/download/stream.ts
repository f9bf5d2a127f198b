import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from '../../client/client.js';
import { ServiceError } from '../../errors.js';
import type { Recording } from '../playlist/recording.js';
import { joinSegments } from '../transport-stream/join.js';
import type { JoinSegment } from '../transport-stream/joined.js';
import { onDisk, type SegmentFile } from '../transport-stream/segment-file.js';
import { isMissing } from './fetch-segment.js';

/**
 * A recording as one transport stream, joined as `download` joins it, for who takes it as it comes: segments lie in a
 * temporary folder only as long as they are needed. What is gone or archived is left out. Where another picture or sound
 * begins, its times begin anew.
 */
export async function* streamRecording(
  client: Pick<Client, 'getObject'>,
  recording: Recording,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const folder = await mkdtemp(join(tmpdir(), 'oss-live-stream-'));
  const pathOf = (index: number): string => join(folder, `${index}.ts`);
  try {
    const segments = recording.segments.map((segment, index): JoinSegment => {
      const { startMs, seconds, seam, key } = segment;
      return {
        startMs,
        seconds,
        seam,
        push: pushOf(recording, index),
        path: () => fetched(key, pathOf(index)),
      };
    });
    const onPassed = (index: number): void => void rm(pathOf(index), { force: true }).catch(() => undefined);
    // The joiner uses its buffers again.
    for await (const { bytes } of joinSegments({
      segments,
      closeGaps: false,
      format: 'ts',
      signal,
      onPassed,
    }))
      for await (const part of bytes) yield Uint8Array.from(part);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }

  async function fetched(key: string, path: string): Promise<SegmentFile | null> {
    try {
      const { body } = await client.getObject({ key }, { signal });
      await pipeline(Readable.from(body), createWriteStream(path), { signal });
      return onDisk(path);
    } catch (error) {
      if (error instanceof ServiceError && isMissing(error) !== null) return null;
      throw error;
    }
  }
}

/** Where in its source a push begins is of use only where its beginning is part of the recording. */
function pushOf({ segments, start }: Recording, index: number): JoinSegment['push'] {
  const [push, first] = [segments[index]?.push ?? null, segments[0]?.push ?? null];
  if (push === null || push !== first || start <= push.start) return push;
  const cut = CUT.get(push) ?? { source: push.source, mediaSeconds: null };
  CUT.set(push, cut);
  return cut;
}

/** By which segments of the same push are known to be of the same. */
const CUT = new WeakMap<object, NonNullable<JoinSegment['push']>>();
