import type { Claim, Signer } from './claim.js';
import { Refusal } from './refusals.js';
import { verifyV1Header, verifyV1Url } from './verify-v1.js';
import { V4_ALGORITHM, verifyV4Header, verifyV4Url } from './verify-v4.js';

/**
 * Who signed the request; null for nobody. A signature in the URL and one in the Authorization header exclude
 * each other. The string to sign is built from decoded parameters, so how a client encodes them does not matter.
 */
export function verify(claim: Claim): Signer | null {
  const { headers, query } = claim.head;
  const authorization = headers.get('authorization');
  const v4Url = ['x-oss-signature-version', 'x-oss-credential', 'x-oss-signature'].some((name) =>
    query.has(name),
  );
  const v1Url = query.has('OSSAccessKeyId') || query.has('Signature');
  if (authorization !== undefined) {
    if (v4Url || v1Url) throw new Refusal('twoSignatures');
    const [scheme = ''] = authorization.split(' ', 1);
    const rest = authorization.slice(scheme.length);
    if (scheme === V4_ALGORITHM) return verifyV4Header(claim, rest);
    if (scheme === 'OSS') return verifyV1Header(claim, rest);
    throw new Refusal(scheme === 'OSS2' ? 'signatureV2' : 'unknownScheme');
  }
  if (query.get('x-oss-signature-version') === 'OSS2') throw new Refusal('signatureV2');
  if (v4Url) return verifyV4Url(claim);
  if (v1Url) return verifyV1Url(claim);
  return null;
}
