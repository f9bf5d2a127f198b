import { english } from '../english.js';
import { CommandError } from '../errors.js';
import type { Happening } from './events.js';
import type { Media } from './ffmpeg/media.js';
import type { Broadcast } from './on-air.js';

export type Shortfall = Omit<Extract<Happening, { event: 'incomplete' }>, 'event'>;

/** The last picture, and what containers round. */
const TOLERATED_SECONDS = 1;
const TOLERATED_PART = 0.02;

/** Options of the user that end a stream early, or make another of it. */
const CHANGES_LENGTH = /^-(t|to|ss|fs|frames\S*|[av]frames|shortest|map|vf|af|filter\S*|r|itsscale)$/;

/**
 * What was planned and did not go out, of a push that has come to the end of its input. Of one that had to begin again
 * it is not known how long it was.
 */
export function shortfalls(onAir: Broadcast): Shortfall[] {
  const { examined, hearing, tally, loop, outputOptions, restarted } = onAir;
  const found: Shortfall[] = [];
  const planned =
    examined.recorded && !loop && !restarted ? plannedSeconds(examined.inputs, examined.plan.audio) : null;
  if (planned !== null && !outputOptions.some((option) => CHANGES_LENGTH.test(option))) {
    const pauses = examined.inputs.map(({ video }) => video?.pictureSeconds ?? 0);
    const least = planned * (1 - TOLERATED_PART) - TOLERATED_SECONDS - Math.max(0, ...pauses);
    const { seconds } = tally;
    if (seconds < least) found.push({ what: 'length', channelName: null, seconds, plannedSeconds: planned });
  }
  for (const channelName of soundPlanned(examined) ? hearing.silent() : [])
    found.push({ what: 'sound', channelName, seconds: null, plannedSeconds: null });
  return found;
}

/** Of the streams that are sent: others in the file may be longer. */
function plannedSeconds(inputs: readonly Media[], audio: string): number | null {
  if (inputs.length === 0) return null;
  return inputs.reduce<number | null>((sum, media) => {
    const tracks = [media.video?.track.seconds, audio === 'none' ? null : media.audio?.track.seconds];
    const known = tracks.filter((seconds) => seconds != null);
    const seconds = known.length === 0 ? media.durationSeconds : Math.max(...known);
    return sum === null || seconds === null ? null : sum + seconds;
  }, 0);
}

/** Not where it was said before that the service drops it. */
function soundPlanned({ inputs, plan, findings }: Broadcast['examined']): boolean {
  const sent = plan.audio === 'copy' || plan.audio === 'aac';
  return (
    sent &&
    inputs.some(({ audio }) => audio !== null) &&
    findings.every(({ code }) => code !== 'audio-dropped')
  );
}

export function incomplete(found: readonly Shortfall[]): CommandError {
  const parts = found.map(({ what }) =>
    what === 'length' ? english`the end of the input` : english`the sound`,
  );
  return new CommandError('Incomplete', english`Not all that was planned went out: ${parts}.`, 'partial');
}
