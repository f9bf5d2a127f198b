/** The parts of a child process that are needed to end it. */
export interface Stoppable {
  /** Types a key at ffmpeg; null when its stdin is its input. */
  type: ((key: string) => void) | null;
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
  /** Settles when the process has ended. */
  ended: Promise<unknown>;
}

/**
 * Ends ffmpeg, cleanly if it lets itself: `q` closes the stream as at the end of the input. A server that does not
 * read holds ffmpeg in a write, where `q` and one signal go unheard; a second SIGTERM ends it nevertheless.
 */
export async function stopFfmpeg(ffmpeg: Stoppable): Promise<void> {
  if (ffmpeg.type !== null) {
    ffmpeg.type('q');
    if (await settles(ffmpeg.ended, 2000)) return;
  }
  ffmpeg.signal('SIGTERM');
  if (await settles(ffmpeg.ended, 1000)) return;
  ffmpeg.signal('SIGTERM');
  if (await settles(ffmpeg.ended, 1000)) return;
  ffmpeg.signal('SIGKILL');
  await ffmpeg.ended;
}

async function settles(promise: Promise<unknown>, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
