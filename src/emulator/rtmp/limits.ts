export interface RtmpLimits {
  /** From the first byte to the `publish` command. */
  publishWithinSeconds: number;
  /** Without a byte from a publisher. */
  idleSeconds: number;
  /** From the notice that a push is over to the end of the connection (captured). */
  noticeSeconds: number;
  /** How long a client may take to read why it was refused. */
  lingerSeconds: number;
}

export const LIMITS: RtmpLimits = {
  publishWithinSeconds: 10,
  idleSeconds: 30,
  noticeSeconds: 0.5,
  lingerSeconds: 2,
};

export const MAX_COMMAND_BYTES = 64 * 1024;
export const MAX_MEDIA_BYTES = 16 * 1024 * 1024;
