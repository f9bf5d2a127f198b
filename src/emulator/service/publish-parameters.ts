import { parseCompactTime } from './instant.js';
import type { Parameters } from './publish-route.js';
import type { RefusalName } from './refusals.js';

/** What may be in a key id. */
const KEY_ID = /^[\w.-]+$/;
const DAY_MS = 86_400_000;

/** Parameters that make an attempt one that is signed. */
const SIGNATURE = ['OSSAccessKeyId', 'Expires', 'Signature', 'SignatureVersion'];

export function isSigned(parameters: Parameters): boolean {
  return SIGNATURE.some((name) => parameters.has(name));
}

/** In the order of the ECs, what is wrong with the parameters of a signature before anybody's secret is asked for; null when nothing is. */
export function parameterRefusal(parameters: Parameters, now: Date): RefusalName | null {
  const value = (name: string): string => parameters.get(name)?.trim() ?? '';
  if (parameters.has('SignatureVersion')) return v4Refusal(value('Credential'), now);
  if (value('OSSAccessKeyId') === '') return 'publishNoAccessKeyId';
  if (!KEY_ID.test(value('OSSAccessKeyId'))) return 'publishBadAccessKeyId';
  if (value('Expires') === '') return 'publishNoExpires';
  if (!/^\d{1,15}$/.test(value('Expires'))) return 'publishBadExpires';
  if (Number(value('Expires')) < Math.floor(now.getTime() / 1000)) return 'publishExpired';
  return value('Signature') === '' ? 'publishNoSignature' : null;
}

/** The service reads a V4 credential, and refuses V4 all the same. */
function v4Refusal(credential: string, now: Date): RefusalName {
  if (credential === '') return 'publishV4';
  const [accessKeyId = '', date = '', , , ...end] = credential.split('/');
  if (!KEY_ID.test(accessKeyId)) return 'publishV4BadAccessKeyId';
  const day = parseCompactTime(`${date}T000000Z`);
  if (day === null || Math.abs(now.getTime() - day) > 2 * DAY_MS) return 'publishV4BadDate';
  return end.join('/') === 'aliyun_v4_request' ? 'publishV4' : 'publishV4BadEnd';
}
