import type { Command } from '../command.js';
import { apply } from './apply.js';
import { clean } from './clean.js';
import { completion } from './completion.js';
import { create } from './create.js';
import { deleteChannels } from './delete.js';
import { disable } from './disable.js';
import { doctor } from './doctor.js';
import { download } from './download.js';
import { emulator } from './emulator.js';
import { enable } from './enable.js';
import { exportChannels } from './export.js';
import { history } from './history.js';
import { info } from './info.js';
import { list } from './list.js';
import { plan } from './plan.js';
import { play } from './play.js';
import { push } from './push.js';
import { relay } from './relay.js';
import { signRtmp } from './sign-rtmp.js';
import { stat } from './stat.js';
import { status } from './status.js';
import { thumbnail } from './thumbnail.js';
import { url } from './url.js';
import { use } from './use.js';
import { vod } from './vod.js';
import { vodSave } from './vod-save.js';
import { watch } from './watch.js';

/**
 * In the order of the help. Packages and features are imported when a command needs them; commands are so small that
 * a file of their own would cost more start-up time than reading them with the program does.
 */
export const commands: readonly Command[] = [
  ...[create, list, info, stat, history, status, enable, disable, deleteChannels, use],
  ...[exportChannels, plan, apply],
  ...[signRtmp, push, relay, watch],
  ...[play, vod, vodSave, download, url, thumbnail, clean],
  ...[emulator, doctor, completion],
];
