import { resolve } from 'node:path';
import type { RunCommand } from '../command.js';
import { checkTarget, writeWhole } from '../write-file.js';
import { askedWindow, isoWindow, settledWindow, withRanges } from './vod-range.js';

export const runVod: RunCommand = async (invocation) => {
  const { context, parsed, output } = invocation;
  const { signal } = context;
  const now = context.now();
  const asked = askedWindow(['oss-live', 'vod'], parsed, 1, now);
  const file =
    typeof parsed.flags.output === 'string' && parsed.flags.output !== '-' ? parsed.flags.output : null;
  if (file !== null) await checkTarget(resolve(context.cwd, file), file, parsed.flags.yes === true);

  const { channelName } = await invocation.channel(parsed.arguments[0]);
  const client = await invocation.client();
  const range = { client, channelName, now, signal, output };
  const window = await settledWindow(asked, range);
  const { playlist, etag, requestId } = await withRanges(
    client.getVodPlaylist({ channelName, ...window }, { signal }),
    range,
    ['oss-live', 'vod', channelName],
  );

  const dryRun = parsed.flags.dryRun === true;
  if (file !== null && !dryRun) await writeWhole(resolve(context.cwd, file), file, playlist);
  if (output.json) {
    const document = { channelName, ...isoWindow(window), file, playlist, etag, requestId };
    await output.result(document, { kind: 'none' });
  } else if (file === null) {
    output.text(playlist);
  } else {
    output.note(`${dryRun ? 'Would write' : 'Wrote'} ${countSegments(playlist)} to ${file}.`);
  }
};

function countSegments(playlist: string): string {
  const segments = playlist.split('\n').filter((line) => line.startsWith('#EXTINF:')).length;
  return segments === 1 ? '1 segment' : `${segments} segments`;
}
