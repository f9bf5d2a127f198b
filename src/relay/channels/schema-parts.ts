import * as v from 'valibot';
import { english } from '../../english.js';

/** Checked by what the client checks, which says what is wrong. */
export function text(validate: (value: unknown) => void, description: string) {
  return v.optional(v.pipe(v.string(), by<string>(validate), v.description(description)));
}

export function integer({ min, max }: { min: number; max: number }, validate: Check, description: string) {
  const range = [v.minValue<number, number>(min), v.maxValue<number, number>(max)] as const;
  return v.optional(
    v.pipe(v.number(), by<number>(validate), v.integer(), ...range, v.description(description)),
  );
}

type Check = (value: unknown) => void;

function by<Value>(validate: Check) {
  return v.rawCheck<Value>(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    try {
      validate(dataset.value);
    } catch (error) {
      addIssue({ message: (error as Error).message });
    }
  });
}

export function words(description: string) {
  return v.pipe(v.string(), v.nonEmpty(english`must not be empty.`), v.description(description));
}
