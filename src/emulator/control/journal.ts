import { EMULATOR_LIMITS } from '../limits.js';

/** Something that happened in the emulator: numbered from 1, with its time and what else there is to say. */
export interface JournalEvent {
  /** Its number, from 1. */
  id: number;
  /** ISO 8601, by the emulator's clock. */
  time: string;
  /** What happened: `push-started`, `refused`, `fault`, … */
  event: string;
  /** What else there is to say of it. */
  [detail: string]: unknown;
}

/** The latest thousand events. */
export interface Journal {
  add(event: string, details: Readonly<Record<string, unknown>>): void;
  /** Those after the event with this number, oldest first. */
  since(id: number): JournalEvent[];
  /** Called with each new event, until the returned function is called. */
  subscribe(listener: (event: JournalEvent) => void): () => void;
}

const CAPACITY = EMULATOR_LIMITS.events.value;

/** How much of a text is remembered: a target may be as long as the head of a request. */
const LONGEST_TEXT = EMULATOR_LIMITS.eventText.value;

/** In the URL of a request, and in what should have been signed: the rest of that is what the reader is after. */
const SECRET = /((?:Signature|x-oss-signature|security-?token)=|security-?token:)[^&\s]*/gi;

export function createJournal(now: () => Date): Journal {
  const events: JournalEvent[] = [];
  const listeners = new Set<(event: JournalEvent) => void>();
  let latest = 0;
  return {
    add(event, details) {
      latest++;
      const entry = { id: latest, time: now().toISOString(), event, ...masked(details) };
      events.push(entry);
      if (events.length > CAPACITY) events.shift();
      for (const listener of listeners) listener(entry);
    },
    since: (id) => events.filter((event) => event.id > id),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function masked(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(details).map(([name, value]) => {
    return [name, typeof value === 'string' ? cut(value.replace(SECRET, '$1***')) : value] as const;
  });
  return Object.fromEntries(entries);
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
