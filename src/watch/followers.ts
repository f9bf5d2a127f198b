import { resolve } from 'node:path';
import { CLIENT_LIMITS } from '../client/limits.js';
import { english } from '../english.js';
import type { Transport } from '../protocol/wire.js';
import { type LedgerEntry, openLedger } from '../recording/index.js';
import { createDelivery, type Delivery } from './delivery.js';
import type { ChannelEvent, Trouble } from './event.js';
import { runForEvent } from './exec.js';
import type { WatchOptions } from './options.js';
import { postEvent } from './webhook.js';

/** What events and finished pushes are handed on to. */
export interface Followers {
  event(event: ChannelEvent): void;
  /** Null without a ledger. */
  ledger: Delivery<readonly LedgerEntry[]> | null;
  /** Waits until all is handed on, but not for ever. */
  finish(): Promise<void>;
  /** Gives up what has not been handed on. */
  end(): void;
}

interface Surroundings {
  now(): Date;
  signal: AbortSignal;
  onTrouble(trouble: Trouble): void;
}

/** How long the last events may take to be handed on. */
const DRAIN_MS = CLIENT_LIMITS.lastDelivered.value;
const WEBHOOK_TIMEOUTS = { connectTimeoutSeconds: 10, readTimeoutSeconds: 10 };

/** Throws ConfigurationError for a ledger that cannot be used. */
export async function openFollowers(options: WatchOptions, surroundings: Surroundings): Promise<Followers> {
  const { exec, webhook } = options;
  const cwd = options.cwd ?? '.';
  const { now, onTrouble } = surroundings;
  const ending = new AbortController();
  const signal = AbortSignal.any([surroundings.signal, ending.signal]);
  const onDropped = (about: ChannelEvent) => {
    const message = english`${about.event} of ${about.channelName} is not handed on: too many events wait.`;
    onTrouble({ trouble: 'delivery', about, message });
  };
  // One for each: a slow one does not hold up the other.
  const deliveries: Delivery<ChannelEvent>[] = [];
  const add = (deliver: (about: ChannelEvent) => Promise<void>) =>
    deliveries.push(createDelivery(deliver, onDropped));
  if (exec != null) {
    add((about) => {
      const onFailed = (reason: string) => {
        const message = english`The command for ${about.event} of ${about.channelName} failed: ${reason}.`;
        onTrouble({ trouble: 'exec', about, reason, message });
      };
      return runForEvent(about, { ...exec, cwd, signal, onFailed });
    });
  }
  if (webhook != null) {
    const [url, secret] = [new URL(webhook.url), webhook.secret ?? null];
    const transport = webhook.transport ?? (await openTransport());
    add((about) => {
      const onFailed = (message: string) => onTrouble({ trouble: 'webhook', about, message });
      return postEvent(about, { url, secret, transport, now, signal, onFailed });
    });
  }
  const ledger = options.ledger == null ? null : await ledgerDelivery(options.ledger, { cwd, onTrouble });
  return {
    event(event) {
      for (const delivery of deliveries) delivery.push(event);
    },
    ledger,
    async finish() {
      const left = await Promise.all(deliveries.map((delivery) => delivery.drain(DRAIN_MS)));
      await ledger?.drain(DRAIN_MS);
      const most = Math.max(0, ...left);
      if (most === 0) return;
      const message = english`${most === 1 ? english`1 event was` : english`${most} events were`} not handed on in time.`;
      onTrouble({ trouble: 'delivery', message });
    },
    end: () => ending.abort(),
  };
}

/** Loaded only when something is posted. */
async function openTransport(): Promise<Transport> {
  const { createTransport } = await import('../client/transport.js');
  return createTransport(WEBHOOK_TIMEOUTS);
}

async function ledgerDelivery(
  shown: string,
  { cwd, onTrouble }: { cwd: string } & Pick<Surroundings, 'onTrouble'>,
): Promise<Delivery<readonly LedgerEntry[]>> {
  const file = await openLedger(resolve(cwd, shown), shown);
  let isBroken = false;
  async function append(entries: readonly LedgerEntry[]): Promise<void> {
    try {
      const gap = await file.append(entries);
      isBroken = false;
      if (gap === null) return;
      const { channelName, after, before } = gap;
      const message = english`The ledger may lack pushes to ${channelName} between ${after} and ${before}: the history tells of ten.`;
      onTrouble({ trouble: 'gap', message });
    } catch (error) {
      // The next look at the history brings them again.
      const { message: reason } = error as Error;
      const message = english`The ledger ${shown} cannot be written: ${reason}.`;
      if (!isBroken) onTrouble({ trouble: 'ledger', reason, message });
      isBroken = true;
    }
  }
  return createDelivery(append, () => undefined);
}
