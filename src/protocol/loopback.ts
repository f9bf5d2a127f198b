/** Whether a host of a URL, an address to listen on or the address of a peer is this machine and no other. */
export function isLoopback(host: string): boolean {
  return /^(localhost|(::ffff:)?127(\.\d+){3}|::1|\[::1\])$/i.test(host);
}
