import { resolve } from 'node:path';
import type { Transport } from '../protocol/wire.js';
import { createDelivery, type Delivery } from './delivery.js';
import type { ChannelEvent } from './event.js';
import { type ExecOptions, runForEvent } from './exec.js';
import type { LedgerEntry } from './ledger.js';
import { openLedger } from './ledger-file.js';
import { commandFailed, ledgerFailed, ledgerGap, noRoom, type Trouble, tooLate } from './trouble.js';
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

export interface FollowersOptions {
  exec: ExecOptions | null;
  webhook: { url: URL; secret: string | null; transport: Transport | null } | null;
  /** A file. */
  ledger: string | null;
  /** The process's own when undefined. */
  cwd: string | undefined;
  now(): Date;
  signal: AbortSignal;
  onTrouble(trouble: Trouble): void;
}

/** How long the last events may take to be handed on. */
const DRAIN_MS = 10_000;
const WEBHOOK_TIMEOUTS = { connectTimeoutSeconds: 10, readTimeoutSeconds: 10 };

/** Throws ConfigurationError for a ledger that cannot be used. */
export async function openFollowers(options: FollowersOptions): Promise<Followers> {
  const { exec, webhook, cwd, now, onTrouble } = options;
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const onDropped = (about: ChannelEvent) => onTrouble(noRoom(about));
  // One for each: a slow one does not hold up the other.
  const deliveries: Delivery<ChannelEvent>[] = [];
  if (exec !== null) {
    const deliver = (about: ChannelEvent) => {
      const onFailed = (reason: string) => onTrouble(commandFailed(about, reason));
      return runForEvent(about, { ...exec, cwd, signal, onFailed });
    };
    deliveries.push(createDelivery(deliver, onDropped));
  }
  if (webhook !== null) {
    const transport = webhook.transport ?? (await openTransport());
    const deliver = (about: ChannelEvent) => {
      const onFailed = (message: string) => onTrouble({ trouble: 'webhook', about, message });
      return postEvent(about, { ...webhook, transport, now, signal, onFailed });
    };
    deliveries.push(createDelivery(deliver, onDropped));
  }
  const ledger = options.ledger === null ? null : await ledgerDelivery(options.ledger, options);
  return {
    event(event) {
      for (const delivery of deliveries) delivery.push(event);
    },
    ledger,
    async finish() {
      const left = await Promise.all(deliveries.map((delivery) => delivery.drain(DRAIN_MS)));
      await ledger?.drain(DRAIN_MS);
      const most = Math.max(0, ...left);
      if (most > 0) onTrouble(tooLate(most));
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
  { cwd = '', onTrouble }: Pick<FollowersOptions, 'cwd' | 'onTrouble'>,
): Promise<Delivery<readonly LedgerEntry[]>> {
  const file = await openLedger(resolve(cwd, shown), shown);
  let isBroken = false;
  async function append(entries: readonly LedgerEntry[]): Promise<void> {
    try {
      const gap = await file.append(entries);
      isBroken = false;
      if (gap !== null) onTrouble(ledgerGap(gap));
    } catch (error) {
      // The next look at the history brings them again.
      if (!isBroken) onTrouble(ledgerFailed(shown, (error as Error).message));
      isBroken = true;
    }
  }
  return createDelivery(append, () => undefined);
}
