import type { Readable } from 'node:stream';
import { CLIENT_LIMITS } from '../../client/limits.js';
import type { TransportSettings } from '../../client/transport.js';
import { CommandError, type ErrorKind, OssLiveError } from '../../errors.js';
import type { Addressing, Credentials, SignatureVersion } from '../../protocol/wire.js';
import type { PushEvent, PushOptions } from '../../push/index.js';

/** What all pushes of a worker share. */
export interface WorkerSetup {
  endpoint: string | null;
  bucket: string;
  region: string | null;
  addressing: Addressing | null;
  signatureVersion: SignatureVersion | null;
  /** Null when they may change: the worker asks for them each time. */
  credentials: Credentials | null;
  network: TransportSettings;
  retryAttempts: number | null;
  ledger: string | null;
  ffmpeg: string | null;
  env: Readonly<Record<string, string | undefined>> | null;
  platform: string | null;
  cwd: string | null;
  /** ISO 8601. */
  credentialsExpireAt: string | null;
}

/** What a push has beside that. */
export type WorkerPush = Omit<
  PushOptions,
  'client' | 'credentials' | 'bucket' | 'stdin' | 'signal' | 'now' | 'onExit' | 'transport' | 'onAttempt'
>;

/** What a worker is told; one JSON document a line. */
export type ToWorker =
  | { do: 'begin'; setup: WorkerSetup }
  | { do: 'push'; id: number; options: WorkerPush }
  | { do: 'end'; id: number }
  /** So much may all of its buffers hold together. */
  | { do: 'memory'; bytes: number }
  | { do: 'credentials'; credentials: Credentials | null; error: SentError | null };

/** What a worker tells. */
export type FromWorker =
  | { is: 'event'; id: number; event: PushEvent }
  /** A text with values was made, which the next event or error may have: to be said in another language. */
  | { is: 'text'; text: string; template: string; values: readonly (string | string[])[] }
  /** A push has ended; of what, unless it came to its end. */
  | { is: 'over'; id: number; error: SentError | null }
  | { is: 'credentials' }
  /** Again and again: also that it is well. */
  | { is: 'figures'; memoryBytes: number; cpuSeconds: number };

/** An error on its way between processes. */
export interface SentError {
  code: string;
  message: string;
  kind: ErrorKind;
  hint: string | null;
}

export function sentError(error: unknown): SentError {
  if (error instanceof OssLiveError) {
    const { code, message, kind, hint } = error;
    return { code, message, kind, hint };
  }
  return { code: 'Bug', message: (error as Error).message, kind: 'bug', hint: null };
}

export function receivedError({ code, message, kind, hint }: SentError): OssLiveError {
  return new CommandError(code, message, kind, { hint });
}

export function lineOf(message: ToWorker | FromWorker): string {
  return `${JSON.stringify(message)}\n`;
}

/** Calls for each line. Resolves at the end of the stream, however it comes; rejects when a line is too long, or no JSON. */
export function readMessages<Message extends ToWorker | FromWorker>(
  stream: Readable,
  each: (message: Message) => void,
): Promise<void> {
  let unfinished = '';
  stream.setEncoding('utf8');
  return new Promise((resolve, reject) => {
    stream.on('data', (text: string) => {
      const lines = (unfinished + text).split('\n');
      unfinished = lines.pop() ?? '';
      try {
        if (unfinished.length > CLIENT_LIMITS.workerMessage.value) throw new RangeError('a message too long');
        for (const line of lines) each(JSON.parse(line) as Message);
      } catch (error) {
        reject(error);
      }
    });
    for (const end of ['end', 'close', 'error']) stream.on(end, () => resolve());
  });
}
