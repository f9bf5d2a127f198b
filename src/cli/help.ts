import type { Help } from 'commander';
import type { CommandSpec, Flag } from '../client/operations/operation.js';
import type { Command } from './commands/index.js';
import { listed } from './options.js';

type Item = readonly [term: string, description: string];

interface Section {
  title: string;
  items: readonly Item[];
}

/** The first page: every command by group, then the options that all of them take. */
export function programHelp(
  commands: readonly Command[],
  globalFlags: readonly Flag[],
  helper: Help,
): string {
  const groups = [...new Set(commands.map(({ group }) => group))];
  return page(helper, {
    usage: 'oss-live <command> [options]',
    paragraphs: ['Live video in over RTMP, HLS out of an Alibaba Cloud OSS bucket.'],
    sections: [
      ...groups.map((group) => ({
        title: group,
        items: commands.filter((command) => command.group === group).map(({ spec }) => commandItem(spec)),
      })),
      { title: 'Options of every command', items: [...globalFlags.map(flagItem), HELP, VERSION] },
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
export function commandHelp(spec: CommandSpec, helper: Help): string {
  const passthrough: Item[] = spec.passthrough === undefined ? [] : [['-- <args...>', spec.passthrough]];
  return page(helper, {
    usage: usageOf(spec),
    paragraphs: [`${spec.summary}.`, ...(spec.details ?? [])],
    sections: [
      {
        title: 'Arguments',
        items: [...(spec.arguments ?? []).map(({ name, help }): Item => [name, help]), ...passthrough],
      },
      { title: 'Options', items: [...(spec.flags ?? []).map(flagItem), HELP] },
    ],
    ending: [
      'Options of every command, such as --json and --dry-run: oss-live --help',
      '',
      'Examples:',
      ...spec.examples.flatMap(({ line, comment }, index) => [
        ...(index === 0 ? [] : ['']),
        `  # ${comment}`,
        `  ${line}`,
      ]),
    ],
  });
}

/** `oss-live vod-save [options] <playlist> [channel]` */
export function usageOf(spec: CommandSpec): string {
  const words = ['oss-live', spec.command, '[options]', ...(spec.arguments ?? []).map(({ name }) => name)];
  return [...words, ...(spec.passthrough === undefined ? [] : ['[-- <args...>]'])].join(' ');
}

const HELP: Item = ['-h, --help', 'show help'];
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

function commandItem({ command, aliases = [], summary }: CommandSpec): Item {
  return [[command, ...aliases].join(', '), summary];
}

function flagItem(flag: Flag): Item {
  const limits = [
    ...(flag.choices === undefined ? [] : [listed(flag.choices)]),
    ...(flag.integer === undefined ? [] : [range(flag.integer)]),
    ...(flag.default === undefined ? [] : [`default ${flag.default}`]),
  ];
  if (limits.length === 0) return [flag.flags, flag.help];
  const opened = flag.help.endsWith(')') ? `${flag.help.slice(0, -1)}; ` : `${flag.help} (`;
  return [flag.flags, `${opened}${limits.join('; ')})`];
}

function range([min, max]: NonNullable<Flag['integer']>): string {
  return max === Number.MAX_SAFE_INTEGER ? `at least ${min}` : `${min} to ${max}`;
}
