import { LARGEST_PAGE, listPages } from '../../client/list-pages.js';
import type { ChannelOnAir } from '../../client/live-channels.js';
import {
  type ListLiveChannelResult,
  type LiveChannel,
  listLiveChannel,
} from '../../client/operations/list-live-channel.js';
import { english } from '../../english.js';
import { limits } from '../../protocol/limits.js';
import { timeIn } from '../../protocol/time.js';
import { defineCommand, type FlagTable } from '../command.js';
import type { Output } from '../context.js';
import { say } from '../say.js';
import { age } from '../terminal/durations.js';
import { type Cell, timeCell, type View } from '../terminal/view.js';

const flags = {
  live: { help: 'only channels that are being pushed to, with what is pushed' },
  prefix: { value: '<text>', help: 'only channels whose name starts with it' },
  marker: { value: '<name>', help: 'only channels after this name, in byte order' },
  limit: {
    value: '<number>',
    help: 'stop after this many channels',
    integer: [1, Number.MAX_SAFE_INTEGER],
  },
  maxKeys: {
    value: '<number>',
    help: 'channels asked for in one request',
    integer: [1, LARGEST_PAGE, limits.list.maxKeys.ec],
  },
} as const satisfies FlagTable;

export const list = defineCommand({
  name: 'list',
  aliases: ['ls'],
  group: 'Channels',
  operation: listLiveChannel,
  summary: 'List the live channels of the bucket',
  details: [
    'Follows pages by itself until the last one.',
    'The list does not tell who is live: with --live each enabled channel is asked about, one request for each.',
  ],
  flags,
  examples: [
    { line: 'oss-live list', comment: 'every channel' },
    { line: 'oss-live list --live', comment: 'who is on the air' },
    { line: 'oss-live list --prefix cam- --json', comment: 'as JSON, with publish and play URLs' },
  ],
  async run({ context, flags, output, client }) {
    const { signal, now } = context;
    if (!flags.live) return show(listPages(await client(), flags, signal), listView, output);
    const { livePages } = await import('../../client/live-channels.js');
    const { serviceClock } = await import('../../client/service-clock.js');
    const asked = await client();
    const clock = serviceClock(now, asked);
    return show(livePages(asked, flags, signal), (page) => liveView(page, clock()), output);
  },
});

type Page<Channel> = Omit<ListLiveChannelResult, 'channels'> & { channels: Channel[] };

async function show<Channel>(
  pages: AsyncIterable<Page<Channel>>,
  viewOf: (page: Page<Channel>) => View,
  output: Output,
): Promise<undefined> {
  if (output.format === 'tsv') {
    // Rows go out as they come in, so that `list | head` does not wait for the last page.
    let shown = 0;
    for await (const page of pages) {
      shown += page.channels.length;
      // That there are none is said once, and not of a page among others.
      if (page.channels.length > 0 || (shown === 0 && !page.isTruncated))
        await output.result(page, viewOf(page));
    }
    return;
  }
  const collected: Page<Channel>[] = [];
  for await (const page of pages) collected.push(page);
  const all = whole(collected);
  await output.result(all, viewOf(all));
}

/** The pages as if they had been one. */
function whole<Channel>(pages: readonly Page<Channel>[]): Page<Channel> {
  const [first, last] = [pages[0]!, pages.at(-1)!];
  return { ...last, marker: first.marker, channels: pages.flatMap(({ channels }) => channels) };
}

function listView({ channels }: Page<LiveChannel>): View {
  return {
    kind: 'table',
    columns: [english`Name`, english`Status`, english`Last modified`, english`Description`],
    rows: channels.map(({ name, status, lastModified, description }) => [
      name,
      status,
      timeCell(lastModified),
      description,
    ]),
    empty: say`No live channels.`,
  };
}

function liveView({ channels }: Page<ChannelOnAir>, now: Date): View {
  return {
    kind: 'table',
    columns: [
      english`Name`,
      english`For`,
      english`Publisher`,
      english`Video`,
      english`Audio`,
      english`Bandwidth`,
    ],
    rows: channels.map(({ name, stat: { connectedTime, remoteAddr, video, audio } }) => [
      name,
      connectedTime && { value: connectedTime, text: sinceThen(connectedTime, now) },
      remoteAddr,
      video && `${video.codec ?? '?'} ${video.width ?? '?'}x${video.height ?? '?'}`,
      audio?.codec ?? null,
      bandwidth(video?.bandwidth ?? null, audio?.bandwidth ?? null),
    ]),
    empty: say`No channel is live.`,
  };
}

function sinceThen(text: string, now: Date): string {
  const time = timeIn(text);
  return time === null ? text : age(time, now);
}

/** Of both together; bytes per second in a pipe, as the service reports it. */
function bandwidth(video: number | null, audio: number | null): Cell {
  if (video === null && audio === null) return null;
  const value = (video ?? 0) + (audio ?? 0);
  return { value, text: `${Math.round((value * 8) / 1000)} kbit/s` };
}
