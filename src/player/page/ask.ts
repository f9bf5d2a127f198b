import type { ChannelList, ShownChannel, ShownSession } from '../shapes.js';
import type { Problem } from '../texts.js';

export type { ChannelList, ShownChannel, ShownSession };

/** All that the page knows of the world is beside it. */
const BASE = new URL('.', location.href);

/** What the player refused, by its own name for it. */
export class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem);
    this.problem = problem;
  }
}

export const channelUrl = (name: string, file: string): string =>
  new URL(`c/${encodeURIComponent(name)}/${file}`, BASE).href;

export const rangeUrl = (name: string, file: string, start: number, end: number): string =>
  channelUrl(name, `${file}?start=${Math.floor(start)}&end=${Math.ceil(end)}`);

async function ask<Result>(url: string): Promise<Result> {
  const response = await fetch(url).catch(() => null);
  // The player itself was stopped, or the machine sleeps.
  if (response === null) throw new Refused('unreachable');
  const document = await response.json().catch(() => null);
  if (response.ok && document !== null) return document;
  throw new Refused(document?.error?.problem ?? 'unreadable');
}

export const askChannels = (): Promise<ChannelList> => ask(new URL('channels.json', BASE).href);

export const askState = (name: string): Promise<ShownChannel> => ask(channelUrl(name, 'state.json'));

export async function askSessions(
  name: string,
  range?: { start: number; end: number },
): Promise<ShownSession[]> {
  const url =
    range === undefined
      ? channelUrl(name, 'sessions.json')
      : rangeUrl(name, 'sessions.json', range.start, range.end);
  return (await ask<{ sessions: ShownSession[] }>(url)).sessions;
}
