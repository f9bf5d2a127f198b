/** Everything in Chinese, by its English. */
export const zh: ReadonlyMap<string, string> = new Map(Object.entries({}));
