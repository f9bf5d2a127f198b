import type { Client } from '../client/client.js';
import { locate } from '../client/endpoint.js';
import { CLIENT_LIMITS } from '../client/limits.js';
import { english } from '../english.js';
import { ConfigurationError, OssLiveError } from '../errors.js';
import type { Transport } from '../protocol/wire.js';
import type { Settings } from '../settings/settings.js';
import { type Answers, askAll } from './answers.js';
import { connectionFindings, rtmpFinding, type Way } from './connection.js';
import { type Finding, failedBy, notTested, ok, PROBES, type ProbeName, warning } from './finding.js';
import { askPlainly } from './http.js';
import { ffmpegFindings, nodeFinding, type Programs } from './machine.js';
import { createPatience, type Patience } from './patience.js';
import { clockFinding, serviceFindings } from './service.js';

/** What the settings lead to. */
export interface Subject {
  settings: Settings;
  /** Null when none is meant. */
  channelName: string | null;
  transport: Transport;
  /** A client that asks once. */
  open(): Promise<Client>;
}

export interface ExamineOptions {
  /** Rejects with ConfigurationError when something is missing. */
  subject(): Promise<Subject>;
  /** Of Node, `v20.18.1`. */
  nodeVersion: string;
  programs: Programs;
  now(): Date;
  signal: AbortSignal;
}

const OF_THE_MACHINE = ['node', 'ffmpeg', 'ffprobe'];
const ENDS_SOON_MS = 15 * 60_000;

/**
 * Looks at everything that a push and a player need, all of it side by side and within `CLIENT_LIMITS.doctorProbe`, and
 * gives what was found in the order of `PROBES`. Changes nothing. Rejects only when the signal is aborted.
 */
export async function* examine(options: ExamineOptions): AsyncGenerator<Finding, void> {
  const patience = createPatience(options.signal);
  const machine = ffmpegFindings(options.programs, patience);
  machine.catch(() => undefined);
  const subject = await subjectWithin(options);
  const failure = subject instanceof OssLiveError ? subject : null;
  // Begins before anything is handed on: who draws takes his time.
  const service = failure === null ? serviceSide(subject as Subject, options, patience) : null;
  service?.catch(() => undefined);

  yield failure === null
    ? settingsFinding((subject as Subject).settings, options.now())
    : failedBy('settings', failure);
  yield nodeFinding(options.nodeVersion);
  yield* await machine;
  if (service !== null) yield* await service;
  else yield* untested(english`there are no settings`);
}

function untested(why: string): Finding[] {
  return PROBES.filter((name) => name !== 'settings' && !OF_THE_MACHINE.includes(name)).map(
    (name: ProbeName) => notTested(name, why),
  );
}

/** Roles have to be asked for their keys, and there may be nobody to answer. */
async function subjectWithin({ subject, signal }: ExamineOptions): Promise<Subject | OssLiveError> {
  const ms = CLIENT_LIMITS.doctorSettings.value;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<OssLiveError>((resolve) => {
    const error = new ConfigurationError(english`The credentials were not had within ${ms / 1000}s.`, {
      advice: { do: 'checkInstanceRole' },
    });
    timer = setTimeout(() => resolve(error), ms);
  });
  try {
    return await Promise.race([subject(), late]);
  } catch (error) {
    if (!(error instanceof OssLiveError) || signal.aborted) throw error;
    return error;
  } finally {
    clearTimeout(timer);
  }
}

function settingsFinding(
  { credentialsSource, credentialsExpireAt, credentials }: Settings,
  now: Date,
): Finding {
  const told = english`credentials of ${credentialsSource}`;
  if (credentialsExpireAt === null)
    return ok('settings', credentials.securityToken ? english`${told}; when they end is not known` : told);
  const leftMs = credentialsExpireAt.getTime() - now.getTime();
  const until = english`${told}, until ${credentialsExpireAt.toISOString().slice(0, 19)}Z`;
  return leftMs < ENDS_SOON_MS
    ? warning('settings', until, { advice: { do: 'keepTemporary' } })
    : ok('settings', until);
}

async function serviceSide(
  subject: Subject,
  { now }: ExamineOptions,
  patience: Patience,
): Promise<Finding[]> {
  const { settings, channelName, open, transport } = subject;
  const location = locate(settings);
  const { origin, rtmpBase } = location;
  const way: Way = {
    origin,
    rtmpBase: rtmpBase ?? '',
    ...settings.network,
    proxy: settings.network.proxy,
    now: now(),
  };
  const [connection, rtmp, plain, answers] = await Promise.all([
    connectionFindings(way, patience),
    rtmpFinding(way, patience),
    askPlainly(location, { transport, now, patience }),
    askAll({ open, channelName, now }, patience),
  ]);
  const isCutOff = connection.some(({ state }) => state === 'failed');
  return inOrder([
    ...connection,
    isCutOff && plain.finding.state === 'failed'
      ? notTested('http', english`there is no connection`)
      : plain.finding,
    rtmp,
    clockFinding(plain.aheadSeconds, skewOf(answers)),
    ...serviceFindings({ answers, channelName, isCutOff, bucket: settings.bucket, region: settings.region }),
    notTested('publish', english`only a push shows whether publishing is allowed`, {
      advice: { do: 'tryPublishing', channelName },
    }),
  ]);
}

function skewOf({ skewMs }: Answers): number {
  return skewMs();
}

function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => PROBES.indexOf(a.name) - PROBES.indexOf(b.name));
}
