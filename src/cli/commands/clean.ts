import { english } from '../../english.js';
import { UsageError } from '../../errors.js';
import { CHANNEL, defineCommand } from '../command.js';
import { commandLine } from '../terminal/shell.js';
import { cleanFlags, readFlags } from './clean-flags.js';

export const clean = defineCommand({
  name: 'clean',
  group: 'Playback',
  summary: 'Show what the recordings of a channel hold, and delete what is old',
  details: [
    'OSS deletes nothing by itself, and bills what is stored. Without more this only shows it, session by session.',
    'Something goes with --older-than, --before or --session, and a yes: at a terminal you are asked, elsewhere it takes --yes. -n lists each object that would go.',
    'Only {channel}/{digits}.ts goes, and playlists that can be read. What a saved playlist names stays, unless --with-playlists; a list of one day, of vod-save --split day, goes with its day. What is being pushed stays.',
    '--lifecycle 30d has the bucket do it from now on: everything below {channel}/ goes, saved playlists and what they name too.',
    'What is deleted is gone. Ended in the middle, the same line goes on with the rest.',
  ],
  arguments: [CHANNEL],
  flags: cleanFlags,
  events: 'docs/clean-events.schema.json',
  examples: [
    { line: 'oss-live clean cam-42', comment: 'what is there' },
    { line: 'oss-live clean cam-42 --older-than 30d', comment: 'delete what is older, when asked' },
    { line: 'oss-live clean cam-42 --older-than 30d --dry-run', comment: 'list what that would delete' },
    {
      line: 'oss-live clean cam-42 --older-than 30d --with-playlists --yes',
      comment: 'without a question, saved playlists too',
    },
    { line: 'oss-live clean --orphans', comment: 'recordings of channels that are gone' },
    { line: 'oss-live clean cam-42 --lifecycle 30d', comment: 'have the bucket do it, every day' },
  ],
  async run(invocation) {
    const { context, flags, words } = invocation;
    const chosen = readFlags(flags, context.now());
    const isView = chosen.olderThanSeconds === null && chosen.before === null && chosen.session === null;
    if (flags.lifecycle !== undefined) {
      if (!isView || flags.orphans)
        throw new UsageError(english`--lifecycle goes with nothing that deletes at once.`);
      const { runLifecycle } = await import('./clean-lifecycle.js');
      return runLifecycle(invocation, flags.lifecycle);
    }
    if (flags.orphans) {
      if (words.length > 0)
        throw new UsageError(english`--orphans finds the channels itself.`, {
          hint: english`For one of them: ${commandLine(['oss-live', 'clean', words[0] ?? ''])}`,
        });
      const { runOrphans } = await import('./clean-orphans.js');
      return runOrphans(invocation, chosen, isView);
    }
    const { channelName, why } = await invocation.channel(words[0]);
    if (!isView && why !== 'named' && !flags.yes && !flags.dryRun) {
      throw new UsageError(english`What is deleted is gone, and ${channelName} was not named.`, {
        hint: english`Name it: ${commandLine(['oss-live', 'clean', channelName])}, or confirm with --yes.`,
      });
    }
    const { runCleaning } = await import('./clean-run.js');
    await runCleaning(invocation, { ...chosen, channelName });
    return;
  },
});
