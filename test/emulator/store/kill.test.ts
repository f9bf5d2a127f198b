import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { MediaMessage } from '../../../src/emulator/rtmp/publishing.js';
import { askingPort, channelXml, createChannel, eventually, publishUrl } from '../../helpers/emulator.js';
import { buildEmulatorProcess, type EmulatorProcess } from '../../helpers/emulator-process.js';
import { readFlvFile } from '../../helpers/flv-file.js';
import { clip } from '../../helpers/media.js';
import { seededRandom } from '../../helpers/random.js';
import { publish, type RtmpPublisher } from '../../helpers/rtmp-publisher.js';
import { temporaryFolder } from '../../helpers/store.js';
import { checkTransportStream } from '../../helpers/ts-check.js';

/** `KILL_ROUNDS=100` for the long run. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 10);
const CHANNELS = ['cam', 'cam 42', '摄像头'];
const CLIP_SECONDS = 2;
/** A lap is a little longer than the clip, whose sound outlasts its pictures. */
const LAP_MS = CLIP_SECONDS * 1000 + 100;
const TIMES_REAL_TIME = 40;

type Ask = ReturnType<typeof askingPort>;

/** What the emulator has answered, and what must therefore be there after a kill. */
interface Promised {
  objects: Map<string, string>;
  deleted: Set<string>;
  channels: Map<string, number>;
  /** Segment names by channel, seen in a live playlist. */
  listed: Map<string, Set<string>>;
  /** Pushes that were told to start, by channel. */
  pushes: Map<string, number>;
}

let start: (dataDir: string) => Promise<EmulatorProcess>;
let messages: MediaMessage[];
let emulator: EmulatorProcess;

beforeAll(async () => {
  start = await buildEmulatorProcess(temporaryFolder());
  messages = readFlvFile(await clip({ seconds: CLIP_SECONDS, gop: 12, size: '64x64' }));
});

afterEach(() => emulator.kill());

const encoded = (channel: string): string => encodeURIComponent(channel);

/** Loops the clip at many times real time until the connection is gone. */
async function pushForever(publisher: RtmpPublisher): Promise<void> {
  for (let lap = 0; !publisher.client.socket.destroyed; lap++) {
    let sent = 0;
    for (const message of messages) {
      const isHeader = message.timestampMs === 0 && message.payload[1] === 0;
      if (message.type === 'data' || (lap > 0 && isHeader)) continue;
      await publisher.send({ ...message, timestampMs: message.timestampMs + lap * LAP_MS });
      if (++sent % 20 === 0) await delay((1000 * CLIP_SECONDS * 20) / messages.length / TIMES_REAL_TIME);
    }
  }
}

/** One after the other, until the connection is gone: what was answered is noted after the answer. */
async function useForever(ask: Ask, round: number, promised: Promised): Promise<void> {
  for (let turn = 0; ; turn++) {
    const key = `objects/${turn % 7}`;
    const text = `${round}/${turn} `.repeat(1 + ((turn * 37) % 4000));
    promised.objects.delete(key);
    promised.deleted.delete(key);
    const put = await ask({ method: 'PUT', target: `/${key}`, body: text });
    if (put.status === 200) promised.objects.set(key, text);
    if (turn % 5 === 4) {
      promised.objects.delete(key);
      const gone = await ask({ method: 'DELETE', target: `/${key}` });
      if (gone.status === 204) promised.deleted.add(key);
    }
    const fragDuration = 1 + (turn % 100);
    promised.channels.delete('settings');
    await createChannel(ask, 'settings', channelXml({ fragDuration }));
    promised.channels.set('settings', fragDuration);
    for (const channel of CHANNELS) {
      const { status, text: playlist } = await ask({ target: `/${encoded(channel)}/playlist.m3u8` });
      const names = status === 200 ? (playlist.match(/^\d+\.ts$/gm) ?? []) : [];
      for (const name of names) promised.listed.get(channel)?.add(name);
    }
  }
}

async function vodNames(ask: Ask, channel: string): Promise<string[]> {
  const end = Math.ceil(Date.now() / 1000) + 3600;
  const { text } = await ask({ target: `/${encoded(channel)}?endTime=${end}&startTime=${end - 86_400}&vod` });
  return text.match(/^\d+\.ts$/gm) ?? [];
}

const folderOf = (dataDir: string, channel: string): string => join(dataDir, 'local', encoded(channel));

