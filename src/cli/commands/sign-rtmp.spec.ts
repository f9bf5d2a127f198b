import type { CommandSpec } from '../../client/operations/operation.js';

export const spec: CommandSpec = {
  command: 'sign-rtmp',
  summary: 'Print a signed publish URL, for any encoder that speaks RTMP',
  details: [
    'One line on stdout. When the channel is known, nothing is sent: the URL is computed on this machine.',
    'The signature is checked when a publisher connects; a running push goes on after it has expired.',
    '--check sends nothing either. Of a wrong signature it says what was signed differently, as far as that can be found with the secret.',
  ],
  arguments: [{ name: '[channel]', help: 'the channel; left out: see "Which channel" in the reference' }],
  flags: [
    { flags: '--expires <duration>', help: 'how long the URL is valid: 3600, 90m, 12h, 7d; default 1h' },
    { flags: '--expires-at <time>', help: 'until when instead: ISO 8601 or Unix seconds' },
    { flags: '--playlist-name <name.m3u8>', help: "write this playlist instead of the channel's own" },
    { flags: '--param <name=value...>', help: 'a further signed parameter; may be repeated' },
    { flags: '--obs', help: 'print server and stream key, the two boxes of OBS' },
    { flags: '--ffmpeg', help: 'print an ffmpeg command that a shell takes as it is' },
    { flags: '--qr', help: 'print a QR code, for encoders on a phone' },
    { flags: '--check <url>', help: 'take a publish URL apart: 0 when it can be used, 4 when not' },
    { flags: '--no-sign-token', help: 'append the STS token without signing it' },
  ],
  examples: [
    { line: 'oss-live sign-rtmp --expires 3600', comment: 'for the channel last created, valid for an hour' },
    {
      line: 'ffmpeg -re -i 1.flv -c copy -f flv "$(oss-live sign-rtmp test-channel)"',
      comment: 'push with any other tool',
    },
    {
      line: 'oss-live sign-rtmp test-channel --obs',
      comment: 'server and stream key apart, as OBS asks for them',
    },
    {
      line: "oss-live sign-rtmp --check 'rtmp://...'",
      comment: 'which channel and key, how long, and whether the signature is right',
    },
  ],
};
