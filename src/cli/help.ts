import type { Help } from 'commander';
import { type Command, type Flag, type FlagTable, notation } from './command.js';

type Item = readonly [term: string, description: string];

interface Section {
  title: string;
  items: readonly Item[];
}

/** The first page: every command by group, then the options that all of them take. */
export function programHelp(commands: readonly Command[], globalFlags: FlagTable, helper: Help): string {
  const groups = [...new Set(commands.map(({ group }) => group))];
  return page(helper, {
    usage: 'oss-live <command> [options]',
    paragraphs: ['Live video in over RTMP, HLS out of an Alibaba Cloud OSS bucket.'],
    sections: [
      ...groups.map((group) => ({
        title: group,
        items: commands.filter((command) => command.group === group).map(commandItem),
      })),
      { title: 'Options of every command', items: [...flagItems(globalFlags), VERSION] },
    ],
    ending: [
      'Examples:',
      '  oss-live create test-channel',
      '  oss-live sign-rtmp --expires 3600',
      '  oss-live push 1.flv',
      '  oss-live vod --start --end > playlist.m3u8',
      '',
      'oss-live <command> --help explains a command. No account? oss-live emulator',
    ],
  });
}

/** A command's own page, examples last. */
export function commandHelp(command: Command, helper: Help): string {
  const passthrough: Item[] =
    command.passthrough === undefined ? [] : [['-- <args...>', command.passthrough]];
  return page(helper, {
    usage: usageOf(command),
    paragraphs: [`${command.summary}.`, ...(command.details ?? [])],
    sections: [
      {
        title: 'Arguments',
        items: [...(command.arguments ?? []).map(({ name, help }): Item => [name, help]), ...passthrough],
      },
      { title: 'Options', items: flagItems(command.flags ?? {}) },
    ],
    ending: [
      'Options of every command, such as --json and --dry-run: oss-live --help',
      '',
      'Examples:',
      ...command.examples.flatMap(({ line, comment }, index) => [
        ...(index === 0 ? [] : ['']),
        `  # ${comment}`,
        `  ${line}`,
      ]),
    ],
  });
}

/** `oss-live vod-save [options] <playlist> [channel]` */
export function usageOf(command: Command): string {
  const words = (command.arguments ?? []).map(({ name }) => name);
  const passed = command.passthrough === undefined ? [] : ['[-- <args...>]'];
  return ['oss-live', command.name, '[options]', ...words, ...passed].join(' ');
}

export const helpFlag = { help: { short: 'h', help: 'show help' } } as const satisfies FlagTable;
const VERSION: Item = ['-V, --version', 'print the version'];

interface Page {
  usage: string;
  paragraphs: readonly string[];
  sections: readonly Section[];
  ending: readonly string[];
}

function page(helper: Help, { usage, paragraphs, sections, ending }: Page): string {
  const shown = sections.filter(({ items }) => items.length > 0);
  const width = helper.helpWidth ?? 80;
  return [
    `Usage: ${usage}`,
    '',
    ...paragraphs.flatMap((paragraph) => [helper.boxWrap(paragraph, width), '']),
    ...shown.flatMap(({ title, items }) => [`${title}:`, ...itemLines(items, helper), '']),
    ...ending,
    '',
  ].join('\n');
}

function itemLines(items: readonly Item[], helper: Help): string[] {
  const termWidth = Math.max(...items.map(([term]) => term.length));
  return items.map(([term, description]) => helper.formatItem(term, termWidth, description, helper));
}

function commandItem({ name, aliases = [], summary }: Command): Item {
  return [[name, ...aliases].join(', '), summary];
}

function flagItems(flags: FlagTable): Item[] {
  return Object.entries({ ...flags, ...helpFlag }).map(([name, flag]) => [
    notation(name, flag),
    helpOf(flag),
  ]);
}

function helpOf({ help, choices, integer, default: fallback }: Flag): string {
  const limits = [
    ...(choices === undefined ? [] : [listed(choices)]),
    ...(integer === undefined ? [] : [rangeOf(integer)]),
    ...(fallback === undefined ? [] : [`default ${fallback}`]),
  ];
  if (limits.length === 0) return help;
  return `${help.endsWith(')') ? `${help.slice(0, -1)}; ` : `${help} (`}${limits.join('; ')})`;
}

/** `1 to 100`, `at least 1` */
function rangeOf([min, max]: NonNullable<Flag['integer']>): string {
  return max === Number.MAX_SAFE_INTEGER ? `at least ${min}` : `${min} to ${max}`;
}

/** `a`, `a or b`, `a, b or c` */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
