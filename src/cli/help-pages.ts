import { Help } from 'commander';
import type { Definition } from './command.js';
import { definitions } from './commands/index.js';
import type { Sink } from './context.js';
import { globalFlags } from './flags.js';
import { commandHelp, programHelp, START, topicHelp } from './help.js';
import { commandTree, helpTree } from './help-tree.js';
import { said, wrapping } from './say.js';
import { topics } from './topics.js';

declare const __VERSION__: string;

type Width = Pick<Sink, 'columns'>;

/** What `oss-live` alone shows. */
export function startPage(): string {
  return said(START);
}

/** All commands; as data with `--json`. */
export async function programPage(json: boolean, width: Width): Promise<string> {
  const commands = await definitions();
  return json
    ? printed(helpTree(commands, __VERSION__))
    : programHelp(commands, globalFlags, helperFor(width));
}

/** One command; as data with `--json`. */
export function commandPage(command: Definition, json: boolean, width: Width): string {
  return json ? printed(commandTree(command)) : commandHelp(command, helperFor(width));
}

/** Null when there is no such topic. */
export async function topicPage(name: string, width: Width): Promise<string | null> {
  const topic = topics.find((one) => one.name === name);
  return topic === undefined ? null : topicHelp(topic, await definitions(), helperFor(width));
}

function printed(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

function helperFor({ columns = 80 }: Width): Help {
  const helper = new Help();
  helper.prepareContext({ helpWidth: Math.min(columns, 80) });
  helper.boxWrap = wrapping() ?? helper.boxWrap;
  return helper;
}
