/** Media that cannot be turned into segments: it is left out. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
}
