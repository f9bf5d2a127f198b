/** Where in the page one is: `#/cam`, `#/cam/2026-03-05T11:20:00.000Z`. */
export interface Place {
  name: string;
  /** Unix milliseconds; null for what is live. */
  momentMs: number | null;
}

export function pathOf(name: string, momentMs: number | null): string {
  const moment = momentMs === null ? '' : `/${new Date(momentMs).toISOString()}`;
  return `#/${encodeURIComponent(name)}${moment}`;
}

/** Null for the page of all channels, and for what cannot be read. */
export function momentIn(hash: string): Place | null {
  const [, encoded = '', moment = ''] = /^#\/([^/]+)(?:\/(.*))?$/.exec(hash) ?? [];
  if (encoded === '') return null;
  try {
    const momentMs = moment === '' ? Number.NaN : Date.parse(decodeURIComponent(moment));
    return { name: decodeURIComponent(encoded), momentMs: Number.isNaN(momentMs) ? null : momentMs };
  } catch {
    return null;
  }
}
