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
import { defineCommand, type Invocation } from '../command.js';
import { commandLine } from '../terminal/shell.js';
import { askedSettings, createFlags, differences, overlaid } from './create-settings.js';

export const create = defineCommand({
  name: 'create',
  group: 'Channels',
  operation: putLiveChannel,
  summary: 'Create a live channel',
  details: [
    'An existing channel whose settings agree is left alone (exit 0); one whose settings differ is not touched (exit 6) unless --replace is given: then its settings are overlaid with the options given here.',
    'The service does not report snapshot settings, so giving them for an existing channel needs --replace.',
  ],
  arguments: [{ name: '[channel]', help: 'channel name, 1 to 63 bytes, no "/"' }],
  flags: createFlags,
  examples: [
    { line: 'oss-live create test-channel', comment: 'with the defaults of the service' },
    {
      line: 'oss-live create cam-42 --frag-duration 2 --frag-count 5',
      comment: 'short segments for a lower latency',
    },
  ],
  /** The service replaces an idle channel without a word, so this looks first. */
  async run(invocation) {
    const { context, flags, words, client, channel, output } = invocation;
    const asked = askedSettings(flags);
    const { channelName } = await channel(words[0]);
    // Before anything is sent, be it only a look.
    putLiveChannel.encode({ channelName, ...asked });

    const look = await lookAt(await client(), channelName, context.signal);
    if (look.kind === 'denied' && !flags.replace) throw lookingDenied(channelName, look);
    if (look.kind !== 'found') {
      if (look.kind === 'denied') output.warn(UNSEEN);
      const outcome = look.kind === 'absent' ? 'created' : 'replaced';
      return put(invocation, { channelName, ...asked }, outcome);
    }

    const different = differences(look.info, asked);
    if (different.length === 0 && !asked.snapshot) return unchanged(invocation, channelName, look);
    if (!flags.replace) throw conflict(channelName, different);
    if (!asked.snapshot) output.warn(SNAPSHOT_LOST);
    return put(invocation, { channelName, ...overlaid(look.info, asked) }, 'replaced');
  },
});

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
  { context, flags, output, settings }: Invocation,
  channelName: string,
  outcome: Outcome,
  urls: Urls,
): Promise<void> {
  if (!flags.dryRun) await remember(context, await settings(), { lastCreated: channelName });
  output.note(`Channel ${channelName}: ${outcome}.`);
  await output.result(
    { channelName, outcome, ...urls },
    {
      kind: 'fields',
      fields: [
        ['Publish URL', urls.publishUrls],
        ['Play URL', urls.playUrls],
      ],
    },
  );
  const words = ['oss-live', 'push', '1.flv', channelName];
  output.note(`Next: ${commandLine(words)}, or oss-live sign-rtmp ${commandLine([channelName])}`);
  output.note(`To watch, also on a private bucket: ${commandLine(['oss-live', 'url', channelName])}`);
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
