import { dirname } from 'node:path';
import { together } from '../../client/side-by-side.js';
import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import { findFfmpeg } from '../../ffmpeg/find-ffmpeg.js';
import { checkFfmpeg } from '../mux/check-ffmpeg.js';
import { lookAtRest, type Rest } from './part-folder.js';
import { type DownloadPlan, makePlan, namesOf, type PlannedDownload, planned, type Saving } from './plan.js';
import { checkRoom } from './room.js';
import { checkParent, checkPlace, readTarget, type Target } from './target.js';

export interface Prepared {
  plan: DownloadPlan;
  /** Where ffmpeg is; null where none is needed. */
  ffmpeg: string | null;
}

/** What has to be there, and what is going to be fetched. */
export async function prepare(saving: Saving): Promise<Prepared> {
  const asked = readTarget(saving.file, saving.cwd);
  // What is missing here is said before anything is asked.
  await checkParent(asked);
  const isEncoded = saving.join === 'encode';
  if (isEncoded && asked.format === 'folder')
    throw new UsageError(english`A folder has the segments as they are: nothing of it is encoded.`);
  const needsFfmpeg = asked.format === 'mp4' || asked.format === 'mkv' || isEncoded;
  const ffmpeg = needsFfmpeg ? await findFfmpeg(saving.ffmpeg, saving) : null;
  const format = asked.format === 'mp4' || asked.format === 'mkv' ? asked.format : null;
  const check = (signal: AbortSignal) =>
    ffmpeg === null ? null : checkFfmpeg(ffmpeg, { format, isEncoder: isEncoded }, { ...saving, signal });
  const [plan] = await together(saving.signal, (signal) =>
    Promise.all([makePlan({ ...saving, signal }), check(signal)]),
  );
  return { plan, ffmpeg };
}

/** Whether the results that are foreseen may have their names, and the disk can hold them. */
export async function checkTargets(plan: DownloadPlan, saving: Saving, rest: Rest): Promise<void> {
  const places = plan.groups.flatMap((group) => namesOf(plan, group, 1));
  await checkPlaces(places, saving, rest);
  const { target } = plan;
  await checkRoom(dirname(target.path), roomFor(plan, rest), target.shown);
}

export async function checkPlaces(
  places: readonly Target[],
  { overwrite }: Saving,
  { isOwnResult }: Rest,
): Promise<void> {
  for (const place of places) await checkPlace(place, { overwrite, isOwn: isOwnResult });
}

/** Segments, and the result beside them; a folder has the segments themselves. */
function roomFor({ target, totalBytes }: DownloadPlan, { foundBytes }: Rest): number {
  if (totalBytes === null) return 0;
  return Math.max(0, totalBytes - foundBytes) + (target.format === 'folder' ? 0 : totalBytes);
}

/** What a download would tell before it fetches anything; it throws what that would throw by then. */
export async function lookAhead(saving: Saving): Promise<PlannedDownload> {
  const { plan } = await prepare(saving);
  const rest = await lookAtRest(`${plan.target.path}.part`);
  await checkTargets(plan, saving, rest);
  return planned(plan, rest.found);
}
