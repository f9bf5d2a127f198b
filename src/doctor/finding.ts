import { type Advice, type ErrorKind, OssLiveError, ServiceError, type SignedDifference } from '../errors.js';

/** What is looked at, in the order in which it is told. */
export const PROBES = [
  ...(['settings', 'node', 'ffmpeg', 'ffprobe'] as const),
  ...(['dns', 'tcp', 'tls', 'http', 'rtmp', 'clock', 'credentials'] as const),
  ...(['bucket', 'region', 'acl', 'cors', 'lifecycle'] as const),
  ...(['channel', 'live'] as const),
  ...(['list', 'history', 'objects', 'read', 'vod', 'status', 'save'] as const),
  'publish',
] as const;

export type ProbeName = (typeof PROBES)[number];

/** What one look came to. */
export interface Finding {
  name: ProbeName;
  state: 'ok' | 'warning' | 'failed' | 'notTested';
  /** One line: what was found; of what was not tested, why. */
  message: string;
  /** Whether it is concluded, and not seen. */
  inferred: boolean;
  /** Of a failure: what it means to whoever asked. */
  kind: ErrorKind | null;
  /** What mends it, in one line. */
  hint: string | null;
  advice: Advice | null;
  /** Of a refused signature. */
  difference: SignedDifference | null;
}

type Details = Partial<Pick<Finding, 'inferred' | 'kind' | 'hint' | 'advice' | 'difference'>>;

const NOTHING = { inferred: false, kind: null, hint: null, advice: null, difference: null } as const;

export function ok(name: ProbeName, message: string, details: Details = {}): Finding {
  return { ...NOTHING, ...details, name, state: 'ok', message };
}

export function warning(name: ProbeName, message: string, details: Details = {}): Finding {
  return { ...NOTHING, ...details, name, state: 'warning', message };
}

export function notTested(name: ProbeName, message: string, details: Details = {}): Finding {
  return { ...NOTHING, ...details, name, state: 'notTested', message };
}

export function failed(name: ProbeName, message: string, kind: ErrorKind, details: Details = {}): Finding {
  return { ...NOTHING, ...details, name, state: 'failed', message, kind };
}

/** A failure in the words of the error. */
export function failedBy(name: ProbeName, error: unknown): Finding {
  if (!(error instanceof OssLiveError)) throw error;
  const { message, kind, hint, advice } = error;
  const difference = error instanceof ServiceError ? error.difference : null;
  return failed(name, message, kind, { hint, advice, difference });
}
