/** Which channels are watched: those named, or all of the bucket as it was last listed. */
export class WatchedNames {
  /** Whether the list is to be asked for. */
  readonly areListed: boolean;
  /** Null until the first list has come. */
  #names: ReadonlySet<string> | null;

  constructor(named: readonly string[] | null) {
    this.areListed = named === null;
    this.#names = named && new Set(named);
  }

  get areKnown(): boolean {
    return this.#names !== null;
  }

  /** As named, or in the order of the list. */
  get all(): readonly string[] {
    return [...(this.#names ?? [])];
  }

  has(channelName: string): boolean {
    return this.#names?.has(channelName) ?? false;
  }

  /** Takes a new list; gives what the last one had not, and what it had alone. Nothing is new in the first one. */
  update(listed: readonly string[]): { come: readonly string[]; gone: readonly string[] } {
    const [before, now] = [this.#names, new Set(listed)];
    this.#names = now;
    return {
      come: before === null ? [] : listed.filter((name) => !before.has(name)),
      gone: [...(before ?? [])].filter((name) => !now.has(name)),
    };
  }
}
