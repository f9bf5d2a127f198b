import { execa } from 'execa';

export interface Encoder {
  /** Settles when ffmpeg has ended, with what it complained about. */
  ended: Promise<{ exitCode: number | undefined; stderr: string }>;
  kill(): void;
}

/** ffmpeg, sending a clip over and over at its own speed until somebody ends it. */
export function startEncoder(clip: string, url: string): Encoder {
  const child = execa(
    'ffmpeg',
    [
      ...['-v', 'error', '-nostdin', '-re', '-stream_loop', '-1', '-i', clip, '-c', 'copy'],
      ...['-f', 'flv', '-flvflags', 'no_duration_filesize', '-rw_timeout', '10000000', url],
    ],
    { reject: false },
  );
  return {
    ended: child.then(({ exitCode, stderr }) => ({ exitCode, stderr })),
    kill: () => child.kill('SIGKILL'),
  };
}
