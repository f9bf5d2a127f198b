import { EMULATOR_LIMITS } from '../limits.js';

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
  publishWithinSeconds: EMULATOR_LIMITS.publishTime.value,
  idleSeconds: EMULATOR_LIMITS.mediaSilence.value,
  noticeSeconds: 0.5,
  lingerSeconds: EMULATOR_LIMITS.lastWords.value,
};

export const MAX_COMMAND_BYTES: number = EMULATOR_LIMITS.command.value;
export const MAX_MEDIA_BYTES: number = EMULATOR_LIMITS.message.value;
