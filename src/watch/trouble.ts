import type { ChannelEvent, TroubleEvent } from './event.js';
import type { Gap } from './ledger.js';

/** Trouble as it arises; what is left out is null. */
export type Trouble = Pick<TroubleEvent, 'trouble' | 'message'> &
  Partial<Pick<TroubleEvent, 'about' | 'reason'>>;

export function noList(reason: string): Trouble {
  return { trouble: 'list', reason, message: `The channels cannot be listed: ${reason}` };
}

export function strangeNames(count: number): Trouble {
  const what = count === 1 ? '1 name' : `${count} names`;
  return { trouble: 'list', message: `Not watched: ${what} in the list that no channel can have.` };
}

export function throttled(silenceSeconds: number, intervalSeconds: number): Trouble {
  const first = silenceSeconds === 0 ? '' : `again in ${silenceSeconds} s, then `;
  const message = `The service wants fewer requests: asking ${first}every ${intervalSeconds} s.`;
  return { trouble: 'throttled', message };
}

export function commandFailed(about: ChannelEvent, reason: string): Trouble {
  const message = `The command for ${about.event} of ${about.channelName} failed: ${reason}.`;
  return { trouble: 'exec', about, reason, message };
}

export function noRoom(about: ChannelEvent): Trouble {
  const message = `${about.event} of ${about.channelName} is not handed on: too many events wait.`;
  return { trouble: 'delivery', about, message };
}

export function tooLate(events: number): Trouble {
  const message = `${events === 1 ? '1 event was' : `${events} events were`} not handed on in time.`;
  return { trouble: 'delivery', message };
}

export function ledgerFailed(shown: string, reason: string): Trouble {
  return { trouble: 'ledger', reason, message: `The ledger ${shown} cannot be written: ${reason}.` };
}

export function ledgerGap({ channelName, after, before }: Gap): Trouble {
  const message = `The ledger may lack pushes to ${channelName} between ${after} and ${before}: the history tells of ten.`;
  return { trouble: 'gap', message };
}

export function notRead(events: number): Trouble {
  return { trouble: 'unread', message: `${events} events were dropped: they were not read in time.` };
}
