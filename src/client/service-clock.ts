/** The time by the clock of the service, once it has told a client that `now` is another one. */
export function serviceClock(
  now: (() => Date) | null | undefined,
  client: { readonly clockOffsetMs?: number } | null | undefined,
): () => Date {
  return () => new Date((now?.() ?? new Date()).getTime() + (client?.clockOffsetMs ?? 0));
}
