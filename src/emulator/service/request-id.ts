import { randomBytes } from 'node:crypto';

/**
 * 24 upper-case hex digits that begin with the Unix second, as 9 of 11 published ids of OSS do. HTTP answers and RTMP
 * notices have the same kind.
 */
export function requestId(now: Date): string {
  const second = Math.floor(now.getTime() / 1000);
  return (second.toString(16).padStart(8, '0') + randomBytes(8).toString('hex')).toUpperCase();
}
