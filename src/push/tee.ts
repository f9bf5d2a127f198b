/**
 * As for a single output, each with a queue and a thread of its own. The queue outlasts the time-out: one output that
 * stands still is given up before the others have to wait for it.
 */
const OPTIONS =
  'f=flv:flvflags=no_duration_filesize:rw_timeout=5000000:onfail=ignore:use_fifo=1:fifo_options=queue_size=3000';

/** The output of ffmpeg's tee muxer that sends the same stream to each URL; one that fails stops none of the others. */
export function teeOutput(urls: readonly string[]): string {
  return urls.map((url) => `[${OPTIONS}]${escaped(url)}`).join('|');
}

/** ffmpeg reads `\`, `'` and the separator as its own; see "Quoting and escaping" in its manual. */
function escaped(url: string): string {
  return url.replace(/[\\'|]/g, (character) => `\\${character}`);
}

/** What a line of ffmpeg says about one of the outputs having failed: which, counted from 0. */
export function failedOutput(line: string): number | null {
  const [, index] = /^\[tee @ \S+\] Slave muxer #(\d+) failed/.exec(line) ?? [];
  return index === undefined ? null : Number(index);
}
