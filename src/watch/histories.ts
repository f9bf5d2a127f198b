import type { LiveRecord } from '../client/operations/get-live-channel-history.js';

/** A history that is still to be asked for. */
export interface OwedHistory {
  tries: number;
  /** Of the push that it should have; null when it is only looked through. */
  startTime: string | null;
}

/** The history may be a moment behind the state. */
const TRIES = 5;
/** A push that began and ended between two looks is found by asking for the history now and then. */
const ROUNDS = 60;

/** Which channels' histories are owed to the ledger, until they have the push that has ended. */
export class Histories {
  readonly #owed = new Map<string, OwedHistory>();

  get names(): string[] {
    return [...this.#owed.keys()];
  }

  get(channelName: string): OwedHistory | undefined {
    return this.#owed.get(channelName);
  }

  /** Channels whose last push has ended and was not yet found in the history. */
  get unfinished(): string[] {
    return [...this.#owed].flatMap(([name, { startTime }]) => (startTime === null ? [] : [name]));
  }

  beginRound(round: number, channelNames: readonly string[]): void {
    if (round % ROUNDS !== 0) return;
    for (const name of channelNames)
      if (!this.#owed.has(name)) this.#owed.set(name, { tries: 1, startTime: null });
  }

  pushEnded(channelName: string, startTime: string | null): void {
    this.#owed.set(channelName, { tries: TRIES, startTime });
  }

  /** `records` is null when there was no answer. */
  asked(channelName: string, owed: OwedHistory, records: readonly LiveRecord[] | null): void {
    const { startTime } = owed;
    const isThere =
      records !== null && (startTime === null || records.some((one) => one.startTime === startTime));
    owed.tries--;
    // Another push may have ended meanwhile.
    if (this.#owed.get(channelName) === owed && (isThere || owed.tries <= 0)) this.#owed.delete(channelName);
  }

  forget(channelName: string): void {
    this.#owed.delete(channelName);
  }
}
