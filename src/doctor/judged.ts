import { english } from '../english.js';
import { NetworkError, type OssLiveError, ServiceError } from '../errors.js';
import { type Answer, type Answers, aboutAll, type Shared } from './answers.js';
import { type Finding, failedBy, notTested, type ProbeName } from './finding.js';

/** What the answers of the service say, given how the way to it is. */
export interface Judging {
  answers: Answers;
  bucket: string;
  channelName: string | null;
  region: string | null;
  /** Whether the way to the endpoint is closed: then no answer is nobody else's fault. */
  isCutOff: boolean;
}

type Judged<Value> = { finding: null; value: Value } | { finding: Finding; value: null };

/** A failure belongs to the line of what was asked, unless something else made it fail. `optional` is what only helps. */
export function judged<Value>(
  name: ProbeName,
  { value, error }: Answer<Value>,
  { isCutOff }: Judging,
  about: Shared | null,
  { optional = false } = {},
): Judged<Value> {
  if (error === null) return { finding: null, value: value as Value };
  const because = isCutOff && isSilence(error) ? english`there is no way to the endpoint` : whyNot(about);
  if (because !== null) return { finding: notTested(name, because), value: null };
  const isDenied = error instanceof ServiceError && error.kind === 'denied' && aboutAll(error) === null;
  const found = failedBy(name, error);
  if (optional && isDenied) return { finding: { ...found, state: 'notTested', kind: null }, value: null };
  return { finding: found, value: null };
}

function isSilence(error: OssLiveError): boolean {
  return error instanceof NetworkError;
}

export function isAbsent({ error }: Answer<unknown>, code: string): boolean {
  return error instanceof ServiceError && error.code === code;
}

export function whyNot(about: Shared | null): string | null {
  if (about === null) return null;
  const words = {
    credentials: english`the credentials are refused`,
    clock: english`the clock is wrong`,
    region: english`the bucket is elsewhere`,
    bucket: english`there is no such bucket`,
  };
  return words[about];
}
