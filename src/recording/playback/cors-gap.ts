import type { Client } from '../../client/client.js';
import { isDenied } from '../../client/look.js';
import { ServiceError } from '../../errors.js';

/** Why a page is not given what it asks for. Rules are counted from 1. */
export type CorsGap =
  | { kind: 'noRules' }
  /** None of so many rules is for its origin. */
  | { kind: 'noOrigin'; rules: number }
  /** The first rule that is for its origin, and not for GET. */
  | { kind: 'noMethod'; rule: number }
  /** A rule is for it: whatever lies between says otherwise. */
  | { kind: 'allowed'; rule: number };

/** Looks through the CORS rules of a bucket; null where these may not be read (`oss:GetBucketCors`). */
export async function corsGap(
  client: Pick<Client, 'getBucketCors'>,
  origin: string,
  signal: AbortSignal,
): Promise<CorsGap | null> {
  try {
    const { rules } = await client.getBucketCors(null, { signal });
    const fitting = rules.flatMap((rule, index) =>
      rule.allowedOrigins.some((allowed) => fits(allowed, origin)) ? [{ ...rule, number: index + 1 }] : [],
    );
    const [first] = fitting;
    if (first === undefined)
      return rules.length === 0 ? { kind: 'noRules' } : { kind: 'noOrigin', rules: rules.length };
    const allowing = fitting.find(({ allowedMethods }) => allowedMethods.includes('GET'));
    return allowing === undefined
      ? { kind: 'noMethod', rule: first.number }
      : { kind: 'allowed', rule: allowing.number };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.code === 'NoSuchCORSConfiguration') return { kind: 'noRules' };
    if (isDenied(error)) return null;
    throw error;
  }
}

/** At most one `*` stands for anything. OSS documentation, "PutBucketCors". */
function fits(allowed: string, origin: string): boolean {
  const [before = '', after] = allowed.split('*');
  if (after === undefined) return allowed === origin;
  return origin.length >= before.length + after.length && origin.startsWith(before) && origin.endsWith(after);
}
