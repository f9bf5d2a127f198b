import type { CommandSpec } from '../../protocol/operation.js';

export const spec: CommandSpec = {
  command: 'push',
  summary: 'Push a file or a stream to a channel through ffmpeg',
  details: [
    'The input is copied, not encoded again: H.264 video and AAC audio. A file is sent at its own speed.',
    'Ctrl-C ends the stream cleanly. While ffmpeg runs, other users of the machine can see the signed URL.',
  ],
  arguments: [
    { name: '<input>', help: 'a file, or a URL that ffmpeg can read (rtsp://, srt://, https://)' },
    { name: '[channel]', help: 'the channel; left out: see "Which channel" in the reference' },
  ],
  flags: [
    { flags: '--ffmpeg <path>', help: 'the ffmpeg to run; else OSS_LIVE_FFMPEG, else the one in PATH' },
    { flags: '--no-sign-token', help: 'append the STS token to the URL without signing it' },
  ],
  passthrough: 'output options of ffmpeg, e.g. to encode: -- -c:v libx264 -c:a aac',
  examples: [
    { line: 'oss-live push 1.flv', comment: 'to the channel last created' },
    { line: 'oss-live push rtsp://10.0.0.7/cam test-channel', comment: 'relay a camera' },
    { line: 'oss-live push 1.flv --dry-run', comment: 'show the ffmpeg command, signature masked' },
  ],
};
