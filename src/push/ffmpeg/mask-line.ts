import { redact } from '../../client/redact.js';

/** Text around ffmpeg as it may be shown: without the publish signature, and without the password of a camera. */
export function maskLine(text: string): string {
  return redact(text).replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]*@/gi, '$1:***@');
}
