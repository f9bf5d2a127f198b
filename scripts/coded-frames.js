import { execFileSync } from 'node:child_process';

/** The hashes of the coded frames of a file, pictures (`v`) without parameter sets, information and delimiters, or sound (`a`). */
export function codedFrames(path, kind = 'v') {
  const annexB = path.endsWith('.flv') ? 'h264_mp4toannexb,' : '';
  const filter =
    kind === 'v' ? ['-bsf:v', `${annexB}filter_units=remove_types=6|7|8|9`] : ['-bsf:a', 'aac_adtstoasc'];
  const input = ['-v', 'error', '-i', path, '-map', `0:${kind}`, '-c', 'copy'];
  const args = [...input, ...filter, '-f', 'framehash', '-'];
  const lines = execFileSync('ffmpeg', args, { encoding: 'utf8', maxBuffer: 1 << 30 }).split('\n');
  return lines.filter((line) => /^\d/.test(line)).map((line) => line.split(',')[5].trim());
}
