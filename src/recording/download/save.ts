import type { Happening } from './events.js';
import { fetchAll } from './fetch-all.js';
import { createMeter, type Meter } from './meter.js';
import { type MissingReason, nothingLeft, segmentsMissing } from './missing.js';
import { openPartFolder, type PartFolder } from './part-folder.js';
import { createPatience } from './patience.js';
import { type DownloadPlan, namesOf, planned, type Saving } from './plan.js';
import { checkPlaces, checkTargets, prepare } from './prepare.js';
import { programsFor } from './programs.js';
import { type Made, type Making, makeResults } from './results.js';
import { putInPlace } from './target.js';

/** How far a download is, for its last event. */
export interface Tally {
  files: string[];
  segments: number;
  missing: number;
  fetchedBytes: number;
  rest: string | null;
}

type Emit = (happening: Happening) => void;

const PROGRESS_MS = 500;

/** The download from end to end. `tally` is kept up to date, also for one that fails. */
export async function save(saving: Saving, tally: Tally, emit: Emit): Promise<void> {
  const { plan, ffmpeg } = await prepare(saving);
  const { target } = plan;
  const folder = await openPartFolder(`${target.path}.part`, `${target.shown}.part`);
  try {
    await checkTargets(plan, saving, folder);
    emit({ event: 'planned', ...planned(plan, folder.found) });
    const made = await fetchAndMake(saving, { plan, folder, ffmpeg, tally, emit });
    const named = made.flatMap((results, index) => {
      const group = plan.groups[index];
      const names = group === undefined ? [] : namesOf(plan, group, results.length);
      return results.map((result, at) => ({ result, place: names[at] ?? target }));
    });
    await checkPlaces(
      named.map(({ place }) => place),
      saving,
      folder,
    );
    for (const { result, place } of named) {
      if (place.format === 'folder') await folder.noteFolder(result.path);
      await putInPlace(result.path, place, folder);
      tally.files.push(place.shown);
    }
    for (const {
      result: { path: _, ...result },
      place,
    } of named)
      emit({ event: 'saved', file: place.shown, ...result });
  } catch (error) {
    const isEmpty = folder.found === 0 && tally.segments === 0 && tally.fetchedBytes === 0;
    if (!isEmpty) tally.rest = `${target.shown}.part`;
    await (isEmpty ? folder.remove() : folder.release());
    throw error;
  }
  await folder.remove();
}

interface Working {
  plan: DownloadPlan;
  folder: PartFolder;
  ffmpeg: string | null;
  tally: Tally;
  emit: Emit;
}

/** The results of each group, in the order of the groups; written while the segments come. */
async function fetchAndMake(saving: Saving, working: Working): Promise<Made[][]> {
  const { plan, folder, ffmpeg, tally, emit } = working;
  const stop = new AbortController();
  const signal = AbortSignal.any([saving.signal, stop.signal]);
  const meter = createMeter(plan.wanted.length, plan.totalBytes);
  const tellProgress = () => emit({ event: 'progress', ...meter.progress() });
  const timer = setInterval(tellProgress, PROGRESS_MS);
  const fetching = fetchAll(plan.wanted, {
    ...{ client: saving.client, folder, signal, jobs: saving.jobs },
    isPacked: plan.target.format !== 'folder',
    shown: plan.target.shown,
    ...counting(saving, working, meter),
  });
  const { target, recording, wanted, groups } = plan;
  const onEncoded = meter.encoded;
  const making: Making = {
    ...{ format: target.format, shown: target.shown, folder, signal },
    ...{ segments: recording.segments, start: recording.start, outcomes: fetching.outcomes },
    ...{ closeGaps: saving.join !== false, intoOne: saving.join === 'encode' },
    onJoined(index) {
      fetching.release(index);
      meter.joined();
    },
    ...programsFor(saving, { ffmpeg, target, signal, onEncoded }),
  };
  try {
    const made: Made[][] = [];
    for (const group of groups) made.push(await makeResults(group, making));
    await fetching.settled;
    if (tally.segments === 0) throw nothingLeft(wanted.length);
    tellProgress();
    return made;
  } catch (error) {
    stop.abort(error);
    throw error;
  } finally {
    clearInterval(timer);
    // Nothing is written any more when this is over.
    await fetching.settled;
  }
}

function counting(
  { allowMissing, retryForSeconds }: Saving,
  { plan, tally, emit }: Working,
  meter: Meter,
): Pick<Parameters<typeof fetchAll>[1], 'patience' | 'onBytes' | 'onMissing' | 'onFetched'> {
  const patience = createPatience(retryForSeconds, ({ code, message }, delaySeconds) =>
    emit({ event: 'retrying', error: { code, message }, delaySeconds }),
  );
  return {
    patience,
    onBytes(count, from) {
      meter.add(count, from);
      if (from !== 'bucket') return;
      tally.fetchedBytes += count;
      patience.refreshed();
    },
    onMissing(index, reason: MissingReason, cause) {
      const segment = plan.recording.segments[index];
      if (segment === undefined) return;
      const { key, name, startMs, seconds } = segment;
      const total = plan.wanted.length;
      if (!allowMissing) throw segmentsMissing({ name, reason, count: null, total }, cause);
      tally.missing++;
      meter.leftOut(plan.wanted[index]?.identity?.size ?? null);
      emit({ event: 'missing', key, startTime: new Date(startMs).toISOString(), seconds, reason });
    },
    onFetched() {
      tally.segments++;
      meter.segment();
    },
  };
}
