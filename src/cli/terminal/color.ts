import type { Context, Sink } from '../context.js';

/** chalk's levels: none, 16, 256 colours, true colour. */
export type ColorLevel = 0 | 1 | 2 | 3;

/** `--no-color`, then FORCE_COLOR, NO_COLOR and TERM=dumb; otherwise colour at a terminal. */
export function colorLevel(
  sink: Sink,
  { env, color }: { env: Context['env']; color: boolean | undefined },
): ColorLevel {
  if (color === false) return 0;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forcedLevel(forced);
  if (env.NO_COLOR || env.TERM === 'dumb' || !sink.isTTY) return 0;
  return 1;
}

/** As Node reads the variable: empty, `1` and `true` are the least colour, `0` and `false` none. */
function forcedLevel(value: string): ColorLevel {
  if (value === '0' || value === 'false') return 0;
  if (value === '2') return 2;
  return value === '3' ? 3 : 1;
}
