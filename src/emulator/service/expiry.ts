import type { Bucket } from '../store/contents.js';
import { isExpired } from './lifecycle-rules.js';

interface Telling {
  add(event: string, details: Readonly<Record<string, unknown>>): void;
}

/** Deletes what the lifecycle rules of a bucket delete at that moment. What fails is told, and stays. */
export async function expireObjects(bucket: Bucket, now: Date, journal: Telling): Promise<void> {
  const rules = bucket.rules.lifecycle;
  if (rules === null) return;
  const expired = [...bucket.objects('')].filter((object) => isExpired(rules, object, now.getTime()));
  try {
    for (const { key } of expired) await bucket.deleteObject(key);
  } catch (error) {
    journal.add('error', { error: String(error) });
  }
  if (expired.length > 0) journal.add('expired', { bucket: bucket.name, objects: expired.length });
}
