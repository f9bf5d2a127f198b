import { describe, expect, test } from 'vitest';
import type { LiveChannelStat } from '../../src/client/operations/get-live-channel-stat.js';
import { type Channel, type Observation, observe } from '../../src/watch/observe.js';

const VIDEO = { width: 1920, height: 1080, frameRate: 30, bandwidth: 250_000, codec: 'H264' };
const AUDIO = { bandwidth: 16_000, sampleRate: 48_000, codec: 'AAC' };

const plain = (status: string): LiveChannelStat => ({
  ...{ status, connectedTime: null, remoteAddr: null, video: null, audio: null, requestId: null },
});
const idle = plain('Idle');
const disabled = plain('Disabled');
/** A push that began at 06:00:00. */
const live: LiveChannelStat = {
  ...{ status: 'Live', connectedTime: '2024-03-05T06:00:00.000Z', remoteAddr: '198.51.100.23:51234' },
  ...{ video: VIDEO, audio: AUDIO, requestId: null },
};
const again: LiveChannelStat = { ...live, connectedTime: '2024-03-05T06:00:30.000Z' };
const elsewhere: LiveChannelStat = { ...live, remoteAddr: '203.0.113.7:40000' };
const quiet: LiveChannelStat = {
  ...live,
  video: { ...VIDEO, bandwidth: 900, frameRate: 0 },
  audio: { ...AUDIO, bandwidth: 99 },
};
const unmeasured: LiveChannelStat = {
  ...live,
  video: { ...VIDEO, bandwidth: 0 },
  audio: { ...AUDIO, bandwidth: 0 },
};
const later = { connectedTime: again.connectedTime };
const nothingKnown: LiveChannelStat = { ...live, video: null, audio: null };
const smaller: LiveChannelStat = { ...live, video: { ...VIDEO, width: 1280, height: 720 } };
const hevc: LiveChannelStat = {
  ...live,
  video: { ...VIDEO, codec: 'H265' },
  audio: { ...AUDIO, codec: 'MP3' },
};
const resampled: LiveChannelStat = { ...live, audio: { ...AUDIO, sampleRate: 44_100 } };

const away = { kind: 'unreachable', message: 'no route' } as const;
const denied = { kind: 'refused', message: 'AccessDenied: no' } as const;
const gone = { kind: 'absent', message: 'no such channel' } as const;

type Look = LiveChannelStat | Exclude<Observation, { kind: 'stat' }>;

/** Looks, one a second from 06:01:00 on unless they say when; what each of them tells, and the state after the last. */
function looks(...given: (Look | [seconds: number, look: Look])[]) {
  let channel: Channel | null = null;
  const told = given.map((one, index) => {
    const [seconds, look] = Array.isArray(one) ? one : [index, one];
    const at = new Date(Date.UTC(2024, 2, 5, 6, 1, seconds));
    const step = observe(channel, 'kind' in look ? look : { kind: 'stat', stat: look }, at);
    channel = step.channel;
    return step.occurrences.map(({ event }) => event).join(' ');
  });
  return { told, channel: channel as unknown as Channel };
}

