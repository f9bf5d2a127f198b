import type { XmlElement } from '../../protocol/xml.js';
import { BUCKET_RULES } from './refusals/bucket-rules.js';
import { HLS_SIGN } from './refusals/hls-sign.js';
import { LIVE_CHANNEL } from './refusals/live-channel.js';
import { OBJECTS } from './refusals/objects.js';
import { PUBLISH } from './refusals/publish.js';
import { REQUEST } from './refusals/request.js';
import type { RefusalRow } from './refusals/row.js';
import { SIGNATURES } from './refusals/signatures.js';

/**
 * Everything this server refuses, as data. Codes and ECs are those of the OSS error code pages and of observed
 * answers; where a page gives only the EC, malformed values answer 400 InvalidArgument, the rest 403 AccessDenied.
 */
export const REFUSALS = {
  ...REQUEST,
  ...OBJECTS,
  ...BUCKET_RULES,
  ...SIGNATURES,
  ...PUBLISH,
  ...LIVE_CHANNEL,
  ...HLS_SIGN,
} as const satisfies Record<string, RefusalRow>;

export type RefusalName = keyof typeof REFUSALS;

/** Thrown anywhere behind the handler, which turns it into an Error document. */
export class Refusal extends Error {
  readonly row: RefusalRow;
  /** Elements between HostId and EC. */
  readonly extra: readonly XmlElement[];

  constructor(name: RefusalName, extra: readonly XmlElement[] = []) {
    super(REFUSALS[name].message);
    this.row = REFUSALS[name];
    this.extra = extra;
  }
}

/** A refusal that names the argument at fault, as InvalidArgument answers do. */
export function refusalOf(name: RefusalName, argumentName: string, value: string | null): Refusal {
  return new Refusal(name, [
    ['ArgumentName', argumentName],
    ['ArgumentValue', value ?? ''],
  ]);
}
