import { english } from '../english.js';
import { validateObject } from './validate.js';

/** Options with nothing left open that has a default. */
export type WithDefaults<Options extends object, Defaults> = Omit<Options, keyof Defaults> & {
  [Name in keyof Defaults & keyof Options]:
    | NonNullable<Options[Name]>
    | (null extends Defaults[Name] ? null : never);
};

/** What is null or absent gets its default. Throws UsageError for options that are no object. */
export function withDefaults<Options extends object, Defaults extends Partial<Options>>(
  options: Options,
  defaults: Defaults,
): WithDefaults<Options, Defaults> {
  validateObject(english`The options`, options);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value != null));
  return { ...options, ...defaults, ...given } as WithDefaults<Options, Defaults>;
}
