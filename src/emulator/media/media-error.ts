/** Media that cannot be turned into segments. It ends the push it came from and nothing else. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
}
