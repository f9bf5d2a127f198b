import type { Definition } from '../command.js';
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
 * In the order of the help. For help, completion and mistakes, which need no more than this of them: a bundle has it as
 * data (scripts/data-bundle.js), as to load all of them would take half as long as the rest of the start.
 */
export const commands: readonly Definition[] = [
  ...[create, list, info, stat, history, status, enable, disable, deleteChannels, use],
  ...[exportChannels, plan, apply],
  ...[signRtmp, push, relay, watch],
  ...[play, vod, vodSave, download, url, thumbnail, clean],
  ...[emulator, doctor, completion],
];
