import { resolve } from 'node:path';
import { createDelivery, type Delivery } from '../../watch/delivery.js';
import type { WatchEvent } from '../../watch/event.js';
import { runForEvent } from '../../watch/exec.js';
import type { Gap, LedgerEntry } from '../../watch/ledger.js';
import { openLedger } from '../../watch/ledger-file.js';
import { postEvent } from '../../watch/webhook.js';
import { openTransport } from '../connect.js';
import type { Context } from '../context.js';
import type { Display } from '../terminal/watch-display.js';
import type { Plan } from './watch-plan.js';

/** What events and finished pushes are handed on to. */
export interface Followers {
  /** One for `--exec`, one for `--webhook`: a slow one does not hold up the other. */
  events: readonly Delivery<WatchEvent>[];
  ledger: Delivery<readonly LedgerEntry[]> | null;
  /** Gives up what has not been handed on. */
  end(): void;
}

/** Throws ConfigurationError for a ledger that cannot be used. */
export async function openFollowers(context: Context, plan: Plan, display: Display): Promise<Followers> {
  const dropped = (event: WatchEvent) =>
    display.warn(`${event.event} of ${event.channelName} is not handed on: too many events wait.`);
  const events: Delivery<WatchEvent>[] = [];
  const { env, cwd } = context;
  const ending = new AbortController();
  const signal = AbortSignal.any([context.signal, ending.signal]);
  if (plan.exec !== null) {
    const how = { command: plan.exec, env, cwd, signal, onLine: display.note, onFailed: display.warn };
    events.push(createDelivery((event) => runForEvent(event, how), dropped));
  }
  if (plan.webhook !== null) {
    const transport = await openTransport(context, { connectTimeoutSeconds: 10, readTimeoutSeconds: 10 });
    const how = { ...plan.webhook, transport, now: context.now, signal, onFailed: display.warn };
    events.push(createDelivery((event) => postEvent(event, how), dropped));
  }
  return {
    events,
    ledger: plan.ledger === null ? null : await ledgerDelivery(context, plan.ledger, display),
    end: () => ending.abort(),
  };
}

async function ledgerDelivery(
  { cwd }: Context,
  shown: string,
  display: Display,
): Promise<Delivery<readonly LedgerEntry[]>> {
  const file = await openLedger(resolve(cwd, shown), shown);
  let isBroken = false;
  async function append(entries: readonly LedgerEntry[]): Promise<void> {
    try {
      const gap = await file.append(entries);
      isBroken = false;
      if (gap !== null) display.warn(gapLine(gap));
    } catch (error) {
      // The next look at the history brings them again.
      if (!isBroken) display.warn(`The ledger ${shown} cannot be written: ${(error as Error).message}.`);
      isBroken = true;
    }
  }
  return createDelivery(append, () => undefined);
}

function gapLine({ channelName, after, before }: Gap): string {
  return `The ledger may lack pushes to ${channelName} between ${after} and ${before}: the history tells of ten.`;
}
