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

/** A queue for each name, as long as there is something in it: a client may name what there is not, without end. */
export interface Queues {
  of(name: string): Queue;
  /** Resolves when everything queued so far is done. */
  idle(): Promise<void>;
  readonly size: number;
}

export function createQueues(): Queues {
  const queues = new Map<string, { queue: Queue; tasks: number }>();

  async function run<Result>(name: string, task: () => Promise<Result>): Promise<Result> {
    const one = queues.get(name) ?? { queue: createQueue(), tasks: 0 };
    queues.set(name, one);
    one.tasks++;
    try {
      return await one.queue.run(task);
    } finally {
      one.tasks--;
      if (one.tasks === 0) queues.delete(name);
    }
  }

  return {
    of: (name) => ({
      run: (task) => run(name, task),
      idle: async () => queues.get(name)?.queue.idle(),
    }),
    async idle() {
      await Promise.all([...queues.values()].map(({ queue }) => queue.idle()));
    },
    get size() {
      return queues.size;
    },
  };
}
