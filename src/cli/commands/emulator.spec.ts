import type { CommandSpec } from '../../client/operations/operation.js';

export const spec: CommandSpec = {
  command: 'emulator',
  summary: 'Run a LiveChannel bucket on this machine, without an account',
  details: [
    'HTTP and RTMP on one port. Use it from another terminal with --profile local or OSS_PROFILE=local.',
    'What it stores stays in the data folder and is there again at the next start.',
  ],
  flags: [
    { flags: '--host <address>', help: 'the address to listen on', default: '127.0.0.1' },
    { flags: '--port <number>', help: 'the port; 0 picks a free one', integer: [0, 65535], default: 8787 },
    { flags: '--rtmp-port <number>', help: 'take RTMP on this port too', integer: [1, 65535] },
    { flags: '--tls-cert <file>', help: 'a certificate (PEM): the ports then answer https and rtmps too' },
    { flags: '--tls-key <file>', help: 'the key of the certificate (PEM)' },
    { flags: '--data-dir <folder>', help: 'where media and state are stored' },
    { flags: '--seed-media', help: 'create a channel `demo` with an hour of media, if there is none' },
    {
      flags: '--acl <acl>',
      help: 'who may read the bucket, and who may publish without a signature; as it was left, at first private',
      choices: ['private', 'public-read', 'public-read-write'],
    },
    {
      flags: '--fault <file-or-json...>',
      help: 'make something go wrong: a rule or an array of rules (docs/emulator.md); may be repeated',
    },
    { flags: '--show-secret', help: 'include the AccessKey secret in the ready line' },
    { flags: '--ready-file <file>', help: 'write the ready line, as JSON, to this file too' },
    { flags: '--exit-with-stdin', help: 'stop when stdin is closed' },
    { flags: '--exec <command>', help: 'run a shell command against it, stop, and exit with its exit code' },
  ],
  examples: [
    { line: 'oss-live emulator', comment: 'then: export OSS_PROFILE=local' },
    { line: "oss-live emulator --port 0 --exec 'npm test'", comment: 'for one command, on a free port' },
    {
      line: `oss-live emulator --fault '{"match":{"layer":"rtmp"},"effect":{"dropAfterMs":5000}}'`,
      comment: 'every push is cut after 5 s',
    },
  ],
};
