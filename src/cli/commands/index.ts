import type { Command, Definition } from '../command.js';

/** Each is a file of the program, loaded when a command line names it. */
const LOADERS: Readonly<Record<string, () => Promise<Command>>> = {
  create: async () => (await import('./create.js')).create,
  list: async () => (await import('./list.js')).list,
  info: async () => (await import('./info.js')).info,
  stat: async () => (await import('./stat.js')).stat,
  history: async () => (await import('./history.js')).history,
  status: async () => (await import('./status.js')).status,
  enable: async () => (await import('./enable.js')).enable,
  disable: async () => (await import('./disable.js')).disable,
  delete: async () => (await import('./delete.js')).deleteChannels,
  use: async () => (await import('./use.js')).use,
  export: async () => (await import('./export.js')).exportChannels,
  plan: async () => (await import('./plan.js')).plan,
  apply: async () => (await import('./apply.js')).apply,
  'sign-rtmp': async () => (await import('./sign-rtmp.js')).signRtmp,
  push: async () => (await import('./push.js')).push,
  relay: async () => (await import('./relay.js')).relay,
  watch: async () => (await import('./watch.js')).watch,
  play: async () => (await import('./play.js')).play,
  vod: async () => (await import('./vod.js')).vod,
  'vod-save': async () => (await import('./vod-save.js')).vodSave,
  download: async () => (await import('./download.js')).download,
  url: async () => (await import('./url.js')).url,
  thumbnail: async () => (await import('./thumbnail.js')).thumbnail,
  clean: async () => (await import('./clean.js')).clean,
  emulator: async () => (await import('./emulator.js')).emulator,
  doctor: async () => (await import('./doctor.js')).doctor,
  completion: async () => (await import('./completion.js')).completion,
};

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['ls', 'list'],
  ['rm', 'delete'],
]);

/** Null when no command has that name, or that alias. */
export async function commandNamed(word: string): Promise<Command | null> {
  const name = ALIASES.get(word) ?? word;
  return isCommandName(name) ? ((await LOADERS[name]?.()) ?? null) : null;
}

/** Not an alias. */
export function isCommandName(word: string): boolean {
  return Object.hasOwn(LOADERS, word);
}

/** What each is, in the order of the help. */
export async function definitions(): Promise<readonly Definition[]> {
  return (await import('./all.js')).commands;
}
