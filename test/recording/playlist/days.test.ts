import { expect, test } from 'vitest';
import { byDay } from '../../../src/recording/playlist/days.js';
import type { RecordedSegment, Recording } from '../../../src/recording/playlist/recording.js';

const at = (time: string) => new Date(`2024-03-${time}Z`);
const segment = (time: string, seam = false): RecordedSegment => ({
  ...{
    key: `cam/${time}.ts`,
    name: `${time}.ts`,
    startMs: at(time).getTime(),
    seconds: 10,
    seam,
    push: null,
  },
});
const gap = (start: string, end: string) => ({ start: at(start), end: at(end) });

const evening = [segment('05T20:00:00'), segment('05T23:00:00', true), segment('05T23:59:55')];
const night = [segment('06T00:00:05'), segment('06T08:00:00', true)];
const recording: Recording = {
  ...{ channelName: 'cam', start: at('05T12:00:00'), end: at('06T12:00:00'), from: 'playlist', unsettled: 0 },
  segments: [...evening, ...night],
  gaps: [gap('05T20:00:10', '05T23:00:00'), gap('06T00:00:15', '06T08:00:00')],
};

test('a recording is split at midnight, and a segment belongs to the day on which it began', () => {
  const all = { channelName: 'cam', from: 'playlist', unsettled: 0 };
  expect(byDay(recording, (time) => time.toISOString().slice(0, 10))).toEqual([
    {
      day: '2024-03-05',
      recording: {
        ...{ ...all, start: at('05T20:00:00'), end: at('06T00:00:05'), segments: evening },
        gaps: [gap('05T20:00:10', '05T23:00:00')],
      },
    },
    {
      day: '2024-03-06',
      recording: {
        ...{ ...all, start: at('06T00:00:05'), end: at('06T08:00:10'), segments: night },
        gaps: [gap('06T00:00:15', '06T08:00:00')],
      },
    },
  ]);
});
