import * as v from 'valibot';
import { english } from '../../english.js';

const DAYS = /^([1-9]\d{0,4})d$/;
const MUST = english`must be whole days, such as 30d.`;

/** Of `30d`. */
export function daysIn(value: string): number {
  return Number(DAYS.exec(value)?.[1]);
}

/** What becomes of what a channel records: what may stand in `defaults` too. */
export const recordingSettings = {
  keep: v.optional(
    v.pipe(
      v.string(MUST),
      v.regex(DAYS, MUST),
      v.description(
        'How long its recordings are kept: a lifecycle rule of the bucket deletes what is older.',
      ),
    ),
  ),
  vod: v.optional(
    v.pipe(
      v.literal('daily', english`must be daily.`),
      v.description('Saves a playlist of each day when it is over: day-2024-03-05.m3u8.'),
    ),
  ),
};
