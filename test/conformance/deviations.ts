// For each row a service that is not as the emulator takes it to be, and what the probe then says.
import { execa } from 'execa';
import type { Answer, Connection, Deviation } from './deviating.js';

/** Text of the same length, so that no length before it is wrong. */
function instead(before: string, after: string): (bytes: Buffer) => Buffer {
  if (before.length !== after.length) throw new Error(`${before} and ${after} differ in length`);
  return (bytes) => Buffer.from(bytes.toString('latin1').replaceAll(before, after), 'latin1');
}

const changed = (answer: Answer, change: (text: string) => string): Answer => ({
  ...answer,
  text: change(answer.text),
});

const error = (status: number, code: string): Answer => {
  const text = `<Error><Code>${code}</Code><Message>Another service.</Message></Error>`;
  return { status, text, bytes: Buffer.from(text) };
};

/** Segments of one channel with other streams in them. */
function segmentsWith(row: string, inputs: readonly string[]): NonNullable<Deviation['http']> {
  return async ({ target }, answer) => {
    if (!target.includes(row) || !/\.ts(\?|$)/.test(target)) return answer;
    const args = [
      '-t',
      '1',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-c:a',
      'aac',
      '-f',
      'mpegts',
      'pipe:1',
    ];
    const { stdout } = await execa(
      'ffmpeg',
      ['-v', 'error', ...inputs.flatMap((input) => ['-f', 'lavfi', '-i', input]), ...args],
      {
        encoding: 'buffer',
      },
    );
    const bytes = Buffer.from(stdout);
    return { ...answer, bytes, text: bytes.toString() };
  };
}

const PICTURES = 'testsrc2=size=160x90:rate=25';
const SOUND = 'sine';

/** The lists of one channel, changed. */
const listsOf =
  (row: string, change: (text: string) => string): NonNullable<Deviation['http']> =>
  ({ target }, answer) =>
    target.includes(row) && target.includes('.m3u8') ? changed(answer, change) : answer;

const withoutDiscontinuity = (text: string): string => text.replaceAll('#EXT-X-DISCONTINUITY\n', '');

/** Ends a connection that has been silent for eight seconds. */
function impatient(): (bytes: Buffer, connection: Connection) => Buffer {
  const timers = new WeakMap<object, NodeJS.Timeout>();
  return (bytes, { socket }) => {
    if (!timers.has(socket)) socket.once('close', () => clearTimeout(timers.get(socket)));
    clearTimeout(timers.get(socket));
    timers.set(
      socket,
      setTimeout(() => socket.destroy(), 8000),
    );
    return bytes;
  };
}

/** Calls a channel live whose push has just gone. */
function slowToNotice(): NonNullable<Deviation['http']> {
  let puts = 0;
  return ({ method, target }, answer) => {
    if (method !== 'PUT' || !target.includes('end-is-noticed')) return answer;
    puts++;
    return puts > 1 ? error(409, 'ChannelStillLive') : answer;
  };
}

