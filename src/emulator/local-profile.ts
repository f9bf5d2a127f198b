/** What the emulator is when nothing is said: the client's built-in profile `local` has the same values. */
export const localProfile = {
  endpoint: 'http://127.0.0.1:8787',
  bucket: 'local',
  region: 'cn-hangzhou',
  accessKeyId: 'oss-live-local-key',
  accessKeySecret: 'oss-live-local-secret',
} as const;
