// What the service answers to requests.
import type { Query } from '../../src/protocol/wire.js';
import { found, type Probe } from '../probe.js';

const settingsOf = (target: string) =>
  `<LiveChannelConfiguration><Target><Type>HLS</Type>${target}</Target></LiveChannelConfiguration>`;

/** As the emulator pairs them (docs/reference.md). */
const REFUSALS: readonly { is: string; method: string; query: Query; pair: string }[] = [
  {
    is: 'a channel that is not there',
    method: 'GET',
    query: { live: null },
    pair: '404 NoSuchLiveChannel 0026-00000021',
  },
  {
    is: 'a status that there is not',
    method: 'PUT',
    query: { live: null, status: 'paused' },
    pair: '400 InvalidArgument 0017-00000255',
  },
  {
    is: 'a range that ends before it begins',
    method: 'GET',
    query: { vod: null, startTime: '1700000100', endTime: '1700000000' },
    pair: '400 InvalidArgument 0044-00000306',
  },
];

export const requests: readonly Probe[] = [
  {
    row: 'refusal-codes',
    async run(scope) {
      const channelName = scope.name();
      const saw: string[] = [];
      for (const { is, method, query, pair } of REFUSALS) {
        const { status, code, ec } = await scope.raw({ method, key: channelName, query });
        const answer = `${status} ${code} ${ec}`;
        if (answer !== pair) saw.push(`${is}: ${answer} instead of ${pair}`);
      }
      return found(
        saw.length === 0,
        saw.length === 0 ? 'status, code and EC of all that was asked' : saw.join('; '),
      );
    },
  },
  {
    row: 'info-without-snapshot',
    async run(scope) {
      const channelName = scope.name();
      const { bucket } = scope.target;
      const snapshot = `<Snapshot><RoleName>${scope.target.prefix}role</RoleName><DestBucket>${bucket}</DestBucket><NotifyTopic>topic</NotifyTopic><Interval>5</Interval></Snapshot>`;
      const body = settingsOf('').replace(
        '</LiveChannelConfiguration>',
        `${snapshot}</LiveChannelConfiguration>`,
      );
      const put = await scope.raw({ method: 'PUT', key: channelName, query: { live: null }, body });
      if (put.status !== 200)
        return { verdict: 'unclear', saw: `no channel with a snapshot: ${put.status} ${put.code}` };
      const info = await scope.raw({ method: 'GET', key: channelName, query: { live: null } });
      const has = info.text.includes('<Snapshot>');
      return found(!has, `GetLiveChannelInfo has ${has ? 'a' : 'no'} Snapshot`);
    },
  },
  {
    row: 'one-of-the-frag-settings',
    async run(scope) {
      const saw: string[] = [];
      for (const [given, wanted] of [
        ['<FragDuration>7</FragDuration>', '7/3'],
        ['<FragCount>4</FragCount>', '5/4'],
      ]) {
        const channelName = scope.name();
        const put = await scope.raw({
          method: 'PUT',
          key: channelName,
          query: { live: null },
          body: settingsOf(given!),
        });
        const { target } =
          put.status === 200 ? await scope.client.getLiveChannelInfo({ channelName }) : { target: null };
        const got =
          target === null ? `${put.status} ${put.code}` : `${target.fragDuration}/${target.fragCount}`;
        saw.push(`${given}: ${got}${got === wanted ? '' : ` instead of ${wanted}`}`);
      }
      return found(!saw.join().includes('instead'), saw.join('; '));
    },
  },
  {
    row: 'empty-playlist-name',
    async run(scope) {
      const channelName = scope.name();
      const body = settingsOf('<PlaylistName></PlaylistName>');
      const put = await scope.raw({ method: 'PUT', key: channelName, query: { live: null }, body });
      if (put.status !== 200) return found(false, `${put.status} ${put.code}`);
      const { target } = await scope.client.getLiveChannelInfo({ channelName });
      return found(
        target?.playlistName === 'playlist.m3u8',
        `the name is ${JSON.stringify(target?.playlistName)}`,
      );
    },
  },
  {
    row: 'canonical-request',
    async run(scope) {
      const { code, text } = await scope.raw({
        method: 'GET',
        key: scope.name(),
        query: { live: null },
        secret: 'another-secret',
      });
      if (code !== 'SignatureDoesNotMatch') return { verdict: 'unclear', saw: `the answer is ${code}` };
      const has = text.includes('<CanonicalRequest>');
      return found(has, `SignatureDoesNotMatch has ${has ? 'a' : 'no'} CanonicalRequest`);
    },
  },
  {
    row: 'hls-sign-most',
    async run(scope) {
      const lists = (count: number) => `#EXTM3U\n${'#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n'.repeat(count)}`;
      const segments = (count: number) =>
        `#EXTM3U\n#EXT-X-TARGETDURATION:1\n${'#EXTINF:1,\na.ts\n'.repeat(count)}#EXT-X-ENDLIST\n`;
      const saw: string[] = [];
      for (const [is, text, wanted] of [
        ['20,000 segments', segments(20_000), '200'],
        ['20,001 segments', segments(20_001), '400 0044-00000406'],
        ['100 lists', lists(100), '200'],
        ['101 lists', lists(101), '400 0044-00000407'],
      ] as const) {
        const key = `${scope.name()}.m3u8`;
        await scope.client.putObject({ key, body: text, contentType: 'application/vnd.apple.mpegurl' });
        const { status, ec } = await scope.raw({
          method: 'GET',
          key,
          query: { 'x-oss-process': 'hls/sign' },
        });
        const got = ec === null ? `${status}` : `${status} ${ec}`;
        saw.push(`${is}: ${got}${got === wanted ? '' : ` instead of ${wanted}`}`);
      }
      return found(!saw.join().includes('instead'), saw.join('; '));
    },
  },
];
