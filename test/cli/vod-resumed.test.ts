// What push writes into its ledger, and what vod makes of it: a file that was taken up again has a break and no gap.
import HLS from 'hls-parser';
import { expect, test } from 'vitest';
import { createStudio, happening } from '../helpers/studio.js';

test('a file that push took up where it had been left has a break and no gap', async () => {
  const studio = await createStudio(16);
  const ended = happening(studio.emulator, 'push-ended');
  const pushed = await studio.events(['1.flv', 'cam'], {
    onEvent: (line) => {
      if (line.event === 'progress' && Number(line.seconds) > 5 && Number(line.reconnects) === 0)
        studio.emulator.control.kick('cam');
    },
  });
  await ended;
  expect([pushed.exitCode, pushed.names.includes('reconnecting')]).toEqual([0, true]);

  const { stdout, stderr } = await studio.run(['vod', 'cam']);
  HLS.setOptions({ strictMode: true });
  const { segments } = HLS.parse(stdout) as HLS.types.MediaPlaylist;
  expect(segments.filter(({ discontinuity }) => discontinuity)).toHaveLength(1);
  expect(stderr).toContain(' with 1 break.\n');
  expect(stderr).not.toContain('Nothing was recorded');
});
