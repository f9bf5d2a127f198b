import { deleteLiveChannel } from '../../operations/delete-live-channel.js';
import { getLiveChannelHistory } from '../../operations/get-live-channel-history.js';
import { getLiveChannelInfo } from '../../operations/get-live-channel-info.js';
import { getLiveChannelStat } from '../../operations/get-live-channel-stat.js';
import { getVodPlaylist } from '../../operations/get-vod-playlist.js';
import { listLiveChannel } from '../../operations/list-live-channel.js';
import { postVodPlaylist } from '../../operations/post-vod-playlist.js';
import { putLiveChannel } from '../../operations/put-live-channel.js';
import { putLiveChannelStatus } from '../../operations/put-live-channel-status.js';
import type { CommandSpec } from '../../protocol/operation.js';
import type { RunCommand } from '../context.js';
import { spec as disableSpec } from './disable.spec.js';
import { spec as emulatorSpec } from './emulator.spec.js';
import { spec as enableSpec } from './enable.spec.js';
import { spec as pushSpec } from './push.spec.js';
import { spec as signRtmpSpec } from './sign-rtmp.spec.js';
import { spec as useSpec } from './use.spec.js';

/** A command of the program: the light half that help is drawn from, and how to load the half that works. */
export interface Command {
  group: 'Channels' | 'Streaming' | 'Playback' | 'This machine';
  spec: CommandSpec;
  load(): Promise<RunCommand>;
}

/**
 * In the order of the help. A command that is an operation takes its spec from the operation's face; any other
 * from `<name>.spec.ts`, which may import types only, so that `--help` stays cheap. `load` imports the rest.
 */
export const commands: readonly Command[] = [
  {
    group: 'Channels',
    spec: putLiveChannel.face,
    load: async () => (await import('./create.js')).runCreate,
  },
  {
    group: 'Channels',
    spec: listLiveChannel.face,
    load: async () => (await import('./list.js')).runList,
  },
  {
    group: 'Channels',
    spec: getLiveChannelInfo.face,
    load: async () => (await import('./show.js')).runInfo,
  },
  {
    group: 'Channels',
    spec: getLiveChannelStat.face,
    load: async () => (await import('./show.js')).runStat,
  },
  {
    group: 'Channels',
    spec: getLiveChannelHistory.face,
    load: async () => (await import('./show.js')).runHistory,
  },
  {
    group: 'Channels',
    spec: putLiveChannelStatus.face,
    load: async () => (await import('./status.js')).runStatus,
  },
  { group: 'Channels', spec: enableSpec, load: async () => (await import('./status.js')).runEnable },
  { group: 'Channels', spec: disableSpec, load: async () => (await import('./status.js')).runDisable },
  {
    group: 'Channels',
    spec: deleteLiveChannel.face,
    load: async () => (await import('./delete.js')).runDelete,
  },
  { group: 'Channels', spec: useSpec, load: async () => (await import('./use.js')).runUse },
  {
    group: 'Streaming',
    spec: signRtmpSpec,
    load: async () => (await import('./sign-rtmp.js')).runSignRtmp,
  },
  { group: 'Streaming', spec: pushSpec, load: async () => (await import('./push.js')).runPush },
  { group: 'Playback', spec: getVodPlaylist.face, load: async () => (await import('./vod.js')).runVod },
  {
    group: 'Playback',
    spec: postVodPlaylist.face,
    load: async () => (await import('./vod-save.js')).runVodSave,
  },
  {
    group: 'This machine',
    spec: emulatorSpec,
    load: async () => (await import('./emulator.js')).runEmulator,
  },
];
