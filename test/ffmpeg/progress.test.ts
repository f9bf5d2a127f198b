import { describe, expect, test } from 'vitest';
import { type Progress, progressReader } from '../../src/ffmpeg/progress.js';

describe('progress', () => {
  const read = (text: string): (Progress | null)[] => text.trim().split('\n').map(progressReader());

  test('of ffmpeg 5.1', () => {
    const block = `
frame=50
fps=25.00
stream_0_0_q=-1.0
bitrate= 604.9kbits/s
total_size=151203
out_time_us=1999728
out_time_ms=1999728
out_time=00:00:01.999728
dup_frames=0
drop_frames=3
speed=1.02x
progress=continue`;
    expect(read(block).filter((progress) => progress !== null)).toEqual([
      { seconds: 1.999728, bytes: 151203, speed: 1.02, droppedFrames: 3, framesPerSecond: 25 },
    ]);
  });

  test('of ffmpeg 7.0, which counts no frames when it copies, and pads', () => {
    const block = `
bitrate=N/A
total_size=0
out_time_us=N/A
out_time_ms=N/A
out_time=N/A
dup_frames=0
drop_frames=0
speed=N/A
progress=continue
bitrate=1024.0kbits/s
total_size=30000000
out_time_us=60000000
speed= 481x
progress=end`;
    expect(read(block).filter((progress) => progress !== null)).toEqual([
      { seconds: null, bytes: 0, speed: null, droppedFrames: 0, framesPerSecond: null },
      { seconds: 60, bytes: 30_000_000, speed: 481, droppedFrames: null, framesPerSecond: null },
    ]);
  });

  test('a time before the beginning is the beginning', () => {
    expect(read('out_time_us=-23219\nprogress=continue').at(-1)).toEqual({
      seconds: 0,
      bytes: null,
      speed: null,
      droppedFrames: null,
      framesPerSecond: null,
    });
  });
});
