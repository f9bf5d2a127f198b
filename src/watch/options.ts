import type { Client } from '../client/client.js';
import type { ClientOptions } from '../client/options.js';
import { validateChannelName, validateObject, validatePrefix } from '../client/validate.js';
import { english } from '../english.js';
import { UsageError } from '../errors.js';
import type { Signal } from '../protocol/ambient.js';
import type { Transport } from '../protocol/wire.js';
import { EVENTS, type EventName, STATES, type State } from './event.js';
import type { ExecOptions } from './exec.js';
import type { Goal } from './state.js';
import { webhookUrl } from './webhook.js';

/** Whom to ask: a client for the bucket, or what makes one. A look is one request that is not tried again. */
export type WatchedBucket =
  | { client: Client; bucket: string; endpoint?: string | null; now?: ClientOptions['now'] }
  | (Omit<ClientOptions, 'retry'> & { client?: null });

/** Which channels are watched, how often, and who is told. With all that createClient takes, or a client. */
export type WatchOptions = WatchedBucket & {
  /**
   * Names, and patterns in which `*` stands for any characters and `?` for one: `cam-*` is every channel that begins
   * so, those to come included. Null or absent for all channels of the bucket.
   */
  channelNames?: readonly string[] | null;
  /** Instead of names: all channels that begin with it, at most 1024 bytes. */
  prefix?: string | null;
  /** Tell only what happens to channels in these states, and what brings them in and out; all when absent. */
  only?: readonly State[] | null;
  /** Seconds between two looks at a channel, 0.1 to 86,400; 5 when absent. */
  intervalSeconds?: number | null;
  /** End when every channel is live, or none is any more; without it watching has no end of its own. */
  until?: Goal | null;
  /** How long to wait for that, at most 2,147,483; then it fails with `WaitedTooLong`. */
  timeoutSeconds?: number | null;
  /** Hand only these events on, to the command and the webhook; all when absent. */
  on?: readonly DeliveredEvent[] | null;
  /** Run a command of the shell for every event, one after the other. */
  exec?: ExecOptions | null;
  /** Post every event. */
  webhook?: WebhookOptions | null;
  /** A file to which every finished push is appended, one JSON document a line. */
  ledger?: string | null;
  /** Where commands run and where a relative ledger is; the folder of the process when absent. */
  cwd?: string | null;
  /** Ends it at once: what waits to be handed on is given up. */
  signal?: Signal | null;
};

/** How a channel was found at first is no news, and not handed on. */
export type DeliveredEvent = Exclude<EventName, 'watching'>;

export const DELIVERED_EVENTS = EVENTS.filter((event): event is DeliveredEvent => event !== 'watching');

/** Where events are posted to. */
export interface WebhookOptions {
  /** `https:` or `http:`, without a user name. */
  url: string;
  /** Signs the posts with HMAC-SHA256; absent leaves them unsigned. */
  secret?: string | null;
  /** Sends the posts; undici with time-outs of ten seconds when absent. */
  transport?: Transport | null;
}

const [SHORTEST_SECONDS, LONGEST_SECONDS] = [0.1, 86_400];
/** Timers know no more. */
const LONGEST_TIMEOUT_SECONDS = 2_147_483;

/** Throws UsageError for what is wrong in itself or does not fit together. */
export function checkOptions(options: WatchOptions): void {
  validateObject(english`The options`, options);
  const { channelNames, prefix, only, on, intervalSeconds, until, timeoutSeconds, exec, webhook } = options;
  for (const name of channelNames ?? []) validateChannelName(name);
  if (channelNames?.length === 0)
    throw new UsageError(english`channelNames is empty; null means all channels.`);
  if (prefix != null) validatePrefix(prefix);
  if (prefix != null && channelNames != null)
    throw new UsageError(english`prefix and channelNames do not go together.`);
  oneOf('only', only, STATES);
  oneOf('on', on, DELIVERED_EVENTS);
  if (on != null && exec == null && webhook == null) throw new UsageError(english`on needs exec or webhook.`);
  within('intervalSeconds', intervalSeconds ?? SHORTEST_SECONDS, SHORTEST_SECONDS, LONGEST_SECONDS);
  within('timeoutSeconds', timeoutSeconds ?? 0, 0, LONGEST_TIMEOUT_SECONDS);
  if (timeoutSeconds != null && until == null) throw new UsageError(english`timeoutSeconds needs until.`);
  if (webhook != null && webhookUrl(webhook.url) === null)
    throw new UsageError(english`The webhook is not a URL to post to.`);
}

function oneOf(name: string, given: readonly string[] | null | undefined, known: readonly string[]): void {
  if (given?.length === 0) throw new UsageError(english`${name} is empty; null means all of them.`);
  const wrong = given?.find((one) => !known.includes(one));
  if (wrong !== undefined) throw new UsageError(english`${name} has ${known}, not ${wrong}.`);
}

function within(name: string, seconds: number, least: number, most: number): void {
  if (!(seconds >= least && seconds <= most))
    throw new UsageError(english`${name} is from ${least} to ${most}, not ${seconds}.`);
}
