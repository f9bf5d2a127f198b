import type { LiveRecord } from '../client/operations/get-live-channel-history.js';
import { isChannelName } from '../client/validate.js';
import type { Asking } from './asking.js';
import type { ChannelEvent } from './event.js';
import type { Histories } from './histories.js';
import type { KnownChannels } from './known-channels.js';
import type { Observation } from './observe.js';
import type { Schedule, Turn } from './schedule.js';
import type { Service } from './service.js';
import type { WatchedNames } from './watched-names.js';

export interface Looks {
  service: Service;
  asking: Asking;
  schedule: Schedule;
  names: WatchedNames;
  known: KnownChannels;
  /** Null when nobody wants to know of finished pushes. */
  histories: Histories | null;
  now(): Date;
  signal: AbortSignal;
  onEvent(event: ChannelEvent): void;
  /** After every look at a channel. */
  onLook(): void;
  onHistory(channelName: string, records: readonly LiveRecord[]): void;
  /** The list cannot be had; not told again while the reason is the same. */
  onNoList(reason: string): void;
  /** So many names in the list are none; not told again while there are as many. */
  onStrangeNames(count: number): void;
}

/** Asks about channels in turn until the signal is aborted, and tells what has happened to them. */
export async function lookInTurn(looks: Looks): Promise<void> {
  const { service, asking, schedule, names, known, histories, now } = looks;
  let noList: string | null = null;
  let strangeNames = 0;

  async function turns(round: number): Promise<Turn[]> {
    const isNewer = names.areKnown;
    if (!isNewer) await list();
    histories?.beginRound(round, names.all);
    return [
      ...(names.areListed && isNewer ? [{ key: 'list', request: list }] : []),
      ...names.all.map((name) => ({ key: `stat ${name}`, request: () => look(name) })),
      ...(histories?.names ?? []).map((name) => ({ key: `history ${name}`, request: () => record(name) })),
    ];
  }

  async function list(): Promise<void> {
    const asked = await asking.ask(service.list, { isVital: !names.areKnown });
    if (!('answer' in asked)) {
      const reason = asked.failed && 'message' in asked.failed ? asked.failed.message : null;
      if (reason !== null && reason !== noList) looks.onNoList(reason);
      noList = reason;
      return;
    }
    noList = null;
    const listed = asked.answer.filter(isChannelName);
    const strange = asked.answer.length - listed.length;
    if (strange !== strangeNames && strange > 0) looks.onStrangeNames(strange);
    strangeNames = strange;
    const { come, gone } = names.update(listed);
    for (const name of gone) {
      take(name, { kind: 'absent', message: 'It is not in the list any more.' });
      known.forget(name);
      histories?.forget(name);
    }
    for (const name of come) known.appear(name, now());
  }

  async function look(channelName: string): Promise<void> {
    const asked = await asking.ask((signal) => service.stat(channelName, signal));
    const observation: Observation | null =
      'answer' in asked ? { kind: 'stat', stat: asked.answer } : asked.failed;
    // It may have been deleted while the answer was on its way.
    if (observation !== null && names.has(channelName)) take(channelName, observation);
  }

  function take(channelName: string, observation: Observation): void {
    for (const event of known.take(channelName, observation, now())) {
      if (event.event === 'stopped') histories?.pushEnded(channelName, event.connectedTime);
      looks.onEvent(event);
    }
    looks.onLook();
  }

  async function record(channelName: string): Promise<void> {
    const owed = histories?.get(channelName);
    // It was deleted, or its history has come already.
    if (owed === undefined) return;
    const asked = await asking.ask((signal) => service.history(channelName, signal));
    const records = 'answer' in asked ? asked.answer : null;
    if (records !== null) looks.onHistory(channelName, records);
    histories?.asked(channelName, owed, records);
  }

  for (let round = 0; !looks.signal.aborted; round++) await schedule.round(() => turns(round));
  await schedule.settled();
}
