import type { JournalEvent } from '../../emulator/index.js';
import type { Output } from '../context.js';
import { say } from '../say.js';
import { printable } from './printable.js';

/** Of what a client says: a line is to stay one. */
const LONGEST = 200;

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
  const { remoteAddress, reason, error, text } = event;
  const channel = typeof event.channel === 'string' ? short(event.channel) : say`nowhere`;
  switch (event.event) {
    case 'push-started':
      return say`Push to ${channel} from ${remoteAddress}.`;
    case 'push-ended':
      return say`The push to ${channel} ended (${reason}).`;
    case 'push-warning':
      return say`The push to ${channel}: ${text}`;
    case 'publish-refused':
      return say`A push to ${channel} was refused: ${event.description}`;
    case 'storage-failed':
      return say`The push to ${channel} cannot be stored: ${error}`;
    case 'error':
      return `${error}`;
    case 'refused':
      return `${event.method} ${short(`${event.target}`)}: ${event.status} ${event.code}${ecOf(event)}`;
    case 'rtmp-error':
      return verbose ? `${text}` : null;
    default:
      return null;
  }
}

function ecOf({ ec }: JournalEvent): string {
  return typeof ec === 'string' ? `, EC ${ec}` : '';
}

function short(text: string): string {
  const shown = printable(text);
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}
