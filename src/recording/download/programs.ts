import { english } from '../../english.js';
import { CommandError } from '../../errors.js';
import { encode } from '../mux/encode.js';
import { mux } from '../mux/mux.js';
import { diskFull } from './disk-error.js';
import type { Saving } from './plan.js';
import type { Making } from './results.js';
import type { Target } from './target.js';

interface Running {
  /** Where ffmpeg is; null where none is needed. */
  ffmpeg: string | null;
  target: Target;
  signal: AbortSignal;
  /** How much is encoded, in seconds of the media. */
  onEncoded(seconds: number): void;
}

/** What ffmpeg is needed for. */
export function programsFor(saving: Saving, running: Running): Pick<Making, 'mux' | 'encode'> {
  const { env, platform, cwd, onExit } = saving;
  const { ffmpeg, target, signal, onEncoded } = running;
  const program = { ffmpeg: ffmpeg ?? '', env, platform, cwd, onExit, signal };
  return {
    mux: (piece, path, format) => named(target, path, mux({ ...program, piece, target: path, format })),
    encode: (made, path, format) => {
      const pieces = made.map((piece) => ({ path: piece.path, seconds: piece.seconds ?? 0 }));
      const onProgress = ({ seconds }: { seconds: number | null }) => onEncoded(seconds ?? 0);
      return named(target, path, encode({ ...program, pieces, target: path, format, onProgress }));
    },
  };
}

const FULL = /No space left|quota exceeded|too large/;

/** ffmpeg knows the file by a name that says nothing to anybody. */
async function named({ shown }: Target, path: string, work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof CommandError) || error.code !== 'CannotWrite') throw error;
    if (FULL.test(error.message)) throw diskFull(english`There is no room left for ${shown}.`, error);
    const message = error.message.replace(path, shown);
    throw new CommandError('CannotWrite', message, error.kind, { cause: error });
  });
}
