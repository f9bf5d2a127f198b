import type { CommandSpec } from '../../client/operations/operation.js';

export const spec: CommandSpec = {
  command: 'push',
  summary: 'Push files or a stream to a channel, and keep it on air',
  details: [
    'The input is examined first. H.264 video and AAC audio are copied; what does not fit is encoded. Files are sent at their own speed, several of them one after the other. A connection that breaks is made again, with a fresh signature, where a file was left.',
    'Ctrl-C ends the stream cleanly, a second one at once. While ffmpeg runs, other users of the machine can see the signed URL. More, with the events of --json: docs/push.md.',
  ],
  arguments: [
    {
      name: '<input...>',
      help: 'files, a URL that ffmpeg can read (rtsp://, srt://, https://), "-" for stdin, or "test"',
    },
    {
      name: '[channel]',
      help: 'the last of several words, unless --channel or --to is given; left out: see "Which channel" in the reference',
    },
  ],
  flags: [
    {
      flags: '--to <channel...>',
      help: 'push to this channel; given again, to several at once, encoded once',
    },
    { flags: '--create', help: 'create the channel when there is none' },
    { flags: '--enable', help: 'enable the channel when it is disabled' },
    { flags: '--wait', help: 'when somebody else is pushing, wait for the end of that' },
    { flags: '--strict', help: 'do not begin when there are warnings about the input (exit 2)' },
    { flags: '--loop', help: 'begin again at the end of the files; open a live input again when it ends' },
    {
      flags: '--input-format <name>',
      help: 'what ffmpeg reads the input with: a capture device (v4l2, avfoundation, dshow), or what stdin carries (mpegts)',
    },
    {
      flags: '--transcode <when>',
      help: 'encode the stream that does not fit, both, or none',
      choices: ['auto', 'always', 'never'],
      default: 'auto',
    },
    { flags: '--video-bitrate <rate>', help: 'encode the video with this bit rate: 2500k, 2.5M' },
    { flags: '--height <pixels>', help: 'encode the video with this height; even', integer: [16, 4320] },
    {
      flags: '--audio <kind>',
      help: 'aac: encode any other sound; none: send none',
      choices: ['aac', 'none'],
    },
    {
      flags: '--playlist-name <name>',
      help: 'the live playlist of this push; {date} and {time} are replaced',
    },
    {
      flags: '--vod <name>',
      help: 'save the recording of this push under this name at its end; {date} and {time} are replaced',
    },
    {
      flags: '--expires <duration>',
      help: 'how long each signature lets ffmpeg connect: 3600, 90m (default 1h)',
    },
    {
      flags: '--retry-for <duration>',
      help: 'how long to try again after the stream broke (default 5m); when given, also before it began',
    },
    {
      flags: '--max-attempts <count>',
      help: 'how many connections in a row may fail',
      integer: [1, 1_000_000],
    },
    {
      flags: '--stall-timeout <duration>',
      help: 'connect again when nothing could be sent for so long (default 10s)',
    },
    {
      flags: '--live-timeout <duration>',
      help: 'how soon the service has to report the channel as live (default 30s)',
    },
    { flags: '--ffmpeg <path>', help: 'the ffmpeg to run; else OSS_LIVE_FFMPEG, else the one in PATH' },
    { flags: '--ffmpeg-log <file>', help: 'add what ffmpeg writes to this file, signatures masked' },
    { flags: '--no-sign-token', help: 'append the STS token to the URL without signing it' },
  ],
  passthrough: 'output options of ffmpeg, e.g. -- -t 60 or -- -c:v h264_nvenc',
  examples: [
    { line: 'oss-live push 1.flv', comment: 'to the channel last created' },
    { line: 'oss-live push test test-channel --create', comment: 'a test pattern with clock and tone' },
    { line: 'oss-live push rtsp://10.0.0.7/cam test-channel --retry-for 7d', comment: 'relay a camera' },
    { line: 'oss-live push a.mp4 b.mp4 --channel test-channel --loop', comment: 'files one after the other' },
    {
      line: 'oss-live push 1.flv --to one --to two --vod whole.m3u8',
      comment: 'to two channels, recordings saved',
    },
    { line: 'oss-live push 1.flv --dry-run', comment: 'show the ffmpeg command, signature masked' },
  ],
};
