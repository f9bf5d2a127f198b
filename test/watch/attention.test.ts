import { describe, expect, test } from 'vitest';
import { drawView } from '../../src/cli/terminal/terminal.js';
import { frameLines, type Row } from '../../src/cli/terminal/watch-view.js';
import type { State } from '../../src/watch/event.js';
import type { WatchedChannel } from '../../src/watch/state.js';

const NOW = new Date('2024-03-05T06:07:08Z');

const PUSH: WatchedChannel['push'] = {
  ...{ connectedTime: '2024-03-05T06:00:00.000Z', remoteAddr: '198.51.100.23:51234' },
  video: { width: 1920, height: 1080, frameRate: 30, bandwidth: 262_144, codec: 'H264' },
  audio: { bandwidth: 15_872, sampleRate: 48_000, codec: 'AAC' },
};

function row(channelName: string, state: State, more: Partial<WatchedChannel> = {}): Row {
  const since = new Date('2024-03-05T06:00:00Z');
  const channel = { state, since, push: null, message: null, ...more };
  return { channelName, channel, samples: [278_016], lastEvent: null };
}

function frame(rows: readonly Row[], only: readonly State[] | null = null): string[] {
  const table = (view: Parameters<typeof drawView>[0]) => drawView(view, { columns: 79, color: 0 });
  const place = { columns: 79, height: 24, bucket: 'examplebucket' };
  return frameLines(rows, { ...place, now: NOW, only, intervalSeconds: 5, table });
}

/** 204 channels of which the 190th is the one that is live, as they are listed. */
const CHANNELS = Array.from({ length: 204 }, (_, index) => {
  const name = `cam-${String(index + 1).padStart(3, '0')}`;
  if (index === 189) return row(name, 'live', { push: PUSH });
  if (index === 100) return row(name, 'disabled');
  return row(name, 'idle');
});

describe('of 204 channels on 80 columns and 24 lines', () => {
  test('the one that is live is the first', () => {
    expect(frame(CHANNELS)).toEqual([
      'Status  Channel  For     Publisher            Last change',
      'Live    cam-190  7m 08s  198.51.100.23:51234  -',
      '  1920x1080 30 fps  video 2.10 Mbit/s        █  audio 127 kbit/s',
      ...Array.from({ length: 18 }, (_, index) => {
        const number = String(index + 1).padStart(3, '0');
        return `Idle    cam-${number}  7m 08s  -                    -`;
      }),
      'and 185 more: 184 idle, 1 disabled',
      '204 channels of examplebucket, 1 live; asked every 5 s; Ctrl-C ends',
    ]);
  });

  test('with --only those in these states are there, and the others counted', () => {
    expect(frame(CHANNELS, ['live', 'disabled'])).toEqual([
      'Status    Channel  For     Publisher            Last change',
      'Live      cam-190  7m 08s  198.51.100.23:51234  -',
      '  1920x1080 30 fps  video 2.10 Mbit/s        █  audio 127 kbit/s',
      'Disabled  cam-101  7m 08s  -                    -',
      '2 of 204 channels of examplebucket, 1 live; asked every 5 s; Ctrl-C ends',
    ]);
    expect(frame(CHANNELS, ['stalled'])).toEqual([
      '0 of 204 channels of examplebucket, 1 live; asked every 5 s; Ctrl-C ends',
    ]);
  });

  test('the header stays when all of them are out of sight', () => {
    const message = 'Nobody answers.';
    const lost = CHANNELS.map(({ channelName, channel }) =>
      row(channelName, 'unknown', { push: channel.push, message }),
    );
    const lines = frame(lost);
    expect(lines).toHaveLength(23);
    expect(lines.slice(0, 3)).toEqual([
      'Status   Channel  For     Publisher  Last change',
      'Unknown  cam-190  7m 08s  -          -',
      '  Nobody answers.',
    ]);
    expect(lines.at(-2)).toBe('and 194 more: 194 unknown');
  });
});

test('what should flow comes before what does, and what something happened to before what rests', () => {
  const happened = (at: Row, time: string): Row => ({
    ...at,
    lastEvent: { event: 'stopped', at: new Date(time) },
  });
  const rows = [
    row('off', 'disabled'),
    row('idle', 'idle'),
    happened(row('ended before', 'idle'), '2024-03-05T06:00:00Z'),
    happened(row('ended just now', 'idle'), '2024-03-05T06:07:00Z'),
    row('not mine', 'refused'),
    row('misspelt', 'absent'),
    row('live', 'live', { push: PUSH }),
    row('was live', 'unknown', { push: PUSH }),
    row('stalled', 'stalled', { push: PUSH }),
  ];
  const names = frame(rows).flatMap((line) => /^[A-Z]\w+ {2,}(\S+(?: \S+)*)/.exec(line)?.[1] ?? []);
  expect(names.slice(1)).toEqual([
    ...['stalled', 'was live', 'live', 'not mine', 'misspelt'],
    ...['ended just now', 'ended before', 'idle', 'off'],
  ]);
});
