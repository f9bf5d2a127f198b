/** How far ffmpeg is. Null is what this version of ffmpeg does not tell, or does not know yet. */
export interface Progress {
  /** Of the stream, not of the clock. */
  seconds: number | null;
  bytes: number | null;
  /** 1 is real time. */
  speed: number | null;
  droppedFrames: number | null;
  framesPerSecond: number | null;
}

/**
 * Reads the lines of `-progress`: blocks of `key=value` that a line `progress=` closes. The function returned takes
 * one line and gives the whole of a block with its last line.
 */
export function progressReader(): (line: string) => Progress | null {
  let block = new Map<string, string>();
  return (line) => {
    const [, key = '', value = ''] = /^\s*([^=\s]+)\s*=(.*)$/.exec(line) ?? [];
    block.set(key, value.trim());
    if (key !== 'progress') return null;
    const closed = block;
    block = new Map();
    return progressOf(closed);
  };
}

function progressOf(block: ReadonlyMap<string, string>): Progress {
  const number = (key: string) => {
    const value = Number.parseFloat(block.get(key) ?? '');
    return Number.isFinite(value) ? value : null;
  };
  const microseconds = number('out_time_us');
  return {
    // Encoder delay makes the first time stamps negative.
    seconds: microseconds === null ? null : Math.max(0, microseconds / 1e6),
    bytes: number('total_size'),
    speed: number('speed'),
    droppedFrames: number('drop_frames'),
    framesPerSecond: number('fps'),
  };
}
