export interface FfmpegRequest {
  /** A file or a URL, as ffmpeg reads it. */
  input: string;
  /** The publish URL, signature included. */
  url: string;
  /** ffmpeg's output options that come after `-c copy` and so win over it. */
  outputOptions: readonly string[];
}

/** Microseconds without which ffmpeg waits for ever: for a server that never answers, or stops reading. */
const WRITE_TIMEOUT = '5000000';

/** Inputs that come at their own speed. */
const LIVE_INPUT = /^(rtsps?|rtmp[a-z]*|rtp|srtp?|udp|tcp|tls|mmsh?|mmst|rist|zmq):/i;

/** What ffmpeg is asked to do: publish the first video and audio stream as they are, in real time. */
export function ffmpegArgs({ input, url, outputOptions }: FfmpegRequest): string[] {
  return [
    ...['-hide_banner', '-loglevel', 'warning'],
    ...['-nostats', '-progress', 'pipe:1'],
    // Un-paced, a file would be up in a moment and its segments milliseconds apart.
    ...(LIVE_INPUT.test(input) ? [] : ['-re']),
    ...['-i', input],
    ...(outputOptions.includes('-map') ? [] : ['-map', '0:v:0', '-map', '0:a:0?']),
    ...['-c', 'copy', ...outputOptions],
    // FLV's header cannot be amended on a stream: without the flag ffmpeg warns about it at the end.
    ...['-f', 'flv', '-flvflags', 'no_duration_filesize'],
    ...['-rw_timeout', WRITE_TIMEOUT, url],
  ];
}
