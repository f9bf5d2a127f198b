import type { Help } from 'commander';
import { listed } from '../english.js';
import { type Definition, usageOf } from './command.js';
import { type Flag, type FlagTable, helpFlag, notation } from './flags.js';
import { said, say } from './say.js';
import { type Topic, topics } from './topics.js';

type Section = readonly [title: string, items: readonly Item[]];
type Item = readonly [term: string, description: string];

/** What `oss-live` alone shows: the commands that people start with. */
export const START = `Usage: oss-live <command> [options]

Live video in over RTMP, HLS out of an Alibaba Cloud OSS bucket.

Start with:
  create     Create a live channel          oss-live create test-channel
  push       Push a file or a camera to it  oss-live push 1.flv
  sign-rtmp  Publish URL for any encoder    oss-live sign-rtmp --expires 3600
  stat       What it receives right now     oss-live stat
  watch      Who is live, and what happens  oss-live watch
  vod        Playlist of what was recorded  oss-live vod -o vod.m3u8
  emulator   Try it without an account      oss-live emulator

Settings are taken from options, OSS_* variables or ~/.ossutilconfig:
  export OSS_ACCESS_KEY_ID=LTAI... OSS_ACCESS_KEY_SECRET=...
  export OSS_REGION=cn-hangzhou OSS_BUCKET=examplebucket

oss-live --help              every command and option
oss-live push --help         one command, with examples
oss-live help permissions    also: times, exit-codes, environment, channel
`;

/** The whole first page: every command by group, then the options that all of them take. */
export function programHelp(commands: readonly Definition[], globalFlags: FlagTable, helper: Help): string {
  const groups = [...new Set(commands.map(({ group }) => group))];
  return page(helper, {
    usage: 'oss-live <command> [options]',
    paragraphs: [say`Live video in over RTMP, HLS out of an Alibaba Cloud OSS bucket.`],
    sections: [
      ...groups.map(
        (group): Section => [
          said(group),
          commands.filter((command) => command.group === group).map(commandItem),
        ],
      ),
      [say`More help: oss-live help <topic>`, topics.map(({ name, summary }): Item => [name, said(summary)])],
      [
        say`Options of every command`,
        [
          ...flagItems(globalFlags),
          ['-V, --version', say`print the version`],
          ['--licenses', say`print the licences of all that is in it`],
        ],
      ],
    ],
    ending: say`Examples:
  oss-live create test-channel
  oss-live sign-rtmp --expires 3600
  oss-live push 1.flv
  oss-live vod --start --end > playlist.m3u8

oss-live <command> --help explains a command. No account? oss-live emulator
`,
  });
}

/** A command's own page, examples last. */
export function commandHelp(command: Definition, helper: Help): string {
  const { summary, details = [], arguments: words = [], flags = {}, passthrough, examples } = command;
  const passed: Item[] = passthrough === undefined ? [] : [['-- <args...>', said(passthrough)]];
  return page(helper, {
    usage: usageOf(command),
    paragraphs: [say`${said(summary)}.`, ...details.map(said)],
    sections: [
      [say`Arguments`, [...words.map(({ name, help }): Item => [name, said(help)]), ...passed]],
      [say`Options`, flagItems(flags)],
    ],
    ending: say`Options of every command, such as --json and --dry-run: oss-live --help

Examples:
${examples.map(({ line, comment }) => `  # ${said(comment)}\n  ${line}\n`).join('\n')}`,
  });
}

/** A page about no command: `oss-live help times`. */
export function topicHelp(
  { name, summary, rows, ending }: Topic,
  commands: readonly Definition[],
  helper: Help,
): string {
  return page(helper, {
    usage: `oss-live help ${name}`,
    paragraphs: [say`${said(summary)}.`],
    sections: [[name, rows(commands).map(([term, description]): Item => [term, said(description)])]],
    ending: `${said(ending)}\n`,
  });
}

interface Page {
  usage: string;
  paragraphs: readonly string[];
  sections: readonly Section[];
  ending: string;
}

function page(helper: Help, { usage, paragraphs, sections, ending }: Page): string {
  const texts = paragraphs.map((paragraph) => helper.boxWrap(paragraph, helper.helpWidth ?? 80));
  const lists = sections.flatMap(([title, items]) => {
    const termWidth = Math.max(...items.map(([term]) => term.length));
    const lines = items.map(([term, help]) => helper.formatItem(term, termWidth, help, helper));
    return lines.length === 0 ? [] : [say`${title}:\n${lines.join('\n')}`];
  });
  return [say`Usage: ${usage}`, ...texts, ...lists, ending].join('\n\n');
}

function commandItem({ name, aliases = [], summary }: Definition): Item {
  return [[name, ...aliases].join(', '), said(summary)];
}

function flagItems(flags: FlagTable): Item[] {
  return Object.entries({ ...flags, ...helpFlag }).map(([name, flag]) => [
    notation(name, flag),
    helpOf(flag),
  ]);
}

function helpOf({ choices, integer, default: fallback, ...flag }: Flag): string {
  const help = said(flag.help);
  const limits = [
    ...(choices === undefined ? [] : [said(listed(choices))]),
    ...(integer === undefined ? [] : [rangeOf(integer)]),
    ...(fallback === undefined ? [] : [say`default ${fallback}`]),
  ];
  if (limits.length === 0) return help;
  const all = limits.join(say`; `);
  return /[)）]$/.test(help) ? say`${help.slice(0, -1)}; ${all})` : say`${help} (${all})`;
}

/** `1 to 100`, `at least 1` */
function rangeOf([min, max]: NonNullable<Flag['integer']>): string {
  return max === Number.MAX_SAFE_INTEGER ? say`at least ${min}` : say`${min} to ${max}`;
}
