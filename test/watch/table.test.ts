import { describe, expect, test } from 'vitest';
import { createScreen } from '../../src/cli/terminal/screen.js';
import { drawView } from '../../src/cli/terminal/terminal.js';
import { eventLine } from '../../src/cli/terminal/watch-event-line.js';
import { frameLines, type Row } from '../../src/cli/terminal/watch-view.js';
import type { ChannelEvent, State } from '../../src/watch/event.js';
import type { Channel } from '../../src/watch/observe.js';

const NOW = new Date('2024-03-05T06:07:08Z');

const channel = (state: Channel['state'], since: string, more: Partial<Channel> = {}): Channel => ({
  ...{
    state,
    since: new Date(since),
    push: null,
    phase: null,
    measured: true,
    quietSince: null,
    stalled: false,
    message: null,
  },
  ...more,
});

const push: Channel['push'] = {
  ...{ connectedTime: '2024-03-05T06:00:00.000Z', remoteAddr: '198.51.100.23:51234' },
  video: { width: 1920, height: 1080, frameRate: 30, bandwidth: 262_144, codec: 'H264' },
  audio: { bandwidth: 15_872, sampleRate: 48_000, codec: 'AAC' },
};

const rows: Row[] = [
  {
    ...{ channelName: 'cam-42', channel: channel('live', '2024-03-05T06:00:00Z', { push }) },
    samples: [0, 0, 278_000, 278_000, 70_000, 139_000, 278_000, 278_016],
    lastEvent: { event: 'resumed', at: new Date('2024-03-05T06:06:58Z') },
  },
  {
    channelName: 'a-very-long-name-of-a-channel-in-the-lobby-频道',
    ...{ channel: channel('idle', '2024-03-03T04:07:08Z'), samples: [], lastEvent: null },
  },
  {
    ...{ channelName: 'door', samples: [0] },
    channel: channel('unknown', '2024-03-05T06:07:06Z', { push, message: 'Nobody\nanswers.' }),
    lastEvent: { event: 'unreachable', at: new Date('2024-03-05T06:07:06Z') },
  },
];

const frame = (
  columns: number,
  height = 24,
  shown: readonly Row[] = rows,
  only: readonly State[] | null = null,
) =>
  frameLines(shown, {
    ...{ columns, height, now: NOW, bucket: 'examplebucket', only, intervalSeconds: 5 },
    table: (view) => drawView(view, { columns, color: 0 }),
  });

describe('the table of watch', () => {
  test('fits into 80 columns, media on a line of its own', () => {
    expect(frame(80)).toEqual([
      'Status   Channel                     For     Publisher            Last change',
      'Unknown  door                        2s      -                    unreachable 2s',
      '  Nobody\\nanswers.',
      'Live     cam-42                      7m 08s  198.51.100.23:51234  resumed 10s',
      '  1920x1080 30 fps  video 2.10 Mbit/s ▁▁██▃▅██  audio 127 kbit/s',
      'Idle     a-very-long-name-of-a-cha…  2d 02h  -                    -',
      '3 channels of examplebucket, 1 live; asked every 5 s; Ctrl-C ends',
    ]);
  });

  test('has everything in one line where there is room', () => {
    expect(frame(140)).toEqual([
      'Status   Channel                             For     Publisher            Video             Bandwidth             Audio       Last change',
      'Unknown  door                                2s      -                    -                 -                     -           unreachable 2s',
      '  Nobody\\nanswers.',
      'Live     cam-42                              7m 08s  198.51.100.23:51234  1920x1080 30 fps  2.10 Mbit/s ▁▁██▃▅██  127 kbit/s  resumed 10s',
      'Idle     a-very-long-name-of-a-channel-in-…  2d 02h  -                    -                 -                     -           -',
      '3 channels of examplebucket, 1 live; asked every 5 s; Ctrl-C ends',
    ]);
  });

  test('is no higher than the terminal, and says how many there are more', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ ...rows[1]!, channelName: `cam-${index}` }));
    const lines = frame(80, 10, many);
    expect(lines.slice(-3)).toEqual([
      expect.stringMatching(/^Idle {4}cam-5/),
      'and 44 more: 44 idle',
      '50 channels of examplebucket, 0 live; asked every 5 s; Ctrl-C ends',
    ]);
    expect(lines).toHaveLength(9);
  });

  test('of no channels is the last line alone', () => {
    expect(frame(80, 24, [])).toEqual(['0 channels of examplebucket, 0 live; asked every 5 s; Ctrl-C ends']);
  });
});

