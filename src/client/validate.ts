import { english, listed } from '../english.js';
import { type Advice, UsageError } from '../errors.js';
import { limits } from '../protocol/limits.js';

/**
 * Checks that are made before anything is sent. Each throws UsageError with a message that names the limit and
 * the value, and with the EC that the service would have answered.
 */

/** For callers without types. */
export function validateObject(name: string, value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse(english`${name} must be an object; got ${shown(value)}.`);
}

export function validateBucketName(name: unknown): asserts name is string {
  const { minBytes, maxBytes } = limits.bucketName;
  if (typeof name === 'string' && name.length >= minBytes && name.length <= maxBytes) {
    if (/^[a-z0-9][a-z0-9-]*[a-z0-9]$/.test(name)) return;
  }
  refuse(
    english`A bucket name has ${minBytes}-${maxBytes} characters of a-z, 0-9 and "-", with no "-" at either end; got ${shown(name)}.`,
  );
}

/** `ec` replaces the code of every fault: the VOD operations have one of their own for channel names. */
export function validateChannelName(name: unknown, ec?: string): asserts name is string {
  const { minBytes, maxBytes, ec: codes } = limits.channelName;
  if (typeof name !== 'string' || name === '')
    refuse(english`A channel name has ${minBytes}-${maxBytes} bytes; got ${shown(name)}.`, ec ?? codes.empty);
  if (!isWellFormed(name))
    refuse(english`A channel name is well-formed Unicode; got ${shown(name)}.`, ec ?? codes.encoding);
  if (name === '.' || name === '..') refuse(english`"${name}" is no channel name: it means a folder.`, ec);
  if (name.includes('/')) refuse(english`A channel name contains no "/"; got ${shown(name)}.`, ec);
  if (bytes(name) > maxBytes)
    refuse(
      english`A channel name has at most ${maxBytes} bytes; ${shown(name)} has ${bytes(name)}.`,
      ec ?? codes.length,
    );
}

/** Whether it may be asked about: a list may hold what no channel can be called. */
export function isChannelName(name: string): boolean {
  try {
    validateChannelName(name);
    return true;
  } catch {
    return false;
  }
}

/** The name of a playlist: the live one of a channel, or one that PostVodPlaylist writes. */
export function validatePlaylistName(
  name: unknown,
  suffixEc: string = limits.playlistName.ec.suffix,
): asserts name is string {
  const { minBytes, maxBytes, suffix, ec } = limits.playlistName;
  if (typeof name !== 'string' || !isWellFormed(name) || bytes(name) < minBytes || bytes(name) > maxBytes)
    refuse(
      english`A playlist name has ${minBytes}-${maxBytes} bytes of UTF-8; got ${shown(name)}.`,
      ec.length,
    );
  if (name.includes('/')) refuse(english`A playlist name contains no "/"; got ${shown(name)}.`, ec.slash);
  if (!name.endsWith(suffix))
    refuse(english`A playlist name ends in "${suffix}"; got ${shown(name)}.`, suffixEc);
}

export function validateDescription(description: unknown): asserts description is string {
  const { maxBytes, ec } = limits.description;
  if (typeof description !== 'string') refuse(english`A description is text; got ${shown(description)}.`, ec);
  if (bytes(description) > maxBytes)
    refuse(english`A description has at most ${maxBytes} bytes; this one has ${bytes(description)}.`, ec);
}

export function validateStatus(
  status: unknown,
  ec: string = limits.status.ec,
): asserts status is 'enabled' | 'disabled' {
  if (status !== 'enabled' && status !== 'disabled')
    refuse(english`A status is "enabled" or "disabled"; got ${shown(status)}.`, ec);
}

export function validateTargetType(type: unknown): asserts type is 'HLS' {
  if (type !== 'HLS') refuse(english`The only target type is "HLS"; got ${shown(type)}.`);
}

export function validateFragDuration(seconds: unknown): asserts seconds is number {
  validateInteger(english`FragDuration (seconds)`, seconds, limits.fragDuration);
}

export function validateFragCount(count: unknown): asserts count is number {
  validateInteger('FragCount', count, limits.fragCount);
}

export function validateMaxKeys(count: unknown): asserts count is number {
  validateInteger('max-keys', count, limits.list.maxKeys);
}