export const deviations: Readonly<Record<string, Deviation>> = {
  'refusal-codes': {
    saw: /^differs: a channel that is not there: 404 NoSuchLiveChannel 0026-00000099 instead of/,
    http: (_, answer) => changed(answer, (text) => text.replace('0026-00000021', '0026-00000099')),
  },
  'info-without-snapshot': {
    saw: /^differs: GetLiveChannelInfo has a Snapshot$/,
    http: (_, answer) =>
      changed(answer, (text) =>
        text.replace('</LiveChannelConfiguration>', '<Snapshot></Snapshot></LiveChannelConfiguration>'),
      ),
  },
  'one-of-the-frag-settings': {
    saw: /^differs: .*<FragCount>4<\/FragCount>: 400 MalformedXML instead of 5\/4$/,
    http: ({ body }, answer) =>
      /^(?!.*FragDuration).*FragCount/.test(`${body}`) ? error(400, 'MalformedXML') : answer,
  },
  'empty-playlist-name': {
    saw: /^differs: the name is "?(null|)"?/,
    http: ({ method, target }, answer) =>
      method === 'GET' && target.includes('empty-playlist-name')
        ? changed(answer, (text) => text.replace('playlist.m3u8', ''))
        : answer,
  },
  'canonical-request': {
    saw: /^differs: SignatureDoesNotMatch has no CanonicalRequest$/,
    http: (_, answer) =>
      changed(answer, (text) => text.replace(/<CanonicalRequest>.*<\/CanonicalRequest>/s, '')),
  },
  'hls-sign-most': {
    saw: /^differs: .*20,001 segments: 200 instead of 400/,
    http: (_, answer) =>
      answer.text.includes('0044-00000406') ? { ...answer, status: 200, text: '#EXTM3U' } : answer,
  },

  'disabled-over-rtmp': {
    saw: /^differs: error NetStream.Publish.Denied "ChannelIsForbiddenX: /,
    hears: instead('LiveChannelDisabled', 'ChannelIsForbiddenX'),
  },
  'publish-url-judgement': {
    saw: /^differs: .*V4, four days from now: .*"AccessDeniedXYZ: .* instead of InvalidArgument$/,
    hears: instead('InvalidArgument', 'AccessDeniedXYZ'),
  },
  'rtmp-refusal-words': {
    saw: /^differs: error NetStream.Publish.Denied "Signatures do not fit: /,
    hears: instead('SignatureDoesNotMatch', 'Signatures do not fit'),
  },
  'second-publisher': {
    saw: /^differs: the second hears error NetStream.Publish.Denied/,
    hears: instead('NetStream.Publish.BadName', 'NetStream.Publish.Denied '),
  },
  'amf3-values': {
    saw: /^differs: a value in AMF 3 is taken$/,
    says: instead('\x11\x06\x03a', '\x05\x05\x05\x05'),
  },
  'unpublish-answers': {
    saw: /^differs: .* at the end NetStream.Unpublish.Stopped$/,
    hears: instead('NetStream.Unpublish.Success', 'NetStream.Unpublish.Stopped'),
  },
  'notice-at-the-end': {
    saw: /^differs: a push whose channel is disabled hears NetStream.Publish.Status /,
    hears: instead('NetStream.Publish.Notify', 'NetStream.Publish.Status'),
  },
  'disabling-cuts-after': {
    saw: /^differs: the connection ends after [67]\.\d s$/,
    options: { disableDelayMs: 6000 },
  },
  'silence-ends-a-push': { saw: /^differs: the connection ends after [89]\.\d s$/, says: impatient() },
  'end-is-noticed': {
    saw: /^differs: replaced right after its push: 409 ChannelStillLive$/,
    http: slowToNotice(),
  },

  'segment-name-is-its-opening': {
    saw: /^differs: the first is named \d{4} ms after/,
    http: ({ target }, answer) =>
      target.includes('segment-name-is-its-opening')
        ? changed(answer, (text) =>
            text.replace(/(\d{13})\.ts/g, (_, ms: string) => `${Number(ms) + 1500}.ts`),
          )
        : answer,
  },
  'playlist-across-pushes': {
    saw: /^differs: after four segments MEDIA-SEQUENCE 0, after another push 0, without ENDLIST$/,
    http: ({ target }, answer) =>
      target.includes('.m3u8')
        ? changed(answer, (text) => text.replace(/#EXT-X-MEDIA-SEQUENCE:\d+/, '#EXT-X-MEDIA-SEQUENCE:0'))
        : answer,
  },
  'discontinuity-of-a-push': {
    saw: /^differs: two pushes of four segments are listed as SSSSSSSS$/,
    http: listsOf('discontinuity-of-a-push', withoutDiscontinuity),
  },
  'discontinuity-sequence': {
    saw: /^differs: once the discontinuity has left the list: none$/,
    http: (_, answer) => changed(answer, (text) => text.replace(/#EXT-X-DISCONTINUITY-SEQUENCE:\d+\n/, '')),
  },
  'no-video': {
    saw: /^differs: sound alone is taken, and makes [1-9] segments$/,
    options: { allowAudioOnly: true },
  },
  'key-frame-waits-for-sound': {
    saw: /^differs: the first segment has pictures until .* s and sound until null s$/,
    http: segmentsWith('key-frame-waits-for-sound', [PICTURES]),
  },
  'announced-sound': {
    saw: /^differs: after an empty AAC header the tables of a segment name video$/,
    http: segmentsWith('announced-sound', [PICTURES]),
  },
  'late-sound': {
    saw: /^differs: sound that begins after 4 s: first audio and video,/,
    http: segmentsWith('late-sound', [PICTURES, SOUND]),
  },
  'metadata-is-not-read': {
    saw: /^differs: with metadata that name a codec of sound the tables of a segment name audio and video$/,
    http: segmentsWith('metadata-is-not-read', [PICTURES, SOUND]),
  },
  'another-configuration': {
    saw: /^differs: larger pictures after four segments are listed as SSSSSSSS$/,
    http: listsOf('another-configuration', withoutDiscontinuity),
  },
  'damaged-picture': {
    saw: /^differs: the push goes on; its publisher hears NetStream.Publish.Caution$/,
    hears: instead('NetStream.Publish.Warning', 'NetStream.Publish.Caution'),
  },
  history: {
    saw: /^differs: 1 while the second runs, then 2, latest first;/,
    http: ({ target }, answer) =>
      target.includes('comp=history')
        ? changed(answer, (text) => {
            const records = text.match(/<LiveRecord>.*?<\/LiveRecord>/gs) ?? [];
            const [first, ...rest] = records.reverse();
            return rest.length === 0
              ? text
              : text.replace(/<LiveRecord>.*<\/LiveRecord>/s, [first, ...rest].join(''));
          })
        : answer,
  },
  'bandwidth-windows': {
    saw: /^differs: 5000 after six seconds,/,
    http: (_, answer) =>
      changed(answer, (text) => text.replaceAll('<Bandwidth>0</Bandwidth>', '<Bandwidth>5000</Bandwidth>')),
  },
};
