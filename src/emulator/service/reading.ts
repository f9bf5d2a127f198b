import type { IncomingRequest } from '../http/message.js';
import { type Address, readAddress } from './address.js';
import { Refusal } from './refusals.js';
import { parseHead, type RequestHead, requestedHost } from './request-head.js';
import { type Route, routeOf } from './router.js';

/** Where a request may lead, and what it asks for there; null when that is nothing this server does. */
export interface Way {
  address: Address;
  route: Route | null;
}

/** A request, read once for all who look at it. */
export interface Reading {
  method: string;
  /** Lower case, with the port; not checked for its form. */
  host: string;
  /** The likelier way first: the signature tells which was meant. Or why there is none. */
  said: { head: RequestHead; ways: readonly [Way, ...Way[]] } | Refusal;
}

export function readRequest(request: IncomingRequest, bucketNames: readonly string[]): Reading {
  const method = request.method.toUpperCase();
  const host = requestedHost(request);
  try {
    const head = parseHead(request, host);
    const wayTo = (address: Address): Way => ({ address, route: routeOf(method, address, head.query) });
    const [first, ...others] = readAddress(host, head.path, bucketNames);
    return { method, host, said: { head, ways: [wayTo(first), ...others.map(wayTo)] } };
  } catch (error) {
    if (error instanceof Refusal) return { method, host, said: error };
    throw error;
  }
}
