import type { Finding, Subject } from '../../doctor/index.js';
import { english } from '../../english.js';
import { OssLiveError } from '../../errors.js';
import type { Explained } from '../../settings/explain.js';
import { ask } from '../ask.js';
import { CHANNEL, defineCommand, type Invocation } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { FFMPEG_FLAG, namedFfmpeg } from '../ffmpeg-flag.js';
import { say } from '../say.js';
import type { FoundSettings } from '../terminal/doctor-report.js';

export const doctor = defineCommand({
  name: 'doctor',
  group: 'This machine',
  summary: 'Say what works, what does not, and what mends it',
  details: [
    'Begins with the settings and where they come from; then this machine, the way to the endpoint, the bucket, the channel and permissions. Changes nothing: permissions to write are concluded from requests that fail also where they are allowed. Takes 5 s at most.',
    'The exit code is that of the first failure; with warnings alone it is 0.',
  ],
  arguments: [{ ...CHANNEL, help: 'look at this channel too; else at the one chosen or last created' }],
  flags: {
    from: {
      value: '<file>',
      help: 'say what an error, the output of ffmpeg or a log of OBS means; - is stdin',
    },
    publish: { help: 'also publish, which makes the channel live for a moment; asks first' },
    ffmpeg: FFMPEG_FLAG,
  },
  examples: [
    { line: 'oss-live doctor', comment: 'settings, machine, network, bucket, permissions' },
    { line: 'oss-live doctor test-channel', comment: 'and whether a channel can be pushed to' },
    { line: 'oss-live doctor --json', comment: 'the same for programs' },
    { line: 'oss-live doctor test-channel --publish', comment: 'and publish, for real' },
    { line: 'oss-live doctor --from obs.txt', comment: 'what went wrong there, offline' },
  ],
  async run(invocation) {
    const { context, flags, output } = invocation;
    if (flags.from !== undefined) {
      const { explainText } = await import('./doctor-from.js');
      return explainText(invocation, flags.from);
    }
    const { examine } = await import('../../doctor/index.js');
    const { explainSettings } = await import('../../settings/explain.js');
    const { openReport } = await import('../terminal/doctor-report.js');
    const explained = await explainSettings(context, flags);
    const report = openReport({ context, output, color: flags.color, mask: invocation.mask });
    const { env, platform, cwd } = context;
    const findings = examine({
      subject: () => subjectOf(invocation),
      nodeVersion: context.nodeVersion,
      programs: { env, platform, cwd, ffmpeg: namedFfmpeg({ flags, context })?.path ?? null },
      ...{ now: context.now, signal: context.signal },
    });
    for await (const finding of findings) {
      if (finding.name === 'settings')
        report.settings(await foundSettings(invocation, explained, finding.state));
      report.finding(
        finding.name === 'publish' && flags.publish ? await publishing(invocation, finding) : finding,
      );
    }
    const worst = await report.end();
    return worst === null ? undefined : EXIT[worst];
  },
});

/** Going live is for whoever says yes to it. */
async function publishing(invocation: Invocation, untried: Finding): Promise<Finding> {
  const { context, flags } = invocation;
  // Without settings there is nothing to try.
  if (untried.advice === null) return untried;
  const subject = await subjectOf(invocation);
  const question = say`Publishing makes ${subject.channelName ?? say`the channel`} live for a moment, and may take one of the ten pushes of its history. Publish?`;
  if (flags.dryRun || !(flags.yes || (await ask(context, question))))
    return { ...untried, message: english`nobody said yes: --yes does` };
  const { tryPublishing } = await import('../../doctor/index.js');
  const { finding, signToken } = await tryPublishing(subject, context);
  if (signToken !== null) {
    const { rememberToken } = await import('../../settings/state.js');
    await rememberToken(context, subject.settings, signToken ? 'signed' : 'unsigned');
  }
  return finding;
}

async function subjectOf(invocation: Invocation): Promise<Subject> {
  const { context, connectWith } = invocation;
  const settings = await invocation.settings();
  const { openTransport } = await import('../connect.js');
  const transport = context.transport ?? (await openTransport(settings.network));
  // Reported as a finding, before it is asked for the twelfth time.
  await connectWith({}, transport);
  return {
    ...{ settings, transport, channelName: (await channelOf(invocation))?.channelName ?? null },
    open: () => connectWith({ retryAttempts: 1 }, transport),
  };
}

/** The one that is meant, without asking the bucket for its only one. */
async function channelOf({ words, flags, context, settings }: Invocation) {
  const { chooseChannel } = await import('../../settings/choose-channel.js');
  const nobody = () => Promise.reject(new OssLiveError('NoChannel', english`No channel is named.`));
  const named = words[0] ?? flags.channel;
  return chooseChannel({ around: context, named, settings, client: nobody }).catch((error: unknown) => {
    if (error instanceof OssLiveError && error.code === 'NoChannel') return null;
    throw error;
  });
}

async function foundSettings(
  invocation: Invocation,
  explained: Explained,
  state: string,
): Promise<FoundSettings> {
  const { context, flags, settings } = invocation;
  const { maskKeyId } = await import('../../client/redact.js');
  const { ignored, origins } = explained;
  const source = (name: string) => origins.find((origin) => origin.name === name)?.source ?? null;
  const { networkOf } = await import('../../settings/network.js');
  const { proxy, noProxy } = await networkOf(context, flags).catch(() => ({ proxy: null, noProxy: null }));
  const ofProxy =
    proxy === null
      ? []
      : [{ name: 'proxy', value: proxy, source: flags.proxy === undefined ? 'HTTPS_PROXY' : '--proxy' }];
  const ofExceptions =
    proxy === null || noProxy === null ? [] : [{ name: 'without it', value: noProxy, source: 'NO_PROXY' }];
  if (state === 'failed') {
    const names = ['credentials', 'endpoint', 'region', 'bucket'];
    return {
      ignored,
      found: [...names.map((name) => ({ name, value: null, source: source(name) })), ...ofProxy],
    };
  }
  const { credentials, credentialsExpireAt, endpoint, region, bucket } = await settings();
  const channel = await channelOf(invocation);
  const ends =
    credentialsExpireAt === null ? '' : english` until ${credentialsExpireAt.toISOString().slice(0, 19)}Z`;
  const derived = (name: string) => (source(name) === null ? english`read from the others` : source(name));
  return {
    ignored,
    found: [
      { name: 'key', value: maskKeyId(credentials.accessKeyId) + ends, source: source('credentials') },
      { name: 'secret', value: '***', source: source('credentials') },
      ...(credentials.securityToken ? [{ name: 'token', value: '***', source: source('credentials') }] : []),
      { name: 'endpoint', value: endpoint, source: derived('endpoint') },
      { name: 'region', value: region, source: derived('region') },
      { name: 'bucket', value: bucket, source: derived('bucket') },
      { name: 'channel', value: channel?.channelName ?? null, source: channel && CHOSEN[channel.why] },
      ...ofProxy,
      ...ofExceptions,
    ],
  };
}

const CHOSEN = {
  named: english`named`,
  chosen: english`chosen with oss-live use`,
  lastCreated: english`the one last created here`,
  only: null,
} as const;
