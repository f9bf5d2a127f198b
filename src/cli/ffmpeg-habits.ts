import { english } from '../english.js';
import { UsageError } from '../errors.js';
import { commandLine } from './terminal/shell.js';

const FLAGS: ReadonlySet<string> = new Set(['-an', '-vn', '-re', '-shortest']);
const WITH_VALUE =
  /^-(?:ss|to|f|r|s|g|vf|af|crf|preset|tune|pix_fmt|vcodec|acodec|map|ar|ac|maxrate|bufsize|(?:c|b|codec|filter|profile|q):[va])$/;

/** Whether a word that is an option of ours too has a value that only ffmpeg takes. */
function isMeantForFfmpeg(option: string, value = ''): boolean {
  if (FLAGS.has(option) || WITH_VALUE.test(option)) return true;
  if (option === '-t') return /^\d+(\.\d+)?$|^\d+:\d\d/.test(value);
  if (option === '-c') return /^(copy|lib\w+|h264\w*|aac)$/.test(value);
  return option === '-i' && /[./]|^test$/.test(value);
}

/** `push -re -i 1.flv -t 10`: typed as for ffmpeg, of which `-t`, `-i`, `-c` and `-vn` would be understood as something else. */
export function refuseFfmpegOptions(
  words: readonly string[],
  after: readonly string[],
  isCommand: (word: string) => boolean,
): void {
  const start = words.findIndex((word) => isCommand(word));
  if (words[start] !== 'push') return;
  const own: string[] = [];
  const passed: string[] = [];
  let found: string | null = null;
  for (let at = start + 1; at < words.length; at++) {
    const [word = '', value = ''] = words.slice(at, at + 2);
    if (!isMeantForFfmpeg(word, value)) {
      own.push(word);
      continue;
    }
    found ??= word;
    const taken = FLAGS.has(word) ? [] : [value];
    at += taken.length;
    if (word === '-i') own.push(value);
    else if (word === '-ss') own.push('--input-option', `ss=${value}`);
    else if (word === '-f' && value !== 'flv') own.push('--input-format', value);
    // Files are sent at their own speed, copied where they fit, and as FLV, without being told.
    else if (word !== '-re' && word !== '-f' && value !== 'copy') passed.push(word, ...taken);
  }
  if (found === null) return;
  const dashes = passed.length + after.length > 0 ? ['--', ...passed, ...after] : [];
  throw new UsageError(english`${found} is an option of ffmpeg, not of push.`, {
    hint: english`In words of push: ${commandLine(['oss-live', ...words.slice(0, start), 'push', ...own, ...dashes])}`,
  });
}
