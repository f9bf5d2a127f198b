// What becomes of what is pushed.
import { isHeader, isKeyFrame, later } from '../media.js';
import { found, type Probe } from '../probe.js';
import { firstSegment, frames, shape } from './looks.js';

export const recordings: readonly Probe[] = [
  {
    row: 'segment-name-is-its-opening',
    async run(scope) {
      const channelName = await scope.channel();
      const push = await scope.push(channelName);
      // A key frame, a pause that no segment has, and the rest.
      const all = scope.media.small;
      const second = all.findIndex((tag) => isKeyFrame(tag) && tag.timestampMs > 500);
      const openedMs = scope.target.now().getTime();
      for (const tag of all.slice(0, second)) push.send(tag);
      await scope.wait(1500);
      await push.play(all.slice(second));
      await push.finish();
      const key = await firstSegment(scope, channelName);
      if (key === null) return { verdict: 'unclear', saw: 'there is no segment' };
      const ms = Number(/(\d+)\.ts$/.exec(key)?.[1]) - openedMs;
      return found(
        ms > -1000 && ms < 1000,
        `the first is named ${ms} ms after its first picture was sent, 1500 ms before its last`,
      );
    },
  },
  {
    row: 'playlist-across-pushes',
    async run(scope) {
      const channelName = await scope.channel({ fragCount: 3 });
      const sequence = (text: string) => Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1] ?? Number.NaN);
      await scope.record(channelName, scope.media.small);
      const before = await scope.until(
        () => scope.playlist(channelName),
        (text) => sequence(text) > 0,
      );
      await scope.record(channelName, scope.media.small.slice(0, -60));
      const after = await scope.until(
        () => scope.playlist(channelName),
        (text) => sequence(text) > sequence(before),
      );
      const isSo =
        !/ENDLIST/.test(before + after) && sequence(after) > sequence(before) && sequence(before) > 0;
      const saw = `after four segments MEDIA-SEQUENCE ${sequence(before)}, after another push ${sequence(after)}, ${/ENDLIST/.test(before + after) ? 'with' : 'without'} ENDLIST`;
      return found(isSo, saw);
    },
  },
  {
    row: 'discontinuity-of-a-push',
    async run(scope) {
      const channelName = await scope.channel();
      await scope.record(channelName, scope.media.small);
      await scope.record(channelName, scope.media.small);
      const playlist = await scope.until(
        () => scope.playlist(channelName),
        (text) => shape(text).replaceAll('D', '').length > 7,
      );
      return found(
        shape(playlist) === 'SSSSDSSSS',
        `two pushes of four segments are listed as ${shape(playlist)}`,
      );
    },
  },
  {
    row: 'discontinuity-sequence',
    async run(scope) {
      const channelName = await scope.channel({ fragCount: 2 });
      await scope.record(channelName, scope.media.small);
      await scope.record(channelName, scope.media.small);
      const wanted = /#EXT-X-DISCONTINUITY-SEQUENCE:1\b/;
      const playlist = await scope.until(
        () => scope.playlist(channelName),
        (text) => wanted.test(text),
      );
      const [line = 'none'] = /#EXT-X-DISCONTINUITY-SEQUENCE:\d+/.exec(playlist) ?? [];
      return found(wanted.test(playlist), `once the discontinuity has left the list: ${line}`);
    },
  },
  {
    row: 'another-configuration',
    async run(scope) {
      const channelName = await scope.channel();
      const { small, large } = scope.media;
      await scope.record(channelName, [
        ...small,
        ...later(large, 4000).filter(({ type }) => type !== 'data'),
      ]);
      const playlist = await scope.until(
        () => scope.playlist(channelName),
        (text) => shape(text).replaceAll('D', '').length > 7,
      );
      return found(
        shape(playlist) === 'SSSSDSSSS',
        `larger pictures after four segments are listed as ${shape(playlist)}`,
      );
    },
  },
  {
    row: 'damaged-picture',
    async run(scope) {
      const channelName = await scope.channel();
      const push = await scope.push(channelName);
      const { small } = scope.media;
      const at = small.findIndex((tag) => tag.type === 'video' && !isHeader(tag) && !isKeyFrame(tag));
      const whole = small[at]!;
      // A NAL unit that says to be longer than it is.
      const payload = Buffer.concat([
        whole.payload.subarray(0, 5),
        Buffer.of(0x7f, 0xff, 0xff, 0xff),
        whole.payload.subarray(9),
      ]);
      await push.play(small.map((tag, index) => (index === at ? { ...tag, payload } : tag)));
      await push.until(() => push.status?.level === 'warning', Math.min(3000, scope.target.patienceMs));
      const [isIn, warned] = [
        push.isIn,
        push.heard.find(({ status }) => status?.level === 'warning')?.status,
      ];
      await push.finish();
      const isSo = isIn && warned?.code === 'NetStream.Publish.Warning';
      return found(
        isSo,
        `the push ${isIn ? 'goes on' : 'is cut'}; its publisher hears ${warned?.code ?? 'nothing'}`,
      );
    },
  },
  {
    row: 'history',
    async run(scope) {
      const channelName = await scope.channel();
      const times = async () => (await scope.client.getLiveChannelHistory({ channelName })).records;
      await scope.record(channelName, scope.media.small);
      const first = await scope.until(times, (records) => records.length > 0);
      await scope.wait(1100);
      const push = await scope.push(channelName);
      await push.play(scope.media.small);
      const during = await times();
      await push.finish();
      const both = await scope.until(times, (records) => records.length > 1);
      const [a, b] = both.map(({ startTime }) => Date.parse(startTime ?? ''));
      const whole = both.every(({ endTime }) => endTime?.endsWith('.000Z'));
      const isSo =
        first.length === 1 && during.length === 1 && both.length === 2 && (a ?? 0) < (b ?? 0) && whole;
      const order = (a ?? 0) < (b ?? 0) ? 'oldest first' : 'latest first';
      return found(
        isSo,
        `${during.length} while the second runs, then ${both.length}, ${order}; ends ${both.map(({ endTime }) => endTime).join(', ')}`,
      );
    },
  },
  {
    row: 'bandwidth-windows',
    seconds: 13,
    async run(scope) {
      const channelName = await scope.channel();
      const push = await scope.push(channelName);
      const { small } = scope.media;
      const long = [0, 4000, 8000, 12_000].flatMap((by) =>
        by === 0 ? small : frames(later(small, by)).filter(({ type }) => type !== 'data'),
      );
      const playing = push.play(long, 1);
      const bandwidth = async () =>
        (await scope.client.getLiveChannelStat({ channelName })).video?.bandwidth ?? null;
      await scope.wait(6000);
      const early = await bandwidth();
      await scope.wait(6500);
      const late = await bandwidth();
      push.drop();
      await playing;
      return found(
        early === 0 && (late ?? 0) > 1000,
        `${early} after six seconds, ${late} after twelve and a half`,
      );
    },
  },
];
