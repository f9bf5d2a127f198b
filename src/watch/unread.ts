/** What was told and not yet read. */
export interface Unread<Item> {
  push(item: Item): void;
  /** Nothing more comes. */
  close(): void;
  /** Everything in turn, until it is closed and read. */
  read(): AsyncGenerator<Item, undefined>;
}

const MOST_UNREAD = 1000;

/** A slow reader holds nothing up: it loses the oldest, and in their place reads how many they were. */
export function createUnread<Item>(lost: (count: number) => Item): Unread<Item> {
  const waiting: Item[] = [];
  let dropped = 0;
  let isClosed = false;
  let wake = () => {};

  return {
    push(item) {
      if (waiting.push(item) > MOST_UNREAD) {
        waiting.shift();
        dropped++;
      }
      wake();
    },
    close() {
      isClosed = true;
      wake();
    },
    async *read() {
      while (!isClosed || waiting.length > 0) {
        if (dropped > 0) {
          const count = dropped;
          dropped = 0;
          yield lost(count);
        }
        const [item] = waiting.splice(0, 1);
        if (item !== undefined) yield item;
        else if (!isClosed)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
      return undefined;
    },
  };
}
