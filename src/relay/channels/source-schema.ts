import * as v from 'valibot';
import { CLIENT_LIMITS } from '../../client/limits.js';
import { english } from '../../english.js';
import { isTimeZone, readHours } from '../hours.js';
import { words } from './schema-parts.js';

const VIDEO_BITRATE = /^[1-9]\d*(\.\d+)?[kKmM]$/;
const PLAYLIST = /^[^/{}]*(\{date\}[^/{}]*)?\.m3u8$/;

/** Of `60s`, `2m` or a number. */
export function secondsIn(value: string | number): number | null {
  const [, count, unit] = /^(\d{1,6})([sm]?)$/.exec(String(value)) ?? [];
  return count === undefined ? null : Number(count) * (unit === 'm' ? 60 : 1);
}

const BUFFER_MUST = english`must be from 1s to 60m, such as 60s or 2m.`;

function isBufferLength(seconds: number | null): boolean {
  return seconds !== null && seconds >= 1 && seconds <= CLIENT_LIMITS.pushBufferLength.value;
}

const UNITS: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, MiB: 2 ** 20, GiB: 2 ** 30 };
const LEAST_BYTES = 1e6;

/** Of `512MiB` or `1.5GB`; null for what cannot be read, or is less than a megabyte. */
export function bytesIn(text: string): number | null {
  const [, count, unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?) ?([MG]i?B)$/.exec(text) ?? [];
  const bytes = Math.floor(Number(count) * (UNITS[unit] ?? 0));
  return bytes >= LEAST_BYTES ? bytes : null;
}

/** Of the file as a whole. */
export const bufferMemorySetting = v.optional(
  v.pipe(
    v.string('must be an amount such as 512MiB or 2GiB.'),
    v.check((text) => bytesIn(text) !== null, 'must be an amount such as 512MiB or 2GiB.'),
    v.description(
      'What the buffers of all channels may hold together: 1GiB. Half of the memory of the machine when left out.',
    ),
  ),
);

function matching(pattern: RegExp, must: string, description: string) {
  return v.optional(
    v.pipe(v.string(), v.regex(pattern, english`must be ${must}.`), v.description(description)),
  );
}

/** How the source of a channel is read and sent: what may stand in `defaults` too. */
export const sourceSettings = {
  inputFormat: v.optional(words('What ffmpeg reads the input with, such as v4l2.')),
  inputOptions: v.optional(
    v.pipe(
      v.record(v.pipe(v.string(), v.regex(/^\w[\w:]*$/)), v.union([v.string(), v.number()])),
      v.description('Input options of ffmpeg: { rtsp_transport: udp }.'),
    ),
  ),
  probe: v.optional(v.pipe(v.boolean(), v.description('false for a source that takes one connection only.'))),
  transcode: v.optional(
    v.pipe(
      v.picklist(['auto', 'always', 'never'], english`must be auto, always or never.`),
      v.description('Encodes what does not fit, all, or nothing.'),
    ),
  ),
  videoBitrate: matching(
    VIDEO_BITRATE,
    english`a bit rate such as 2500k or 2.5M`,
    'Encodes the video with this bit rate.',
  ),
  height: v.optional(
    v.pipe(
      v.number(),
      v.integer(english`must be an even number from 16 to 4320.`),
      v.minValue(16, english`must be an even number from 16 to 4320.`),
      v.maxValue(4320, english`must be an even number from 16 to 4320.`),
      v.multipleOf(2, english`must be an even number from 16 to 4320.`),
      v.description('Encodes the video with this height in pixels.'),
    ),
  ),
  audio: v.optional(
    v.pipe(
      v.picklist(['aac', 'none'], english`must be aac or none.`),
      v.description('Encodes other sound, or sends none.'),
    ),
  ),
  buffer: v.optional(
    v.pipe(
      v.union([v.string(), v.number()], BUFFER_MUST),
      v.check((value) => isBufferLength(secondsIn(value)), BUFFER_MUST),
      v.description('Sent out of a buffer so long: an outage that is no longer costs no picture.'),
    ),
  ),
  playlist: matching(
    PLAYLIST,
    english`a name that ends in .m3u8, with at most one {date} and no "/"`,
    'The live playlist of the source; {date} is the day, on which a new one begins.',
  ),
  hours: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => readHours(text) !== null, english`must be hours such as 08:00-22:00.`),
      v.description('When the source is on air: 08:00-22:00; 22:00-06:00 goes over midnight.'),
    ),
  ),
  timezone: v.optional(
    v.pipe(
      v.string(),
      v.check(isTimeZone, english`must be a time zone such as Asia/Shanghai.`),
      v.description("In which hours and days are; the machine's when left out."),
    ),
  ),
};

/** What ffmpeg reads. */
export const inputSetting = words(
  'What ffmpeg reads: a URL such as rtsp://10.0.1.11/stream1. A channel without one is not pushed to.',
);
