import { english } from '../../english.js';
import { isoSeconds } from '../../protocol/time.js';
import type { PushEvent } from '../../push/index.js';
import { say } from '../say.js';
import { lasting } from './durations.js';
import { counted } from './progress-report.js';
import { commandLine } from './shell.js';
import { sized } from './sizes.js';
import type { View } from './view.js';

type Named<Name extends PushEvent['event']> = Extract<PushEvent, { event: Name }>;

/** What became of a push, at its end. */
export function pushSummary(event: Named<'ended'>): View {
  const { seconds, bytes, droppedFrames, reconnects, gapSeconds, lostSeconds, channels, sentAgainSeconds } =
    event;
  const kept = channels.filter(({ error }) => error === null);
  const saved = kept.flatMap(({ vodUrl }) => vodUrl ?? []);
  return {
    kind: 'fields',
    fields: [
      [english`Pushed`, { value: seconds, text: lasting(seconds) }],
      ...(bytes === 0 ? [] : [[english`Size`, { value: bytes, text: sized(bytes) }] as const]),
      [english`Dropped frames`, droppedFrames],
      ...(reconnects === 0
        ? []
        : [[english`Reconnects`, { value: reconnects, text: gapText(reconnects, gapSeconds) }] as const]),
      ...(sentAgainSeconds === undefined || sentAgainSeconds === 0
        ? []
        : [[english`Sent twice`, { value: sentAgainSeconds, text: lasting(sentAgainSeconds, 1) }] as const]),
      ...(lostSeconds === 0
        ? []
        : [
            [
              english`Lost`,
              { value: lostSeconds, text: say`${lasting(lostSeconds, 1)} of the input` },
            ] as const,
          ]),
      ...kept.map(({ playUrl }) => [english`Play URL`, playUrl] as const),
      ...(saved.length > 0
        ? saved.map((url) => [english`VOD URL`, url] as const)
        : [[english`VOD playlist`, vodCommand(event)] as const]),
    ],
  };
}

function gapText(reconnects: number, gapSeconds: number): string {
  return say`${counted(reconnects, english`time`)}, ${lasting(gapSeconds, 1)} without a stream`;
}

/** After several connections the latest push is not the whole of it. */
function vodCommand({ channels, since, reconnects }: Named<'ended'>): string {
  const start = reconnects > 0 && since !== null ? [whole(since)] : [];
  return commandLine(['oss-live', 'vod', channels[0]?.channelName ?? '', '--start', ...start, '--end']);
}

function whole(time: string): string {
  return isoSeconds(new Date(time));
}
