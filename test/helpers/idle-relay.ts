/** What a relay without a source has to tell. */
export const IDLE_RELAY = {
  bucket: 'shop',
  state: () => [],
  workers: () => [],
  days: () => [],
  credentialsEnd: () => null,
};
