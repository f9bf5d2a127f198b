import { request } from 'node:http';
import { CLIENT_LIMITS } from '../client/limits.js';
import type {
  ClockSetting,
  ClockState,
  FaultReport,
  FaultRule,
  JournalEvent,
  StateReport,
} from '../emulator/index.js';
import { english } from '../english.js';
import { CommandError, UsageError } from '../errors.js';

/** What a test may ask of its emulator that no client can. All of it rejects with CommandError when there is no answer. */
export interface TestControl {
  /** Ends the pushes and forgets channels, rules and clock; objects too, unless the media is to be kept. */
  reset(options?: { media?: 'keep' }): Promise<void>;
  /** What has happened after the event with this number; all that is remembered, a thousand, when it is left out. */
  events(since?: number): Promise<JournalEvent[]>;
  /**
   * The first event that the function takes, of those remembered and those to come. Rejects with CommandError
   * (`EventMissed`) when there is none within `timeoutMs` milliseconds, 10000 when absent.
   */
  event(matches: (event: JournalEvent) => boolean, options?: { timeoutMs?: number }): Promise<JournalEvent>;
  /** The rules that make something go wrong, and how often each has. */
  faults(): Promise<FaultReport[]>;
  /** Adds a rule. Rejects with UsageError when it makes no sense. */
  addFault(rule: FaultRule): Promise<FaultReport>;
  /** False when there is no such rule. */
  removeFault(id: string): Promise<boolean>;
  /** Removes all of them. */
  clearFaults(): Promise<void>;
  /** What the emulator takes for now. */
  clock(): Promise<ClockState>;
  /** Moves the clock or stops it; null puts it right. Rejects with UsageError for what is no time. */
  setClock(setting: ClockSetting): Promise<ClockState>;
  /** Ends the push on a channel; false when there is none. Without a bucket, the first one is meant. */
  kick(channelName: string, bucketName?: string): Promise<boolean>;
  /** Buckets, channels, pushes, clock and rules. */
  state(): Promise<StateReport>;
}

/** How often the journal is looked at for an event that is waited for. */
const LOOK_MS = 20;

export function createTestControl(url: string, lastWords: () => string): TestControl {
  const ask = (method: string, path: string, body?: unknown) =>
    exchange(`${url}/_emulator/${path}`, method, body).catch((cause: Error) => {
      const message = english`The emulator at ${url} does not answer: ${cause.message}.${lastWords()}`;
      throw new CommandError('EmulatorSilent', message, 'network', { cause });
    });

  async function demand<Result>(method: string, path: string, body?: unknown): Promise<Result> {
    const { status, document } = await ask(method, path, body);
    if (status >= 400) {
      const { error } = document as { error: string };
      throw status === 400 ? new UsageError(error) : new CommandError('EmulatorRefused', error, 'bug');
    }
    return document as Result;
  }

  /** Whether it was there. */
  async function attempt(method: string, path: string): Promise<boolean> {
    const { status } = await ask(method, path);
    return status !== 404;
  }

  const control: TestControl = {
    reset: ({ media } = {}) => demand('POST', media === undefined ? 'reset' : `reset?media=${media}`),
    events: async (since = 0) =>
      (await demand<{ events: JournalEvent[] }>('GET', `events?since=${since}`)).events,
    async event(matches, { timeoutMs = 10_000 } = {}) {
      const deadline = performance.now() + timeoutMs;
      for (let since = 0; ; ) {
        const events = await control.events(since);
        const found = events.find(matches);
        if (found !== undefined) return found;
        since = events.at(-1)?.id ?? since;
        if (performance.now() >= deadline) {
          const message = english`No such event within ${timeoutMs} ms.`;
          throw new CommandError('EventMissed', message, 'waitedTooLong');
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    },
    faults: async () => (await demand<{ faults: FaultReport[] }>('GET', 'faults')).faults,
    addFault: (rule) => demand('POST', 'faults', rule),
    removeFault: (id) => attempt('DELETE', `faults/${encodeURIComponent(id)}`),
    clearFaults: () => demand('DELETE', 'faults'),
    clock: () => demand('GET', 'clock'),
    setClock: (setting) => demand('POST', 'clock', setting ?? {}),
    kick: (channelName, bucketName) => {
      const bucket = bucketName === undefined ? '' : `?bucket=${encodeURIComponent(bucketName)}`;
      return attempt('POST', `channels/${encodeURIComponent(channelName)}/kick${bucket}`);
    },
    state: () => demand('GET', 'state'),
  };
  return control;
}

interface Answer {
  status: number;
  document: unknown;
}

/** With node:http, as there is no `fetch` where a test runner plays a browser. */
function exchange(url: string, method: string, body: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timeout = CLIENT_LIMITS.testControl.value;
    const asked = request(url, { method, timeout, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.once('error', reject).once('end', () => {
        try {
          resolve({ status: answer.statusCode ?? 0, document: text === '' ? undefined : JSON.parse(text) });
        } catch (error) {
          reject(error);
        }
      });
    });
    asked.once('error', reject).once('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
