import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { english } from '../english.js';
import { CommandError } from '../errors.js';

export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  platform: string;
  cwd: string;
}

/** The ffmpeg to run: the one named, else the first in PATH. Throws CommandError `FfmpegMissing`. */
export async function findFfmpeg(named: string | null, surroundings: Surroundings): Promise<string> {
  const found = await findProgram(named ?? 'ffmpeg', surroundings);
  if (found !== null) return found;
  if (named !== null) {
    throw new CommandError('FfmpegMissing', english`There is no program ${named}.`, 'ffmpeg', {
      hint: english`When none is named, the ffmpeg in PATH is used.`,
    });
  }
  const line = installLine(surroundings.platform);
  throw new CommandError('FfmpegMissing', english`ffmpeg is not installed, or not in PATH.`, 'ffmpeg', {
    hint: english`Install it: ${line}.`,
    advice: { do: 'installFfmpeg', line },
  });
}

/** The ffprobe that belongs to this ffmpeg: the one beside it, else the first in PATH. Throws with exit code 9. */
export async function findFfprobe(ffmpeg: string, surroundings: Surroundings): Promise<string> {
  const beside = await findProgram(join(dirname(ffmpeg), 'ffprobe'), surroundings);
  const found = beside ?? (await findProgram('ffprobe', surroundings));
  if (found !== null) return found;
  throw new CommandError(
    'FfprobeMissing',
    english`There is no ffprobe beside ${ffmpeg}, nor in PATH.`,
    'ffmpeg',
    {
      hint: english`It comes with ffmpeg, and the input is examined with it: install both from the same place.`,
    },
  );
}

/** The path of a program, or null; a name without a folder is looked up in PATH as a shell does. */
export async function findProgram(
  name: string,
  { env, platform, cwd }: Surroundings,
): Promise<string | null> {
  const suffixes = platform === 'win32' && !/\.[a-z]+$/i.test(name) ? ['.exe'] : [''];
  const isPath = name.includes('/') || (platform === 'win32' && name.includes('\\'));
  const folders = isPath ? [''] : (env.PATH ?? env.Path ?? '').split(delimiter);
  for (const folder of folders) {
    for (const suffix of suffixes) {
      const candidate = resolve(cwd, join(folder, name + suffix));
      if (await isProgram(candidate)) return candidate;
    }
  }
  return null;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function installLine(platform: string): string {
  if (platform === 'darwin') return 'brew install ffmpeg';
  if (platform === 'win32') return 'winget install ffmpeg';
  return 'sudo apt-get install ffmpeg (dnf, apk or pacman elsewhere)';
}