describe('the line of an event', () => {
  const event: ChannelEvent = {
    ...{
      event: 'watching',
      time: '2024-03-05T06:07:08.900Z',
      bucket: 'examplebucket',
      channelName: 'cam-42',
    },
    ...{ state: 'live', ...push!, changes: [], message: null },
  };
  test.each<[Partial<ChannelEvent>, string]>([
    [{}, 'watching  live'],
    [{ state: 'absent', message: 'No such live channel.' }, 'watching  absent: No such live channel.'],
    [{ event: 'started' }, 'started  by 198.51.100.23:51234, H264 1920x1080'],
    [{ event: 'started', remoteAddr: null, video: null }, 'started  by unknown'],
    [{ event: 'stopped' }, 'stopped  by 198.51.100.23:51234, after 7m 08s'],
    [{ event: 'stopped', connectedTime: null }, 'stopped  by 198.51.100.23:51234'],
    [{ event: 'stalled' }, 'stalled'],
    [
      {
        event: 'changed',
        changes: [
          { property: 'video.size', from: '1920x1080', to: '1280x720' },
          { property: 'audio.sampleRate', from: 48_000, to: 44_100 },
        ],
      },
      'changed  video.size from 1920x1080 to 1280x720, audio.sampleRate from 48000 to 44100',
    ],
    [{ event: 'refused', message: 'AccessDenied: no' }, 'refused  AccessDenied: no'],
    [{ event: 'unreachable', message: 'Nobody answers.' }, 'unreachable  Nobody answers.'],
    [{ event: 'reachable' }, 'reachable  live'],
    [{ event: 'deleted' }, 'deleted'],
  ])('%j', (more, told) => {
    expect(eventLine({ ...event, ...more })).toBe(`2024-03-05T06:07:08+00:00  cam-42  ${told}`);
  });
});

describe('the screen', () => {
  /** Back to the first column, and so many lines up. */
  const UP = '\\r(?:\u001b\\[(\\d+)A)?';

  /** What is written to a terminal, its control sequences in words. */
  function terminal() {
    const written: string[] = [];
    const names: [string, string][] = [
      ['\u001b[?2026h', ''],
      ['\u001b[?2026l', ''],
      ['\u001b[?25l', '{hide}'],
      ['\u001b[?25h', '{show}'],
      ['\u001b[?7l', ''],
      ['\u001b[?7h', ''],
      ['\u001b[K\n', '|'],
      ['\u001b[J', '{clear below}'],
      ['\u001b[H\u001b[2J', '{clear all}'],
    ];
    const sink = {
      ...{ isTTY: true, columns: 80, rows: 24 },
      write(text: string) {
        const named = names.reduce((left, [code, name]) => left.replaceAll(code, name), text);
        written.push(named.replace(new RegExp(UP, 'g'), (_, up) => (up ? `{up ${up}}` : '')));
        return true;
      },
    };
    return { sink, written };
  }

  test('writes each frame at once over the last, and what stays above it', () => {
    const { sink, written } = terminal();
    const screen = createScreen(sink);
    screen.draw(['a', 'b']);
    screen.draw(['c', 'd', 'e']);
    screen.print('news');
    screen.draw(['f']);
    sink.columns = 100;
    screen.draw(['g']);
    screen.close();
    screen.close();
    expect(written).toEqual([
      '{hide}a|b|{clear below}',
      '{up 2}c|d|e|{clear below}',
      '{up 3}{clear below}news\nc|d|e|{clear below}',
      '{up 3}f|{clear below}',
      '{clear all}g|{clear below}',
      '{show}',
    ]);
  });
});
