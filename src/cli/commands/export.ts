import type { Client } from '../../client/client.js';
import { listPages } from '../../client/list-pages.js';
import { isChannelName } from '../../client/validate.js';
import { defineCommand } from '../command.js';
import { say } from '../say.js';
import { severalFlags, severalNames } from '../several/names.js';

export const exportChannels = defineCommand({
  name: 'export',
  group: 'Channels',
  summary: 'Write the channels of a bucket as a file of channels',
  details: [
    'For oss-live plan and oss-live apply: YAML on stdout, JSON with --json. The service does not report snapshot settings, so they are not in it.',
  ],
  arguments: [
    { name: '[channel...]', help: 'channels, patterns (cam-*), or - for names on stdin; all when left out' },
  ],
  flags: severalFlags,
  examples: [
    { line: 'oss-live export > channels.yaml', comment: 'all channels of the bucket' },
    { line: "oss-live export 'shop-*' --json", comment: 'some of them, as JSON' },
  ],
  async run(invocation) {
    const { context, flags, output, words } = invocation;
    const client = await invocation.client();
    const named = (await severalNames(invocation, words))?.names ?? words;
    const names = words.length > 0 ? named : await allNames(client, context.signal);
    const { fileDocument, settingsOf, writeChannelsFile } = await import('../../relay/index.js');
    const { forEach, refuseFailures } = await import('../several/each.js');
    const doing = { names, jobs: flags.jobs, doing: say`Asked about` };
    const outcomes = await forEach(invocation, doing, async (channelName, signal) =>
      settingsOf(await client.getLiveChannelInfo({ channelName }, { signal })),
    );
    // Half a file would be taken for the whole.
    await refuseFailures(output, outcomes);
    const { bucket, endpoint } = await invocation.settings();
    const file = {
      place: { endpoint, bucket },
      channels: new Map(
        outcomes.flatMap(({ channelName, result }) => (result ? [[channelName, result]] : [])),
      ),
    };
    await output.result(fileDocument(file), { kind: 'none' });
    if (!output.json) output.text(writeChannelsFile(file));
  },
});

async function allNames(client: Client, signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  for await (const { channels } of listPages(client, {}, signal))
    for (const { name } of channels) if (name !== null && isChannelName(name)) names.push(name);
  return names;
}