export function validatePrefix(prefix: unknown): asserts prefix is string {
  validateListText('prefix', prefix, limits.list.prefix);
}

export function validateMarker(marker: unknown): asserts marker is string {
  validateListText('marker', marker, limits.list.marker);
}

type SnapshotField = 'roleName' | 'destBucket' | 'notifyTopic' | 'interval';

export function validateSnapshot(snapshot: { [Field in SnapshotField]?: unknown }): void {
  const { roleName, destBucket, notifyTopic, interval } = limits.snapshot;
  const missing = [
    { name: 'RoleName', value: snapshot.roleName, ec: roleName.ec },
    { name: 'DestBucket', value: snapshot.destBucket, ec: destBucket.ec },
    { name: 'NotifyTopic', value: snapshot.notifyTopic, ec: notifyTopic.ec },
  ].filter(({ value }) => typeof value !== 'string' || value === '');
  const [first] = missing;
  if (first !== undefined) {
    const names = listed(
      missing.map(({ name }) => name),
      'and',
    );
    refuse(
      english`A snapshot needs RoleName, DestBucket, NotifyTopic and Interval; ${names} ${missing.length > 1 ? 'are' : 'is'} missing.`,
      first.ec,
    );
  }
  validateInteger(english`Snapshot Interval (seconds)`, snapshot.interval, interval);
}

/** Unix seconds, start before end, at most a day apart. */
export function validateVodWindow(startTime: unknown, endTime: unknown): void {
  const { maxSeconds, ec } = limits.vod;
  validateUnixSeconds('startTime', startTime, ec.startTime);
  validateUnixSeconds('endTime', endTime, ec.endTime);
  if (startTime >= endTime)
    refuse(english`startTime ${startTime} is not before endTime ${endTime}.`, ec.order);
  if (endTime - startTime > maxSeconds)
    refuse(
      english`A VOD window is at most ${maxSeconds}s long; ${startTime} to ${endTime} is ${endTime - startTime}s.`,
      ec.window,
    );
}

/** 13 digits are milliseconds, the usual mistake of a JavaScript caller. */
export function validateUnixSeconds(
  name: string,
  seconds: unknown,
  ec: string | null = null,
): asserts seconds is number {
  if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds) || seconds <= 0)
    refuse(english`${name} is a whole number of Unix seconds above 0; got ${shown(seconds)}.`, ec);
  if (seconds >= 1e12) refuse(english`${name} is in Unix seconds; ${seconds} looks like milliseconds.`, ec);
}

/** Seconds from now until a URL expires. */
export function validateExpiresSeconds(seconds: unknown): asserts seconds is number {
  if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds) || seconds <= 0)
    refuse(english`An expiry is a whole number of seconds above 0; got ${shown(seconds)}.`);
  if (seconds >= 1e9)
    refuse(english`An expiry is in seconds from now; ${seconds} looks like a Unix time.`, null, {
      do: 'giveMomentOfExpiry',
    });
}

export function validatePresignExpiresSeconds(seconds: unknown): asserts seconds is number {
  validateInteger(english`The lifetime of a V4 URL (seconds)`, seconds, limits.presignExpiresSeconds);
}

function validateInteger(
  name: string,
  value: unknown,
  { min, max, ec }: { min: number; max: number; ec: string },
): asserts value is number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
    refuse(english`${name} is an integer from ${min} to ${max}; got ${shown(value)}.`, ec);
}

function validateListText(
  name: string,
  text: unknown,
  { maxBytes, ec }: { maxBytes: number; ec: string },
): asserts text is string {
  if (typeof text !== 'string' || !isWellFormed(text))
    refuse(english`${name} is text; got ${shown(text)}.`, ec);
  if (bytes(text) > maxBytes)
    refuse(english`${name} has at most ${maxBytes} bytes; this one has ${bytes(text)}.`, ec);
}

function refuse(message: string, ec: string | null = null, advice: Advice | null = null): never {
  throw new UsageError(message, { ec, advice });
}

function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** By itself: in the bundle it is built, where it stands. */
const SURROGATE = /\p{Surrogate}/u;

function isWellFormed(text: string): boolean {
  return !SURROGATE.test(text);
}

/** A value quoted on one line, cut when it is long. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return english`nothing`;
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 100 ? `${text.slice(0, 96)}…"` : text;
}
