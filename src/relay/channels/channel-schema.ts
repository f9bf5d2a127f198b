import * as v from 'valibot';
import {
  validateDescription,
  validateFragCount,
  validateFragDuration,
  validatePlaylistName,
} from '../../client/validate.js';
import { english } from '../../english.js';
import { limits } from '../../protocol/limits.js';
import { integer, text, words } from './schema-parts.js';

const { interval } = limits.snapshot;
const seconds = english`must be an integer from ${interval.min} to ${interval.max}.`;

/** The settings of a channel. What is left out is not looked at, and is the service's default when it is created. */
export const channelSettings = {
  description: text(validateDescription, 'What the channel is for; at most 128 bytes.'),
  status: v.optional(
    v.pipe(
      v.picklist(['enabled', 'disabled'], english`must be enabled or disabled.`),
      v.description('Whether it takes a push.'),
    ),
  ),
  fragDuration: integer(limits.fragDuration, validateFragDuration, 'Least length of a segment, in seconds.'),
  fragCount: integer(limits.fragCount, validateFragCount, 'Segments in the live playlist.'),
  playlistName: text(validatePlaylistName, 'Name of the live playlist; ends in .m3u8.'),
  snapshot: v.optional(
    v.pipe(
      v.strictObject({
        roleName: words('RAM role that writes the pictures.'),
        destBucket: words('Bucket that they are written to.'),
        notifyTopic: words('MNS topic that is told about each.'),
        interval: v.pipe(
          v.number(),
          v.integer(seconds),
          v.minValue(interval.min, seconds),
          v.maxValue(interval.max, seconds),
          v.description('Seconds from one picture to the next.'),
        ),
      }),
      v.description(
        'A still picture from time to time. The service does not report it, so it is not compared.',
      ),
    ),
  ),
};
