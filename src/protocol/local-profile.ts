/**
 * The built-in profile `local`: the emulator's own defaults, known to everybody. The emulator keeps its copy, as it
 * shares no code with the client; a test compares the two.
 */
export const localProfile = {
  endpoint: 'http://127.0.0.1:8787',
  bucket: 'local',
  region: 'cn-hangzhou',
  accessKeyId: 'oss-live-local-key',
  accessKeySecret: 'oss-live-local-secret',
} as const;
