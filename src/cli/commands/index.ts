import { deleteLiveChannel } from '../../client/operations/delete-live-channel.js';
import { getLiveChannelHistory } from '../../client/operations/get-live-channel-history.js';
import { getLiveChannelInfo } from '../../client/operations/get-live-channel-info.js';
import { getLiveChannelStat } from '../../client/operations/get-live-channel-stat.js';
import { getVodPlaylist } from '../../client/operations/get-vod-playlist.js';
import { listLiveChannel } from '../../client/operations/list-live-channel.js';
import type { CommandSpec } from '../../client/operations/operation.js';
import { postVodPlaylist } from '../../client/operations/post-vod-playlist.js';
import { putLiveChannel } from '../../client/operations/put-live-channel.js';
import { putLiveChannelStatus } from '../../client/operations/put-live-channel-status.js';
import type { RunCommand } from '../command.js';
import { runCreate } from './create.js';
import { runDelete } from './delete.js';
import { spec as disableSpec } from './disable.spec.js';
import { spec as emulatorSpec } from './emulator.spec.js';
import { spec as enableSpec } from './enable.spec.js';
import { runList } from './list.js';
import { spec as pushSpec } from './push.spec.js';
import { runHistory, runInfo, runStat } from './show.js';
import { runSignRtmp } from './sign-rtmp.js';
import { spec as signRtmpSpec } from './sign-rtmp.spec.js';
import { runDisable, runEnable, runStatus } from './status.js';
import { runUse } from './use.js';
import { spec as useSpec } from './use.spec.js';
import { runVod } from './vod.js';
import { runVodSave } from './vod-save.js';
import { spec as watchSpec } from './watch.spec.js';

/** A command of the program. */
export interface Command {
  group: 'Channels' | 'Streaming' | 'Playback' | 'This machine';
  spec: CommandSpec;
  run: RunCommand;
}

/**
 * In the order of the help. A command that is an operation takes its spec from the operation's face, any other from
 * `<name>.spec.ts`. Packages, and the emulator, are imported when a command needs them; commands are so small that a
 * file of their own would cost more start-up time than reading them with the program does.
 */
export const commands: readonly Command[] = [
  { group: 'Channels', spec: putLiveChannel.face, run: runCreate },
  { group: 'Channels', spec: listLiveChannel.face, run: runList },
  { group: 'Channels', spec: getLiveChannelInfo.face, run: runInfo },
  { group: 'Channels', spec: getLiveChannelStat.face, run: runStat },
  { group: 'Channels', spec: getLiveChannelHistory.face, run: runHistory },
  { group: 'Channels', spec: putLiveChannelStatus.face, run: runStatus },
  { group: 'Channels', spec: enableSpec, run: runEnable },
  { group: 'Channels', spec: disableSpec, run: runDisable },
  { group: 'Channels', spec: deleteLiveChannel.face, run: runDelete },
  { group: 'Channels', spec: useSpec, run: runUse },
  { group: 'Streaming', spec: signRtmpSpec, run: runSignRtmp },
  {
    group: 'Streaming',
    spec: pushSpec,
    run: async (invocation) => (await import('./push.js')).runPush(invocation),
  },
  {
    group: 'Streaming',
    spec: watchSpec,
    run: async (invocation) => (await import('./watch.js')).runWatch(invocation),
  },
  { group: 'Playback', spec: getVodPlaylist.face, run: runVod },
  { group: 'Playback', spec: postVodPlaylist.face, run: runVodSave },
  {
    group: 'This machine',
    spec: emulatorSpec,
    run: async (invocation) => (await import('./emulator.js')).runEmulator(invocation),
  },
];
