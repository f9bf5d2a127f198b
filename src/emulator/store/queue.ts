/** Runs tasks one after the other. A task that fails rejects for its caller and does not stop the next. */
export interface Queue {
  run<Result>(task: () => Promise<Result>): Promise<Result>;
  /** Resolves when everything queued so far is done. */
  idle(): Promise<void>;
}

export function createQueue(): Queue {
  let tail: Promise<unknown> = Promise.resolve();
  const run = <Result>(task: () => Promise<Result>): Promise<Result> => {
    const result = tail.then(task);
    tail = result.catch(() => undefined);
    return result;
  };
  return { run, idle: () => run(async () => undefined) };
}
