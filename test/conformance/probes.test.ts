// Against the emulator every row is as the emulator's page says; a service that deviates is found, in that row alone.
import { beforeAll, describe, expect, test } from 'vitest';
import { type Media, makeMedia } from '../../conformance/media.js';
import { probes, rooms } from '../../conformance/probes/index.js';
import { runProbes } from '../../conformance/run.js';
import { type Deviation, deviatingTarget } from './deviating.js';
import { deviations } from './deviations.js';

let media: Media;
beforeAll(async () => {
  media = await makeMedia();
});

/** Verdicts by row; what is as it should be is left out. */
async function verdicts(asked: typeof probes, deviation?: Deviation): Promise<Record<string, string>> {
  const { target, close } = await deviatingTarget(media, deviation);
  try {
    const reports = await runProbes(asked, target, undefined, asked.length);
    const others = reports.filter(({ verdict }) => verdict !== 'as-assumed');
    return Object.fromEntries(others.map(({ id, verdict, saw }) => [id, `${verdict}: ${saw}`]));
  } finally {
    await close();
  }
}

test('the emulator is as its page says', async () => {
  expect(await verdicts(probes)).toEqual({});
});

describe.each(Object.entries(rooms))('of the probes of %s, one alone finds', (_room, inRoom) => {
  const rows = inRoom.map(({ row }) => row);
  test.concurrent.each(Object.entries(deviations).filter(([row]) => rows.includes(row)))(
    '%s',
    async (row, deviation) => {
      // The long ones have nothing to do with what others ask.
      const asked = inRoom.filter((probe) => probe.row === row || probe.seconds === undefined);
      expect(await verdicts(asked, deviation)).toEqual({ [row]: expect.stringMatching(deviation.saw) });
    },
  );
});

test('every probe is found out by a deviation', () => {
  expect(Object.keys(deviations).sort()).toEqual(probes.map(({ row }) => row).sort());
});
