import type { LiveRecord } from '../client/operations/get-live-channel-history.js';
import { isChannelName } from '../client/validate.js';
import { english } from '../english.js';
import type { Asking } from './asking.js';
import type { ChannelEvent, State, Trouble } from './event.js';
import type { Histories } from './histories.js';
import type { Observation } from './observe.js';
import type { Schedule, Turn } from './schedule.js';
import type { WatchedChannels } from './watched-channels.js';

export interface Looks {
  asking: Asking;
  schedule: Schedule;
  channels: WatchedChannels;
  /** Null when nobody wants to know of finished pushes. */
  histories: Histories | null;
  now(): Date;
  signal: AbortSignal;
  /** `before` is the state until then; null when the channel was not looked at yet. */
  onEvent(event: ChannelEvent, before: State | null): void;
  /** After every look at a channel. */
  onLook(): void;
  onHistory(channelName: string, records: readonly LiveRecord[]): void;
  /** What is wrong with the list; not told again while it is the same. */
  onTrouble(trouble: Trouble): void;
}

/** Asks about channels in turn until the signal is aborted, and tells what has happened to them. */
export async function lookInTurn(looks: Looks): Promise<void> {
  const { asking, schedule, channels, histories, now } = looks;
  let noList: string | null = null;
  let strangeNames = 0;

  async function turns(round: number): Promise<Turn[]> {
    const isNewer = channels.names !== null;
    if (!isNewer) await list();
    const names = channels.names ?? [];
    histories?.beginRound(round, names);
    return [
      ...(channels.selection.listed !== null && isNewer ? [{ key: 'list', request: list }] : []),
      ...names.map((name) => ({ key: `stat ${name}`, request: () => look(name) })),
      ...(histories?.names ?? []).map((name) => ({ key: `history ${name}`, request: () => record(name) })),
    ];
  }

  async function list(): Promise<void> {
    const { prefix = '', words = null } = channels.selection.listed ?? {};
    const isFirst: boolean = channels.names === null;
    const asked = await asking.list(prefix, isFirst);
    if (!('answer' in asked)) {
      const reason = asked.failed && 'message' in asked.failed ? asked.failed.message : null;
      const message = english`The channels cannot be listed: ${reason}`;
      if (reason !== null && reason !== noList) looks.onTrouble({ trouble: 'list', reason, message });
      noList = reason;
      return;
    }
    noList = null;
    const listed = asked.answer.filter(isChannelName);
    const strange = asked.answer.length - listed.length;
    if (strange !== strangeNames && strange > 0) {
      const message = english`Not watched: ${strange} ${strange === 1 ? 'name' : 'names'} in the list that no channel can have.`;
      looks.onTrouble({ trouble: 'list', message });
    }
    strangeNames = strange;
    const { come, gone } = channels.update(listed);
    if (isFirst && words !== null && channels.names?.length === 0)
      looks.onTrouble({ trouble: 'list', message: english`No channel ${words} yet.` });
    for (const name of gone) {
      take(name, { kind: 'absent', message: english`It is not in the list any more.` });
      channels.forget(name);
      histories?.forget(name);
    }
    for (const name of come) channels.appear(name, now());
  }

  async function look(channelName: string): Promise<void> {
    const asked = await asking.stat(channelName);
    const observation: Observation | null =
      'answer' in asked ? { kind: 'stat', stat: asked.answer } : asked.failed;
    // It may have been deleted while the answer was on its way.
    if (observation !== null && channels.has(channelName)) take(channelName, observation);
  }

  function take(channelName: string, observation: Observation): void {
    const before = channels.known.get(channelName)?.state ?? null;
    for (const event of channels.take(channelName, observation, now())) {
      if (event.event === 'stopped') histories?.pushEnded(channelName, event.connectedTime);
      looks.onEvent(event, before);
    }
    looks.onLook();
  }

  async function record(channelName: string): Promise<void> {
    const owed = histories?.get(channelName);
    // It was deleted, or its history has come already.
    if (owed === undefined) return;
    const asked = await asking.history(channelName);
    const records = 'answer' in asked ? asked.answer.records : null;
    if (records !== null) looks.onHistory(channelName, records);
    histories?.asked(channelName, owed, records);
  }

  for (let round = 0; !looks.signal.aborted; round++) await schedule.round(() => turns(round));
  await schedule.settled();
}
