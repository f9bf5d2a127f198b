import { timingSafeEqual } from 'node:crypto';
import { isChannelName } from '../client/validate.js';
import { isLoopback } from '../protocol/loopback.js';
import { Refusal } from './problem.js';

/** A request as both kinds of servers have it. */
export interface Asked {
  method: string;
  /** Path and query, as they came. */
  target: string;
  /** By its name in lower case. */
  header(name: string): string | null;
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
}

/** What is asked for. */
export type Route =
  | { of: 'file'; name: string }
  | { of: 'channels' }
  | { of: 'channel'; channelName: string; file: ChannelFile; query: URLSearchParams }
  | { of: 'segment'; channelName: string; name: string };

const CHANNEL_FILES = [
  'state.json',
  'sessions.json',
  'live.m3u8',
  'recording.m3u8',
  'recording.ts',
  'picture.jpg',
] as const;

export type ChannelFile = (typeof CHANNEL_FILES)[number];

/** Who may ask for what, and by which name. */
export interface Entrance {
  token: string;
  hosts: readonly string[] | null;
}

const LONGEST_TARGET = 2048;

/**
 * Reads a request strictly: of the path nothing is taken but a name of a channel, decoded once, and what this file lists.
 * Throws Refusal.
 */
export function routeIn(asked: Asked, { token, hosts }: Entrance): Route {
  if (!isOwnHost(asked.header('host'), hosts)) throw new Refusal('wrongHost');
  if (asked.method !== 'GET' && asked.method !== 'HEAD') throw new Refusal('onlyGet');
  if (isFromOtherSite(asked)) throw new Refusal('otherSite');
  const [path = '', query = ''] = cut(asked.target);
  const [root, given = '', ...rest] = asked.target.length > LONGEST_TARGET ? [] : path.split('/');
  if (root !== '' || !isSame(given, token)) throw new Refusal('notHere');
  const [folder = '', channel = '', file = '', ...more] = rest;
  if (folder === 'channels.json' && rest.length === 1) return { of: 'channels' };
  if (folder !== 'c' && rest.length === 1) return { of: 'file', name: folder };
  const channelName = folder === 'c' && more.length === 0 ? decoded(channel) : null;
  if (channelName === null || !isChannelName(channelName)) throw new Refusal('notHere');
  if (/^\d{1,15}\.ts$/.test(file)) return { of: 'segment', channelName, name: file };
  const known = CHANNEL_FILES.find((name) => name === file);
  if (known === undefined) throw new Refusal('notHere');
  return { of: 'channel', channelName, file: known, query: new URLSearchParams(query) };
}

function cut(target: string): [string, string] {
  const at = target.indexOf('?');
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/**
 * Whether the page was reached by a name of this machine: a name of somebody else's may lead here too (DNS rebinding), and
 * with it that one's scripts.
 */
function isOwnHost(host: string | null, hosts: readonly string[] | null): boolean {
  if (host === null) return false;
  if (hosts !== null) return hosts.some((one) => one.toLowerCase() === host.toLowerCase());
  const [, name] = /^(\[[\da-f:.]+\]|[^:@/\\\s]+)(?::\d{1,5})?$/i.exec(host) ?? [];
  return name !== undefined && isLoopback(name);
}

/** Browsers say who asks; to open a link is nobody's request but the user's. */
function isFromOtherSite({ header }: Asked): boolean {
  const site = header('sec-fetch-site');
  if (site === null || site === 'same-origin' || site === 'none') return false;
  return header('sec-fetch-mode') !== 'navigate' || header('sec-fetch-dest') !== 'document';
}

function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
