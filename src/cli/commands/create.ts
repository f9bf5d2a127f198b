import { type ChannelSettings, overlaid } from '../../client/channel-settings.js';
import { locate } from '../../client/endpoint.js';
import { type Look, lookAt } from '../../client/look.js';
import type { LiveChannelConfiguration } from '../../client/operations/get-live-channel-info.js';
import { putLiveChannel } from '../../client/operations/put-live-channel.js';
import { playUrl } from '../../client/play-url.js';
import { percentEncode } from '../../client/sign/encoding.js';
import { english } from '../../english.js';
import { CommandError } from '../../errors.js';
import { limits } from '../../protocol/limits.js';
import type { Settings } from '../../settings/settings.js';
import { remember } from '../../settings/state.js';
import { type Plan, planOf, tellPlan } from '../change.js';
import { defineCommand, type FlagTable, type Invocation } from '../command.js';
import { say } from '../say.js';
import { severalFlags, severalNames } from '../several/names.js';
import { commandLine } from '../terminal/shell.js';
import { askedSettings, createFlags, differencesInWords } from './create-settings.js';

const flags = { ...createFlags, ...severalFlags } as const satisfies FlagTable;

export const create = defineCommand({
  name: 'create',
  group: 'Channels',
  operation: putLiveChannel,
  summary: 'Create a live channel',
  details: [
    'An existing channel whose settings agree is left alone (exit 0); one whose settings differ is not touched (exit 6) unless --replace is given: then its settings are overlaid with the options given here.',
    'The service does not report snapshot settings, so giving them for an existing channel needs --replace.',
  ],
  arguments: [{ name: '[channel...]', help: 'channel names, 1 to 63 bytes, no "/"; - for names on stdin' }],
  flags,
  examples: [
    { line: 'oss-live create test-channel', comment: 'with the defaults of the service' },
    {
      line: 'oss-live create cam-42 --frag-duration 2 --frag-count 5',
      comment: 'short segments for a lower latency',
    },
    {
      line: 'oss-live list --prefix cam- --profile old | oss-live create -',
      comment: 'many at once: those of another bucket',
    },
  ],
  async run(invocation) {
    const { flags, words } = invocation;
    const asked = askedSettings(flags);
    const several = await severalNames(invocation, words, isNever);
    if (several !== null) return createSeveral(invocation, several.names, asked);
    const { channelName } = await invocation.channel(words[0]);
    const made = await createOne(invocation, channelName, asked, invocation.context.signal);
    if (made.plan === undefined) await finish(invocation, channelName, made);
    else await tellPlan(invocation.output, made.plan);
  },
});

/** A channel that does not exist yet is found by no pattern: it may be called `*`. */
const isNever = () => false;

type CreateInvocation = Invocation<typeof flags>;

/** What became of a channel. */
interface Made extends Urls {
  outcome: 'created' | 'replaced' | 'unchanged';
  /** With `--dry-run`: what would be sent. */
  plan?: Plan;
}

/** The service replaces an idle channel without a word, so this looks first. */
async function createOne(
  { flags, client, settings, output }: CreateInvocation,
  channelName: string,
  asked: ChannelSettings,
  signal: AbortSignal,
): Promise<Made> {
  // Before anything is sent, be it only a look.
  putLiveChannel.encode({ channelName, ...asked });
  const connected = await client();
  async function put(outcome: Made['outcome'], wanted: ChannelSettings): Promise<Made> {
    const input = { channelName, ...wanted };
    if (!flags.dryRun) return { outcome, ...(await connected.putLiveChannel(input, { signal })) };
    return { outcome, ...NO_URLS, plan: await planOf(connected, 'PutLiveChannel', input) };
  }
  const look = await lookAt(connected, channelName, signal);
  if (look.kind === 'denied' && !flags.replace) throw lookingDenied(channelName, look);
  if (look.kind !== 'found') {
    if (look.kind === 'denied') output.warn(UNSEEN);
    return put(look.kind === 'absent' ? 'created' : 'replaced', asked);
  }
  const different = differencesInWords(look.info, asked);
  if (different.length === 0 && !asked.snapshot)
    return { outcome: 'unchanged', ...urlsOf(await settings(), channelName, look.info) };
  if (!flags.replace) throw conflict(channelName, different);
  if (!asked.snapshot) output.warn(SNAPSHOT_LOST);
  return put('replaced', overlaid(look.info, asked));
}

