import { advice } from './zh/advice.js';
import { client } from './zh/client.js';
import { commandLine } from './zh/command-line.js';
import { commandsAD } from './zh/commands-a-d.js';
import { commandsER } from './zh/commands-e-r.js';
import { commandsSZ } from './zh/commands-s-z.js';
import { doctor } from './zh/doctor.js';
import { emulator } from './zh/emulator.js';
import { helpChannels } from './zh/help-channels.js';
import { helpMachine } from './zh/help-machine.js';
import { helpPlayback } from './zh/help-playback.js';
import { helpStreaming } from './zh/help-streaming.js';
import { helpTopics } from './zh/help-topics.js';
import { hints } from './zh/hints.js';
import { meanings } from './zh/meanings.js';
import { push } from './zh/push.js';
import { recording } from './zh/recording.js';
import { relayWatch } from './zh/relay-watch.js';
import { reportsAH } from './zh/reports-a-h.js';
import { reportsIZ } from './zh/reports-i-z.js';
import { settings } from './zh/settings.js';

/** Everything in Chinese, by its English template. */
export const zh: ReadonlyMap<string, string> = new Map(
  [
    advice,
    client,
    commandLine,
    commandsAD,
    commandsER,
    commandsSZ,
    doctor,
    emulator,
    helpChannels,
    helpMachine,
    helpPlayback,
    helpStreaming,
    helpTopics,
    hints,
    meanings,
    push,
    recording,
    relayWatch,
    reportsAH,
    reportsIZ,
    settings,
  ].flatMap((room) => Object.entries<string>(room)),
);
