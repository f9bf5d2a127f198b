import type { DownloadOptions } from '../../recording/index.js';
import { mayReplace } from '../ask.js';
import { CHANNEL, defineCommand } from '../command.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { say } from '../say.js';
import { type DownloadInvocation, downloadFlags, readOptions } from './download-options.js';
import { RANGE_DETAILS, wordsBesideRange } from './range-flags.js';

export const download = defineCommand({
  name: 'download',
  group: 'Playback',
  summary: 'Download a recording into one file or a folder',
  details: [
    RANGE_DETAILS,
    'A range may be of any length. The format is told by the name: .mp4, .mkv, .ts, or a folder, for the segments as they are and a list that plays from disk. .ts and folders need no ffmpeg.',
    'Segments are fetched side by side and verified. Until the result is complete everything is in a folder beside it, named <file>.part; whatever ends a download, the same command line goes on with it.',
    'It is cut where segments begin, which is at key frames, and says where that is. What was recorded twice is in the file once, and gaps keep their length unless --join closes them.',
  ],
  arguments: [CHANNEL],
  flags: downloadFlags,
  events: 'docs/download-events.schema.json',
  examples: [
    { line: 'oss-live download -o class.mp4', comment: 'the latest recording' },
    { line: 'oss-live download cam-42 --start 10:00 --end 11:30 -o class.mkv', comment: 'a part of it' },
    {
      line: 'oss-live download cam-42 --since 7d --split day -o week.mp4',
      comment: 'a file a day',
    },
    { line: 'oss-live download cam-42 -o class/', comment: 'the segments, with a list that plays from disk' },
  ],
  async run(invocation) {
    const { context, flags, output } = invocation;
    const { options, range, looking } = await readOptions(invocation);
    const { withSessions } = await import('./range.js');
    const command = ['oss-live', 'download', options.channelName, ...wordsBesideRange(downloadFlags, flags)];
    const around = { ...range, command, output };
    if (flags.dryRun) return withSessions(showPlan(options, invocation), looking, around);
    try {
      return await withSessions(follow(options, invocation), looking, around);
    } catch (error) {
      if (!(await mayReplace(error, context))) throw error;
      return await follow({ ...options, overwrite: true }, invocation);
    } finally {
      output.progress(null);
    }
  },
});

/** Downloads and tells what happens. What was left out has an exit code of its own. */
async function follow(
  options: DownloadOptions,
  { context, output }: DownloadInvocation,
): Promise<ExitCode | undefined> {
  const { download: begin } = await import('../../recording/index.js');
  const { downloadReport } = await import('../terminal/download-report.js');
  const report = downloadReport(output, context.now);
  let missing = 0;
  for await (const event of begin(options)) {
    await report(event);
    if (event.event === 'ended') missing = event.missing;
  }
  return missing > 0 ? EXIT.partial : undefined;
}

async function showPlan(options: DownloadOptions, { output }: DownloadInvocation): Promise<undefined> {
  const { planDownload } = await import('../../recording/index.js');
  const { planLines } = await import('../terminal/download-report.js');
  const plan = await planDownload(options);
  await output.result({ dryRun: true, ...plan }, { kind: 'none' });
  if (!output.json) output.text(`${planLines(plan, output, say`Would download`).join('\n')}\n`);
}
