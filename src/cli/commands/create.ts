import { locate } from '../../client/endpoint.js';
import { type Look, lookAt } from '../../client/look.js';
import { putLiveChannel } from '../../client/operations/put-live-channel.js';
import { playUrl } from '../../client/play-url.js';
import { percentEncode } from '../../client/sign/encoding.js';
import { CommandError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import type { Settings } from '../../settings/settings.js';
import { remember } from '../../settings/state.js';
import { change } from '../change.js';
import { askedSettings, differences, overlaid } from '../channel-settings.js';
import type { Invocation, RunCommand } from '../command.js';
import { commandLine } from '../terminal/shell.js';

/** The service replaces an idle channel without a word, so this looks first. */
export const runCreate: RunCommand = async (invocation) => {
  const { context, parsed, client, channel } = invocation;
  const asked = askedSettings(parsed.flags);
  const replace = parsed.flags.replace === true;
  const { channelName } = await channel(parsed.arguments[0]);
  // Before anything is sent, be it only a look.
  putLiveChannel.encode({ channelName, ...asked });

  const look = await lookAt(await client(), channelName, context.signal);
  if (look.kind === 'denied' && !replace) throw lookingDenied(channelName, look);
  if (look.kind !== 'found') {
    if (look.kind === 'denied') invocation.output.warn(UNSEEN);
    const outcome = look.kind === 'absent' ? 'created' : 'replaced';
    return put(invocation, { channelName, ...asked }, outcome);
  }

  const different = differences(look.info, asked);
  if (different.length === 0 && !asked.snapshot) return unchanged(invocation, channelName, look);
  if (!replace) throw conflict(channelName, different);
  if (!asked.snapshot) invocation.output.warn(SNAPSHOT_LOST);
  return put(invocation, { channelName, ...overlaid(look.info, asked) }, 'replaced');
};

const UNSEEN =
  'The channel could not be looked at (oss:GetLiveChannel): if it exists, settings not given here become the defaults.';
const SNAPSHOT_LOST =
  'Snapshot settings are not reported by the service, so --replace cannot keep them: if the channel has some, give all four --snapshot options.';

type Input = Parameters<typeof putLiveChannel.encode>[0];
type Outcome = 'created' | 'replaced' | 'unchanged';

interface Urls {
  publishUrls: string[];
  playUrls: string[];
  requestId: string | null;
}

async function put(invocation: Invocation, input: Input, outcome: Outcome): Promise<undefined> {
  const result = await change(invocation, 'PutLiveChannel', input);
  if (result !== null) await finish(invocation, input.channelName, outcome, result);
}

async function unchanged(
  invocation: Invocation,
  channelName: string,
  { info }: Extract<Look, { kind: 'found' }>,
): Promise<undefined> {
  const settings = await invocation.settings();
  await finish(invocation, channelName, 'unchanged', {
    publishUrls: [publishUrl(settings, channelName)],
    playUrls: [playUrl(settings, channelName, info.target?.playlistName ?? limits.playlistName.default)],
    requestId: info.requestId,
  });
}

async function finish(
  { context, parsed, output, settings }: Invocation,
  channelName: string,
  outcome: Outcome,
  urls: Urls,
): Promise<void> {
  if (parsed.flags.dryRun !== true) await remember(context, await settings(), { lastCreated: channelName });
  output.note(`Channel ${channelName}: ${outcome}.`);
  await output.result({ channelName, outcome, ...urls }, putLiveChannel.face.view(urls, { channelName }));
  const words = ['oss-live', 'push', '1.flv', channelName];
  output.note(`Next: ${commandLine(words)}, or oss-live sign-rtmp ${commandLine([channelName])}`);
}

function publishUrl(settings: Settings, channelName: string): string {
  return `${locate(settings).rtmpBase}${percentEncode(channelName)}`;
}

function lookingDenied(channelName: string, { error }: Extract<Look, { kind: 'denied' }>): CommandError {
  return new CommandError(
    'LookingDenied',
    `The key is not allowed to check whether channel ${channelName} exists.`,
    'denied',
    {
      hint: 'Grant the key oss:GetLiveChannel, or give --replace to create it without looking.',
      cause: error,
    },
  );
}

function conflict(channelName: string, different: readonly string[]): CommandError {
  const reason =
    different.length === 0
      ? 'exists, and whether its snapshot settings agree cannot be seen'
      : `exists with other settings: ${different.join('; ')}`;
  return new CommandError('ChannelExists', `Channel ${channelName} ${reason}.`, 'conflict', {
    hint: 'Add --replace to change the channel; settings not given stay as they are.',
  });
}
