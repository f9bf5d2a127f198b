// What becomes of sound, and of a push that has nothing else or none.
import { inOrder, isHeader, isKeyFrame, later, streamsOf, type Tag } from '../media.js';
import { found, type Probe } from '../probe.js';
import { firstSegment, frames, kindsIn, pictures, shape, sound } from './looks.js';

export const sounds: readonly Probe[] = [
  {
    row: 'no-video',
    async run(scope) {
      const channelName = await scope.channel();
      const push = await scope.push(channelName);
      const wasIn = push.isIn;
      await push.play(sound(scope.media.small));
      const isIn = push.isIn;
      await push.finish();
      await scope.wait(Math.min(5000, scope.target.patienceMs / 4));
      const count = (await scope.segments(channelName)).length;
      return found(
        wasIn && isIn && count === 0,
        `sound alone is ${wasIn && isIn ? 'taken' : 'refused'}, and makes ${count} segments`,
      );
    },
  },
  {
    row: 'key-frame-waits-for-sound',
    async run(scope) {
      const channelName = await scope.channel();
      // All sound of the first second comes after the key frame of the next.
      const { small } = scope.media;
      const early = (tag: Tag) => tag.type === 'audio' && !isHeader(tag) && tag.timestampMs < 1000;
      const at = small.findIndex((tag) => isKeyFrame(tag) && tag.timestampMs >= 1000) + 1;
      const tags = [
        ...small.slice(0, at).filter((tag) => !early(tag)),
        ...small.filter(early),
        ...small.slice(at),
      ];
      await scope.record(channelName, tags);
      const key = await firstSegment(scope, channelName);
      if (key === null) return { verdict: 'unclear', saw: 'there is no segment' };
      const streams = await streamsOf(await scope.object(key));
      const last = (kind: string) => streams.find((stream) => stream.kind === kind)?.last ?? null;
      const [video, audio] = [last('video'), last('audio')];
      const isSo = video !== null && audio !== null && Math.abs(video - audio) < 0.2;
      return found(isSo, `the first segment has pictures until ${video} s and sound until ${audio} s`);
    },
  },
  {
    row: 'announced-sound',
    async run(scope) {
      const channelName = await scope.channel();
      const empty: Tag = { type: 'audio', timestampMs: 0, payload: Buffer.of(0xaf, 0) };
      await scope.record(channelName, [empty, ...pictures(scope.media.small)]);
      const key = await firstSegment(scope, channelName);
      if (key === null) return { verdict: 'unclear', saw: 'there is no segment' };
      const kinds = await kindsIn(scope, key);
      return found(
        kinds === 'audio and video',
        `after an empty AAC header the tables of a segment name ${kinds}`,
      );
    },
  },
  {
    row: 'late-sound',
    async run(scope) {
      const channelName = await scope.channel();
      const { small } = scope.media;
      const long = [
        ...pictures(small),
        ...frames(later(pictures(small), 4000)),
        ...later(sound(small), 4000),
      ];
      await scope.record(channelName, inOrder(long));
      const playlist = await scope.until(
        () => scope.playlist(channelName),
        (text) => shape(text).length > 6,
      );
      const keys = await scope.segments(channelName);
      if (keys.length < 2) return { verdict: 'unclear', saw: 'there are no segments' };
      const [first, last] = [await kindsIn(scope, keys[0]!), await kindsIn(scope, keys.at(-1)!)];
      const isSo = first === 'video' && last === 'audio and video' && shape(playlist).includes('D');
      return found(
        isSo,
        `sound that begins after 4 s: first ${first}, at the end ${last}, listed as ${shape(playlist)}`,
      );
    },
  },
  {
    row: 'metadata-is-not-read',
    async run(scope) {
      const channelName = await scope.channel();
      // The metadata of the clip name a codec of sound.
      const tags = scope.media.small.filter(({ type }) => type !== 'audio');
      await scope.record(channelName, tags);
      const key = await firstSegment(scope, channelName);
      if (key === null) return { verdict: 'unclear', saw: 'there is no segment' };
      const kinds = await kindsIn(scope, key);
      return found(
        kinds === 'video',
        `with metadata that name a codec of sound the tables of a segment name ${kinds}`,
      );
    },
  },
];