function filesOf(dataDir: string, channel: string): string[] {
  const folder = folderOf(dataDir, channel);
  // There is none before the first segment.
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

async function historyOf(ask: Ask, channel: string): Promise<number> {
  const { text } = await ask({ target: `/${encoded(channel)}?comp=history&live` });
  return text.match(/<LiveRecord>/g)?.length ?? 0;
}

/** What is wrong with the segments of a channel, in words. */
async function judgeMedia(dataDir: string, channel: string, from: number): Promise<string> {
  const folder = folderOf(dataDir, channel);
  const segments = filesOf(dataDir, channel)
    .filter((name) => name.endsWith('.ts'))
    .slice(from);
  if (segments.length === 0) return '';
  const faults = segments.flatMap((name) =>
    checkTransportStream(readFileSync(join(folder, name))).faults.map((fault) => `${name}: ${fault}`),
  );
  const whole = Buffer.concat(segments.map((name) => readFileSync(join(folder, name))));
  const { stderr } = await execa('ffmpeg', ['-v', 'error', '-f', 'mpegts', '-i', '-', '-f', 'null', '-'], {
    input: whole,
  });
  return [...faults, stderr].filter((text) => text !== '').join('\n');
}

describe('an emulator killed under load', () => {
  test(
    `keeps what it has listed and answered, ${ROUNDS} times over`,
    async () => {
      const random = seededRandom(20_261_122);
      const dataDir = temporaryFolder();
      const promised: Promised = {
        objects: new Map(),
        deleted: new Set(),
        channels: new Map(),
        listed: new Map(CHANNELS.map((channel) => [channel, new Set()])),
        pushes: new Map(CHANNELS.map((channel) => [channel, 0])),
      };
      const judged = new Map<string, number>();
      emulator = await start(dataDir);
      for (const channel of CHANNELS) await createChannel(askingPort(emulator.listening), channel);

      for (let round = 0; round < ROUNDS; round++) {
        const base = emulator.listening.rtmpUrl;
        const publishers = await Promise.all(
          CHANNELS.map((channel) => publish(publishUrl({ base, channel }))),
        );
        for (const channel of CHANNELS) promised.pushes.set(channel, promised.pushes.get(channel)! + 1);
        const load = Promise.allSettled([
          ...publishers.map(pushForever),
          useForever(askingPort(emulator.listening), round, promised),
        ]);
        await delay(50 + random() * 700);
        // Not before there was something to lose, however slow the machine is.
        await eventually(
          () => promised,
          ({ listed, objects }) => objects.size > 1 && [...listed.values()].every(({ size }) => size > 0),
        );
        await emulator.kill();
        await load;

        emulator = await start(dataDir);
        const ask = askingPort(emulator.listening);
        for (const channel of CHANNELS) {
          const names = await vodNames(ask, channel);
          const files = filesOf(dataDir, channel);
          const listing = names.length > 0 ? ['playlist.m3u8'] : [];
          expect(files, 'the index equals the folder').toEqual([...names, ...listing].sort());
          expect(names, 'what was listed is kept').toEqual(
            expect.arrayContaining([...promised.listed.get(channel)!]),
          );
          const { text } = await ask({ target: `/${encoded(channel)}/playlist.m3u8` });
          expect(text.match(/^\d+\.ts$/gm) ?? [], 'the live playlist has the last ones').toEqual(
            names.slice(-3),
          );
          expect(await judgeMedia(dataDir, channel, judged.get(channel) ?? 0)).toBe('');
          judged.set(channel, names.length);
          expect(await historyOf(ask, channel)).toBe(Math.min(10, promised.pushes.get(channel)!));
        }
        for (const [key, text] of promised.objects)
          expect((await ask({ target: `/${key}` })).text === text, `${key} is as it was put`).toBe(true);
        for (const key of promised.deleted)
          expect((await ask({ target: `/${key}` })).status, `${key} stays deleted`).toBe(404);
        for (const [channel, fragDuration] of promised.channels)
          expect((await ask({ target: `/${channel}?live` })).text).toContain(
            `<FragDuration>${fragDuration}</FragDuration>`,
          );
        expect(readdirSync(join(dataDir, '.oss-live/local/temporary'))).toEqual([]);
      }
      for (const names of promised.listed.values()) expect(names.size).toBeGreaterThan(0);
      expect(promised.objects.size).toBeGreaterThan(0);
    },
    120_000 + ROUNDS * 30_000,
  );
});
