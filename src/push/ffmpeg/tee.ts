/** More packets than a stream has in a second. */
const PACKETS_PER_SECOND = 150;

/**
 * The output of ffmpeg's tee muxer that sends the same stream to each URL, each with a queue and a thread of its own.
 * One that fails stops none of the others, and one that stands still is given up before its queue is full.
 */
export function teeOutput(urls: readonly string[], writeTimeoutSeconds: number): string {
  const options = [
    ...['f=flv', 'flvflags=no_duration_filesize', `rw_timeout=${writeTimeoutSeconds * 1e6}`, 'onfail=ignore'],
    ...['use_fifo=1', `fifo_options=queue_size=${writeTimeoutSeconds * PACKETS_PER_SECOND}`],
  ].join(':');
  return urls.map((url) => `[${options}]${escaped(url)}`).join('|');
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
