import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { english } from '../../english.js';
import { ConfigurationError } from '../../errors.js';
import type { Channel, LiveRecord } from './contents.js';
import { syncFolder, writeWhole } from './files.js';
import { type BucketFolders, channelFile, namesIn } from './folders.js';
import { hasFields } from './json.js';
import { compareBytes } from './names.js';

/** A push that has begun; on disk from then on, so that a kill does not take it out of history. */
export interface BegunPush {
  startMs: number;
  remoteAddress: string;
  playlistName: string;
}

/** What the file of a channel holds. */
export interface ChannelState {
  channel: Channel;
  history: readonly LiveRecord[];
  push: BegunPush | null;
}

/** OSS documentation, GetLiveChannelHistory: the ten most recent pushes. */
const HISTORY_LENGTH = 10;

export function withRecord(state: ChannelState, record: LiveRecord): ChannelState {
  return { ...state, history: [...state.history, record].slice(-HISTORY_LENGTH), push: null };
}

/** The channels of a bucket, one file each. The caller keeps the changes of one channel in a queue. */
export interface Channels {
  get(name: string): ChannelState | undefined;
  /** In byte order of the names. */
  list(): readonly ChannelState[];
  write(state: ChannelState): Promise<void>;
  remove(name: string): Promise<void>;
}

export async function openChannels(folders: BucketFolders): Promise<Channels> {
  const states = new Map<string, ChannelState>();
  for (const name of await namesIn(folders.channels, '.json')) {
    const state = await readState(join(folders.channels, `${name}.json`));
    states.set(state.channel.name, state);
  }
  let inOrder: ChannelState[] | null = null;
  return {
    get: (name) => states.get(name),
    list() {
      inOrder ??= [...states.values()].sort((a, b) => compareBytes(a.channel.name, b.channel.name));
      return inOrder;
    },
    async write(state) {
      const path = channelFile(folders, state.channel.name);
      await writeWhole(path, `${JSON.stringify(state, null, 2)}\n`, folders.temporary, 'powerCut');
      states.set(state.channel.name, state);
      inOrder = null;
    },
    async remove(name) {
      await rm(channelFile(folders, name), { force: true });
      await syncFolder(folders.channels);
      states.delete(name);
      inOrder = null;
    },
  };
}

async function readState(path: string): Promise<ChannelState> {
  try {
    const state: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (!isState(state)) throw new TypeError(english`not the state of a channel`);
    return state;
  } catch (cause) {
    throw new ConfigurationError(english`The emulator cannot read its file ${path}.`, {
      advice: { do: 'otherDataFolder', because: 'damagedChannel' },
      cause,
    });
  }
}

function isState(value: unknown): value is ChannelState {
  if (!hasFields(value, {})) return false;
  const { channel, history, push } = value;
  return (
    hasFields(channel, {
      ...{ name: 'string', description: 'string', status: 'string', playlistName: 'string' },
      ...{ fragDurationSeconds: 'number', fragCount: 'number', lastModifiedMs: 'number' },
    }) &&
    Array.isArray(history) &&
    history.every((record) =>
      hasFields(record, { startMs: 'number', endMs: 'number', remoteAddress: 'string' }),
    ) &&
    (push === null || hasFields(push, { startMs: 'number', remoteAddress: 'string', playlistName: 'string' }))
  );
}