describe('events from looks', () => {
  test.each<[string, (Look | [number, Look])[], string[], string]>([
    ['idle stays idle', [idle, idle], ['watching', ''], 'idle'],
    ['a push begins and ends', [idle, live, live, idle], ['watching', 'started', '', 'stopped'], 'idle'],
    ['found live is no start', [live, live], ['watching', ''], 'live'],
    ['another push between two looks', [live, again], ['watching', 'stopped started'], 'live'],
    ['another publisher', [live, elsewhere], ['watching', 'stopped started'], 'live'],
    ['switched off and on', [idle, disabled, idle], ['watching', 'disabled', 'enabled'], 'idle'],
    ['switched off while live', [live, disabled], ['watching', 'stopped disabled'], 'disabled'],
    ['switched on and live at once', [disabled, live], ['watching', 'enabled started'], 'live'],
    ['another size', [live, smaller, smaller], ['watching', 'changed', ''], 'live'],
    ['other codecs', [live, hevc], ['watching', 'changed'], 'live'],
    ['another sample rate', [live, resampled], ['watching', 'changed'], 'live'],
    ['codecs are not known at first', [idle, nothingKnown, live], ['watching', 'started', ''], 'live'],
    ['codecs are out of sight for a moment', [live, nothingKnown, live], ['watching', '', ''], 'live'],
    ['and are others then', [live, nothingKnown, smaller], ['watching', '', 'changed'], 'live'],
    ['quiet for less than 5 s', [live, [1, quiet], [5, quiet], [6, live]], ['watching', '', '', ''], 'live'],
    [
      'quiet for 5 s and no longer',
      [live, [1, quiet], [6, quiet], [7, quiet], [8, live]],
      ['watching', '', 'stalled', '', 'resumed'],
      'live',
    ],
    [
      'nothing arrives from the start',
      [idle, [1, nothingKnown], [15, nothingKnown], [16, nothingKnown]],
      ['watching', 'started', '', 'stalled'],
      'stalled',
    ],
    [
      'nothing is measured in the first ten seconds',
      [idle, [1, unmeasured], [6, unmeasured], [12, unmeasured], [13, live]],
      ['watching', 'started', '', '', ''],
      'live',
    ],
    [
      'found in its first ten seconds',
      [unmeasured, [14, unmeasured], [15, unmeasured]],
      ['watching', '', 'stalled'],
      'stalled',
    ],
    [
      'that another push was measured says nothing of the next',
      [live, [1, { ...unmeasured, ...later }], [6, { ...unmeasured, ...later }], [7, { ...live, ...later }]],
      ['watching', 'stopped started', '', ''],
      'live',
    ],
    [
      'a stalled push ends',
      [live, [1, quiet], [6, quiet], [7, idle]],
      ['watching', '', 'stalled', 'stopped'],
      'idle',
    ],
    [
      'the quiet of one push is not that of the next',
      [live, [1, quiet], [6, { ...quiet, connectedTime: again.connectedTime }]],
      ['watching', '', 'stopped started'],
      'live',
    ],
    [
      'unreachable for a while',
      [live, away, away, live],
      ['watching', 'unreachable', '', 'reachable'],
      'live',
    ],
    ['it ended meanwhile', [live, away, idle], ['watching', 'unreachable', 'reachable stopped'], 'idle'],
    [
      'another began meanwhile',
      [live, away, again],
      ['watching', 'unreachable', 'reachable stopped started'],
      'live',
    ],
    ['found unreachable', [away, live], ['watching', 'reachable'], 'live'],
    [
      'refused, then unreachable',
      [idle, denied, away, idle],
      ['watching', 'refused', 'unreachable', 'reachable'],
      'idle',
    ],
    ['refused from the start', [denied, denied], ['watching', ''], 'refused'],
    [
      'stalled before and after an outage',
      [live, [1, quiet], [6, quiet], [7, away], [8, quiet]],
      ['watching', '', 'stalled', 'unreachable', 'reachable'],
      'stalled',
    ],
    [
      'it resumed during an outage',
      [live, [1, quiet], [6, quiet], [7, away], [8, live]],
      ['watching', '', 'stalled', 'unreachable', 'reachable resumed'],
      'live',
    ],
    ['not there at first', [gone, gone, idle], ['watching', '', 'created'], 'idle'],
    ['created and pushed to', [gone, live], ['watching', 'created started'], 'live'],
    ['deleted', [idle, gone, gone], ['watching', 'deleted', ''], 'absent'],
    ['deleted after a push', [live, gone], ['watching', 'stopped deleted'], 'absent'],
    [
      'deleted during an outage',
      [idle, away, gone],
      ['watching', 'unreachable', 'reachable deleted'],
      'absent',
    ],
    ['absent around an outage', [gone, away, gone], ['watching', 'unreachable', 'reachable'], 'absent'],
  ])('%s', (_, given, told, state) => {
    const found = looks(...given);
    expect([found.told, found.channel.state]).toEqual([told, state]);
  });

  test('a change says what was and what is', () => {
    const first = observe(null, { kind: 'stat', stat: live }, new Date(0)).channel;
    const { occurrences } = observe(first, { kind: 'stat', stat: hevc }, new Date(0));
    expect(occurrences[0]?.changes).toEqual([
      { property: 'video.codec', from: 'H264', to: 'H265' },
      { property: 'audio.codec', from: 'AAC', to: 'MP3' },
    ]);
    expect(observe(first, { kind: 'stat', stat: smaller }, new Date(0)).occurrences[0]?.changes).toEqual([
      { property: 'video.size', from: '1920x1080', to: '1280x720' },
    ]);
  });

  test('the end of a push tells of the push that has ended', () => {
    const { channel } = observe(null, { kind: 'stat', stat: live }, new Date(0));
    expect(observe(channel, { kind: 'stat', stat: idle }, new Date(0)).occurrences).toEqual([
      {
        event: 'stopped',
        push: {
          ...{ connectedTime: '2024-03-05T06:00:00.000Z', remoteAddr: '198.51.100.23:51234' },
          ...{ video: VIDEO, audio: AUDIO },
        },
        changes: [],
        message: null,
      },
    ]);
  });

  test('an outage says why, and keeps what was known', () => {
    const { channel, told } = looks(live, away);
    expect({ ...channel, told }).toMatchObject({
      ...{ state: 'unknown', message: 'no route', phase: 'live', told: ['watching', 'unreachable'] },
      push: { remoteAddr: '198.51.100.23:51234' },
    });
  });

  test.each<[string, (Look | [number, Look])[], string]>([
    ['live: since the push began', [idle, live, live], '2024-03-05T06:00:00.000Z'],
    ['idle: since it was noticed', [live, idle, idle], '2024-03-05T06:01:01.000Z'],
    ['stalled: since it was quiet', [live, [3, quiet], [9, quiet], [10, quiet]], '2024-03-05T06:01:03.000Z'],
    ['unknown: since the first failure', [live, away, away], '2024-03-05T06:01:01.000Z'],
    ['live again: since the push began', [live, away, live], '2024-03-05T06:00:00.000Z'],
  ])('since when it is so — %s', (_, given, since) => {
    expect(looks(...given).channel.since.toISOString()).toBe(since);
  });
});
