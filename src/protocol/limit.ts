/** Where something ends that somebody else could fill, or make wait. */
export interface Limit {
  readonly value: number;
  readonly unit: 'bytes' | 'seconds' | 'milliseconds' | 'characters' | '';
  /** What of it there is no more of. */
  readonly of: string;
  /** What happens then. */
  readonly then: string;
}

export function limit<const Value extends number>(
  value: Value,
  unit: Limit['unit'],
  of: string,
  then: string,
): Limit & { readonly value: Value } {
  return { value, unit, of, then };
}
