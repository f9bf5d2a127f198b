import { setTimeout as delay } from 'node:timers/promises';

/** Finished segments that are not there yet. Those of a channel come in the order in which they were finished. */
export class LateSegments {
  #hurry = new AbortController();
  readonly #last = new Map<string, Promise<void>>();

  /** Whether a segment has to wait, for its own time or for one before it; it is shown then. */
  putOff(channelName: string, delayMs: number, show: () => Promise<void>): boolean {
    const before = this.#last.get(channelName);
    if (delayMs === 0 && before === undefined) return false;
    const waited = delay(delayMs, undefined, { signal: this.#hurry.signal }).catch(() => {});
    const shown = Promise.all([before, waited])
      .then(show)
      .finally(() => {
        if (this.#last.get(channelName) === shown) this.#last.delete(channelName);
      });
    this.#last.set(channelName, shown);
    return true;
  }

  /** Shows all of them now. */
  async settle(): Promise<void> {
    this.#hurry.abort();
    this.#hurry = new AbortController();
    await Promise.all(this.#last.values());
  }
}
