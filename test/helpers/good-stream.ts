import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { askingPort, channelXml, createChannel, eventually, publishUrl } from './emulator.js';
import type { EmulatorProcess } from './emulator-process.js';
import { type CodedFrame, clip, codedFrames } from './media.js';
import { checkTransportStream } from './ts-check.js';

export interface GoodStream {
  /** Settles when ffmpeg has sent everything; rejects when it could not. */
  sent: Promise<unknown>;
  /** Expects everything that was sent to be stored, once, and in order. */
  expectWhole(): Promise<void>;
}

const fromZero = (frames: readonly CodedFrame[]): CodedFrame[] =>
  frames.map(({ dts, pts, hash }) => ({ dts: dts - frames[0]!.dts, pts: pts - frames[0]!.dts, hash }));

/** A publisher that sends in real time to channel `cam`, and must not notice what others do. */
export async function goodStream(
  { listening }: EmulatorProcess,
  { folder, dataDir, seconds }: { folder: string; dataDir: string; seconds: number },
): Promise<GoodStream> {
  const source = await clip({ seconds, gop: 25 });
  const ask = askingPort(listening);
  await createChannel(ask, 'cam', channelXml({ fragDuration: 1, fragCount: 100 }));
  const startSeconds = Math.floor(Date.now() / 1000);
  const output = ['-c', 'copy', '-f', 'flv', publishUrl({ base: listening.rtmpUrl, channel: 'cam' })];
  const stream = execa('ffmpeg', ['-v', 'error', '-re', '-i', source, ...output]);
  const sent = stream.then(({ stderr }) => expect(stderr).toBe(''));
  // Whoever waits for it does so later.
  sent.catch(() => undefined);
  await eventually(
    () => ask({ target: '/cam/playlist.m3u8' }),
    ({ status }) => status === 200,
  );
  return {
    sent,
    async expectWhole() {
      // ffmpeg is gone; its push ends when all of it has been read.
      await eventually(
        () => ask({ target: '/cam?live&comp=stat' }),
        ({ text }) => text.includes('<Status>Idle</Status>'),
      );
      const { text } = await ask({
        target: `/cam?vod&startTime=${startSeconds}&endTime=${startSeconds + 3600}`,
      });
      expect(text).not.toContain('DISCONTINUITY');
      const names = text.match(/^\d+\.ts$/gm) ?? [];
      const media = Buffer.concat(names.map((name) => readFileSync(join(dataDir, 'local/cam', name))));
      expect(checkTransportStream(media).faults).toEqual([]);
      const stored = join(folder, 'stored.ts');
      writeFileSync(stored, media);
      const [sent, kept] = await Promise.all([codedFrames(source), codedFrames(stored)]);
      expect(fromZero(kept.video)).toEqual(fromZero(sent.video));
      expect(kept.audio.map(({ hash }) => hash)).toEqual(sent.audio.map(({ hash }) => hash));
    },
  };
}