async function createSeveral(
  invocation: CreateInvocation,
  names: readonly string[],
  asked: ChannelSettings,
): Promise<undefined> {
  const { context, flags, output, settings } = invocation;
  const { forEach, refuseFailures, tellOutcomes, tellPlans } = await import('../several/each.js');
  const outcomes = await forEach(
    invocation,
    { names, jobs: flags.jobs, doing: say`Looked after` },
    (name, signal) => createOne(invocation, name, asked, signal),
  );
  if (flags.dryRun) {
    await tellPlans(
      output,
      outcomes.flatMap(({ result }) => result?.plan ?? []),
    );
    await refuseFailures(output, outcomes);
    return;
  }
  const last = outcomes.findLast(({ error }) => error === null);
  if (last !== undefined) await remember(context, await settings(), { lastCreated: last.channelName });
  await tellOutcomes(output, outcomes, {
    columns: [english`Name`, english`Outcome`],
    rows: (name, { outcome, publishUrls, playUrls }) => [
      [name, outcome, publishUrls[0] ?? null, playUrls[0] ?? null],
    ],
    document: ({ plan: _, ...made }) => made,
  });
}

const UNSEEN = english`The channel could not be looked at (oss:GetLiveChannel): if it exists, settings not given here become the defaults.`;
const SNAPSHOT_LOST = english`Snapshot settings are not reported by the service, so --replace cannot keep them: if the channel has some, give all four --snapshot options.`;

interface Urls {
  publishUrls: string[];
  playUrls: string[];
  requestId: string | null;
}

const NO_URLS: Urls = { publishUrls: [], playUrls: [], requestId: null };

function urlsOf(settings: Settings, channelName: string, info: LiveChannelConfiguration): Urls {
  return {
    publishUrls: [publishUrl(settings, channelName)],
    playUrls: [playUrl(settings, channelName, info.target?.playlistName ?? limits.playlistName.default)],
    requestId: info.requestId,
  };
}

async function finish(
  { context, flags, output, settings }: CreateInvocation,
  channelName: string,
  made: Made,
): Promise<void> {
  if (!flags.dryRun) await remember(context, await settings(), { lastCreated: channelName });
  output.note(say`Channel ${channelName}: ${made.outcome}.`);
  await output.result(
    { channelName, ...made },
    {
      kind: 'fields',
      fields: [
        [english`Publish URL`, made.publishUrls],
        [english`Play URL`, made.playUrls],
      ],
    },
  );
  const words = ['oss-live', 'push', '1.flv', channelName];
  output.note(say`Next: ${commandLine(words)}, or oss-live sign-rtmp ${commandLine([channelName])}`);
  output.note(say`To watch, also on a private bucket: ${commandLine(['oss-live', 'url', channelName])}`);
}

function publishUrl(settings: Settings, channelName: string): string {
  return `${locate(settings).rtmpBase}${percentEncode(channelName)}`;
}

function lookingDenied(channelName: string, { error }: Extract<Look, { kind: 'denied' }>): CommandError {
  return new CommandError(
    'LookingDenied',
    english`The key is not allowed to check whether channel ${channelName} exists.`,
    'denied',
    {
      hint: english`Grant the key oss:GetLiveChannel, or give --replace to create it without looking.`,
      cause: error,
    },
  );
}

function conflict(channelName: string, different: readonly string[]): CommandError {
  const reason =
    different.length === 0
      ? english`exists, and whether its snapshot settings agree cannot be seen`
      : english`exists with other settings: ${different.reduce((all, one) => english`${all}; ${one}`)}`;
  return new CommandError('ChannelExists', english`Channel ${channelName} ${reason}.`, 'conflict', {
    hint: english`Add --replace to change the channel; settings not given stay as they are.`,
  });
}
