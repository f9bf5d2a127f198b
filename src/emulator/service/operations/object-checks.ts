import { Refusal, refusalOf } from '../refusals.js';
import type { Call } from './call.js';
import { byteLength } from './checks.js';

const LONGEST_KEY_BYTES = 1023;

export function checkKey(key: string): void {
  if (byteLength(key) > LONGEST_KEY_BYTES || /^[/\\]/.test(key))
    throw refusalOf('invalidObjectName', 'Key', key);
}

/** A header that asks for something this server does not do must not be ignored. */
export function refuseHeaders({ head }: Call, names: readonly string[]): void {
  if (names.some((name) => head.headers.has(name))) throw new Refusal('notImplemented');
}

/** `encoding-type=url`: names in the answer are percent-encoded. */
export function nameEncoder(encodingType: string | undefined): (name: string) => string {
  if (encodingType === undefined) return (name) => name;
  if (encodingType !== 'url') throw refusalOf('invalidEncodingType', 'encoding-type', encodingType);
  return encodeURIComponent;
}
