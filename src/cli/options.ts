import { Option } from 'commander';
import type { Flag } from '../client/operations/operation.js';
import { UsageError } from '../errors.js';

/**
 * A flag as Commander wants it. `known` tells whether a text is itself an option of the program. A value written
 * `<name...>` may be given again and again, one each time: Commander's own reading would take the arguments after it.
 */
export function optionOf(flag: Flag, known: (text: string) => boolean): Option {
  const option = new Option(flag.flags, flag.help);
  if (flag.default !== undefined) option.default(flag.default);
  if (option.required || option.optional) {
    const repeatable = option.variadic;
    option.variadic = false;
    option.argParser((value: string, earlier: unknown) => {
      const read = readValue(flag, option, value, known);
      return repeatable ? [...(Array.isArray(earlier) ? earlier : []), read] : read;
    });
  }
  return option;
}

function readValue(
  flag: Flag,
  option: Option,
  value: string,
  known: (text: string) => boolean,
): string | number {
  const name = option.long ?? option.flags;
  // Commander gives a required value whatever comes next, an option included.
  if (option.required && known(value)) {
    throw new UsageError(`${name} needs a value, and ${value} is an option.`, {
      hint: `If ${value} is meant as the value, write ${name}=${value}`,
    });
  }
  if (flag.choices !== undefined && !flag.choices.includes(value)) {
    throw new UsageError(`${name} must be ${listed(flag.choices)}, not '${value}'.`);
  }
  return flag.integer === undefined ? value : readInteger(name, flag.integer, value);
}

function readInteger(name: string, [min, max, ec]: NonNullable<Flag['integer']>, value: string): number {
  const number = /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new UsageError(`${name} must be an integer ${range}, not '${value}'.`, { ec: ec ?? null });
}

/** `a`, `a or b`, `a, b or c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
