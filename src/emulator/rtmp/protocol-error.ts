/** What a peer sent is not RTMP, or more than is reasonable. Ends its connection and nothing else. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}
