import { english } from '../../english.js';
import { UsageError } from '../../errors.js';

/** What a rule may do to an HTTP exchange. */
export interface HttpEffect {
  /** Before anything else: milliseconds, or a range to draw from. */
  latencyMs?: number | readonly [min: number, max: number];
  /** Answers this instead of carrying the request out. */
  status?: number;
  /** The code of the answer; one that goes with the status when absent. */
  code?: string;
  /** The finer code, `0044-00000201`. */
  ec?: string;
  /** The words of the answer. */
  message?: string;
  /** Sends `Retry-After` with so many seconds. */
  retryAfterSeconds?: number;
  /** Resets the connection instead of answering. */
  resetBefore?: boolean;
  /** Resets the connection after so many bytes of the body. */
  resetAfterBytes?: number;
  /** Ends the connection after so many bytes of the body. */
  truncate?: number;
  /** Stands still in the middle of the body. */
  stallMs?: number;
  /** Ends the body in the middle. */
  malformedXml?: boolean;
  /** Leaves the body out. */
  emptyBody?: boolean;
  /** Announces ten bytes more than there are. */
  wrongContentLength?: boolean;
}

/** What a rule may do to a connection before its RTMP handshake. */
export interface ConnectionEffect {
  /** Resets it. */
  refuse?: boolean;
  /** Never answers. */
  silent?: boolean;
  /** Milliseconds until the handshake is answered. */
  handshakeDelayMs?: number;
}

/** What a rule may do to a push. */
export interface PublishEffect {
  /** Refuses the publisher with this status. */
  reject?: { code?: string; text: string };
  /** Milliseconds until the publisher is let in. */
  acceptDelayMs?: number;
  /** Cuts the push after so many milliseconds. */
  dropAfterMs?: number;
  /** Cuts the push after so many bytes of media. */
  dropAfterBytes?: number;
  /** How to drop: a reset (default), a plain end, or the service's notice first. */
  dropHow?: 'rst' | 'fin' | 'status';
  /** Reads nothing for `stallForMs`, at most and by default a minute. */
  stallAfterMs?: number;
  /** Milliseconds for which nothing is read; a minute when absent. */
  stallForMs?: number;
  /** Bytes of media per second. */
  readRate?: number;
  /** Reads everything and stores nothing. */
  blackhole?: boolean;
}

/** What a rule may do to the writing of segments. */
export interface WriteEffect {
  /** Milliseconds that each write takes longer. */
  writeDelayMs?: number;
  /** Fails as a full disk does. */
  enospc?: boolean;
}

/** What a rule may do to a finished segment: list it without its file, or keep it back for a while. */
export interface SegmentEffect {
  /** Lists it, and has no file. */
  loseSegment?: boolean;
  /** After the end of a push the service has the last one only some seconds later. */
  segmentDelayMs?: number;
}

/** Leaves the live playlist as it was. */
export interface PlaylistEffect {
  /** Leaves it as it was. */
  stalePlaylist?: boolean;
}

/** What a rule may do to the time at which a request or a publisher is judged. */
export interface ClockEffect {
  /** Milliseconds by which the clock is ahead for what is struck. */
  skewMs?: number;
}

/** The moments at which rules are looked at, and what they may do there. */
export interface Effects {
  /** Of a request over HTTP. */
  http: HttpEffect;
  /** Of an RTMP connection, before its channel is known. */
  connection: ConnectionEffect;
  /** Of a publisher and its push. */
  publish: PublishEffect;
  /** Of writes of media. */
  write: WriteEffect;
  /** Of a finished segment. */
  segment: SegmentEffect;
  /** Of the live playlist. */
  playlist: PlaylistEffect;
  /** Judges a request or a publisher by another time. */
  clock: ClockEffect;
}

/** The moment at which an effect strikes. */
export type Stage = keyof Effects;
/** Where something goes wrong. */
export type Layer = 'http' | 'rtmp' | 'media' | 'clock';

const STAGES: Record<Layer, readonly Stage[]> = {
  http: ['http'],
  rtmp: ['connection', 'publish'],
  media: ['write', 'segment', 'playlist'],
  clock: ['clock'],
};

type Check = (value: unknown) => boolean;

const flag: Check = (value) => value === true;
const count: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const text: Check = (value) => typeof value === 'string' && value !== '';
const range: Check = (value) =>
  count(value) || (Array.isArray(value) && value.length === 2 && value.every(count) && value[0] <= value[1]);

const CHECKS: { [At in Stage]: Record<keyof Required<Effects[At]>, Check> } = {
  http: {
    latencyMs: range,
    status: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 400 && value < 600,
    code: text,
    ec: text,
    message: text,
    retryAfterSeconds: count,
    resetBefore: flag,
    resetAfterBytes: count,
    truncate: count,
    stallMs: count,
    malformedXml: flag,
    emptyBody: flag,
    wrongContentLength: flag,
  },
  connection: { refuse: flag, silent: flag, handshakeDelayMs: count },
  publish: {
    reject: (value) =>
      typeof value === 'object' &&
      value !== null &&
      'text' in value &&
      Object.entries(value).every(([name, field]) => (name === 'text' || name === 'code') && text(field)),
    acceptDelayMs: count,
    dropAfterMs: count,
    dropAfterBytes: count,
    dropHow: (value) => value === 'rst' || value === 'fin' || value === 'status',
    stallAfterMs: count,
    stallForMs: count,
    readRate: (value) => count(value) && value !== 0,
    blackhole: flag,
  },
  write: { writeDelayMs: count, enospc: flag },
  segment: { loseSegment: flag, segmentDelayMs: count },
  playlist: { stalePlaylist: flag },
  clock: { skewMs: (value) => typeof value === 'number' && Number.isSafeInteger(value) },
};

/** What an effect does nothing without: one of these. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  code: ['status'],
  ec: ['status'],
  message: ['status'],
  retryAfterSeconds: ['status'],
  dropHow: ['dropAfterMs', 'dropAfterBytes'],
  stallForMs: ['stallAfterMs'],
};

export function isLayer(value: unknown): value is Layer {
  return typeof value === 'string' && Object.hasOwn(STAGES, value);
}

/** The moment at which an effect has its place. Throws UsageError when it has none, or more than one. */
export function stageOf(layer: Layer, effect: Readonly<Record<string, unknown>>): Stage {
  const names = Object.keys(effect);
  if (names.length === 0) throw new UsageError(english`A fault rule needs an effect.`);
  const has = (stage: Stage, name: string): boolean => Object.hasOwn(CHECKS[stage], name);
  const stranger = names.find((name) => !STAGES[layer].some((stage) => has(stage, name)));
  if (stranger !== undefined)
    throw new UsageError(english`A fault rule of layer ${layer} has no effect ${stranger}.`);
  const stage = STAGES[layer].find((candidate) => names.every((name) => has(candidate, name)));
  if (stage === undefined)
    throw new UsageError(
      english`A fault rule of layer ${layer} cannot have the effects ${names.join(', ')} together.`,
    );
  const checks: Record<string, Check> = CHECKS[stage];
  for (const [name, value] of Object.entries(effect)) {
    if (checks[name]?.(value) !== true)
      throw new UsageError(english`The fault effect ${name} cannot be ${JSON.stringify(value)}.`);
    const needed = NEEDS[name] ?? [name];
    if (!needed.some((other) => names.includes(other)))
      throw new UsageError(english`The fault effect ${name} does nothing without ${needed.join(' or ')}.`);
  }
  return stage;
}
