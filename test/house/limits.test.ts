import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SOURCE = join(import.meta.dirname, '../../src');

/** What looks like a limit and is none of ours: the service's, those of formats and of Node, how a place on disk may be called, and paces. */
const OF_OTHERS: Readonly<Record<string, readonly string[]>> = {
  'client/list-pages.ts': ['LARGEST_PAGE'],
  'client/objects/delete-objects.ts': ['MOST_KEYS'],
  'emulator/media/aac.ts': ['ADTS_MAX_BYTES'],
  'emulator/media/mpegts.ts': ['MAX_CLOCK_GAP_TICKS', 'MAX_FILL_BYTES', 'MAX_GROUP_MS', 'MAX_GROUP_BYTES'],
  'emulator/media/sps.ts': ['MAX_SIDE', 'MAX_FRAME_RATE'],
  'emulator/media/stream-meter.ts': ['MAX_STEP_MS'],
  'emulator/media/timeline.ts': ['MAX_BACK_MS', 'MAX_FORWARD_MS', 'MAX_FRAME_MS'],
  'emulator/service/cors-rules.ts': ['MOST_RULES'],
  'emulator/service/lifecycle-rules.ts': ['MOST_RULES', 'LONGEST_ID'],
  'emulator/service/operations/checks.ts': ['LONGEST_NAME_BYTES'],
  'emulator/service/operations/delete-multiple-objects.ts': ['MOST_KEYS'],
  'emulator/service/operations/list-live-channel.ts': ['LONGEST_PREFIX_BYTES'],
  'emulator/service/operations/object-checks.ts': ['LONGEST_KEY_BYTES'],
  'emulator/service/operations/vod-range.ts': ['LONGEST_SPAN_SECONDS'],
  'emulator/service/verify-v4.ts': ['LONGEST_EXPIRY_SECONDS'],
  'emulator/store/places.ts': ['LONGEST_FILE_NAME'],
  'push/hearing.ts': ['LONGEST_WAIT_MS'],
  'push/live-watch.ts': ['LONGEST_WAIT_MS'],
  'push/preflight.ts': ['LONGEST_SEGMENT_SECONDS'],
  'watch/options.ts': ['LONGEST_TIMEOUT_SECONDS'],
  'watch/schedule.ts': ['MOST_PER_SECOND'],
};

test('every limit that a peer can reach is in the table', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /^(?:emulator|client|ffmpeg|push|watch)\/.*\.ts$/.test(name),
  );
  const found: Record<string, string[]> = {};
  for (const file of files) {
    const text = readFileSync(join(SOURCE, file), 'utf8');
    const names = [
      ...text.matchAll(
        /^(?:export )?const (\w*(?:MOST|MAX|LARGEST|LONGEST|CAPACITY|PATIENCE|DRAIN|LAST_LOOK)\w*)[^=]*= ([^;]*);/gm,
      ),
    ]
      .filter(([, , value = '']) => !value.includes('_LIMITS.'))
      .map(([, name = '']) => name);
    if (names.length > 0) found[file] = names;
  }
  expect(found).toEqual(OF_OTHERS);
});
