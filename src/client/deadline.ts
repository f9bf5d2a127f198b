/** A signal that is aborted when another one is, or when the time is up. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly isOver: boolean;
  /** What it was for has come to its end. */
  lift(): void;
}

export function createDeadline(seconds: number, other: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const pass = (): void => controller.abort(other?.reason);
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    controller.abort();
  }, seconds * 1000);
  timer.unref();
  if (other?.aborted) pass();
  // Not AbortSignal.any: a signal that lives as long as the process would keep every one that was made of it.
  other?.addEventListener('abort', pass, { once: true });
  return {
    signal: controller.signal,
    get isOver() {
      return isOver;
    },
    lift() {
      clearTimeout(timer);
      other?.removeEventListener('abort', pass);
    },
  };
}
