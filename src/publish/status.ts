import { LONGEST_SERVER_TEXT, serverLine } from '../client/server-text.js';
import type { AmfValue } from './amf0.js';

/** What a server says of a stream (`onStatus`), in its own words; cut where it is long. */
export interface ServerStatus {
  /** `status`, `warning` or `error`. */
  level: string;
  /** `NetStream.Publish.Start` */
  code: string;
  /** The words of the service. */
  description: string;
}

/** The object behind the command object; null for what has none. */
export function readStatus(values: readonly AmfValue[]): ServerStatus | null {
  const found = values.find((value) => isObject(value) && typeof value.code === 'string');
  if (!isObject(found)) return null;
  const { name, sentence } = LONGEST_SERVER_TEXT;
  return {
    level: textOf(found.level, name),
    code: textOf(found.code, name),
    description: textOf(found.description, sentence),
  };
}

function isObject(value: AmfValue): value is Readonly<Record<string, AmfValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: AmfValue, longest: number): string {
  return typeof value === 'string' ? serverLine(value, longest) : '';
}
