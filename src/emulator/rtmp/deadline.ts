/** The one thing that happens if nothing else does in time. */
export class Deadline {
  #timer: NodeJS.Timeout | undefined;

  /** Replaces the deadline before. */
  set(seconds: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, seconds * 1000);
  }

  /** Gives all of the time once more. */
  postpone(): void {
    this.#timer?.refresh();
  }

  lift(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
