// A channel that somebody pushes to is left alone, and everything else is done.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStudio } from '../../helpers/studio.js';

test('what is live is neither changed, disabled nor deleted', async () => {
  const { run, events, folder } = await createStudio(12);
  const file = join(folder, 'channels.yaml');
  const told: unknown[] = [];
  const stop = new AbortController();
  await events(['1.flv', 'cam'], {
    signal: stop.signal,
    async onEvent({ event }) {
      if (event !== 'live') return;
      for (const text of [
        '{ cam: { fragDuration: 9 }, new: }',
        '{ cam: { status: disabled } }',
        '{ new: }',
      ]) {
        writeFileSync(file, `channels: ${text}\n`);
        const { exitCode, stdout, stderr } = await run(['apply', '--prune', '--yes']);
        told.push([exitCode, stdout, stderr.split('\n')[1]]);
      }
      stop.abort();
    },
  });
  const refusal = (consequence: string) => `cam\tChannelStillLive\tcam is live: ${consequence}.`;
  expect(told).toEqual([
    [8, 'new\tcreated\n', refusal('the push would end')],
    [8, 'new\tdeleted\n', refusal('disabling would cut the push')],
    [8, 'new\tcreated\n', refusal('the push would end')],
  ]);
});
