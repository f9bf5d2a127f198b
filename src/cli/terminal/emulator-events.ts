import type { JournalEvent } from '../../emulator/index.js';
import type { Output } from '../context.js';

/** Tells what happens in the emulator: NDJSON with `--json`, else a line on stderr about what people act on. */
export function eventReport(output: Output): (event: JournalEvent) => void {
  return (event) => {
    if (output.json) {
      // A string to sign may hold a security token.
      const { stringToSign: _, ...told } = event;
      output.event(told);
      return;
    }
    const line = eventLine(event, output.verbose);
    if (line !== null) output.note(`${event.time.slice(11, 19)}Z ${line}`);
  };
}

function eventLine(event: JournalEvent, verbose: boolean): string | null {
  const { channel, remoteAddress, reason, description, error, text } = event;
  switch (event.event) {
    case 'push-started':
      return `Push to ${channel} from ${remoteAddress}.`;
    case 'push-ended':
      return `The push to ${channel} ended (${reason}).`;
    case 'push-warning':
      return `The push to ${channel}: ${text}`;
    case 'publish-refused':
      return `A push to ${channel ?? 'nowhere'} was refused: ${description}`;
    case 'storage-failed':
      return `The push to ${channel} cannot be stored: ${error}`;
    case 'error':
      return `${error}`;
    case 'refused':
      return verbose ? `${event.method} ${event.target}: ${event.status} ${event.code}` : null;
    case 'rtmp-error':
      return verbose ? `${text}` : null;
    default:
      return null;
  }
}
