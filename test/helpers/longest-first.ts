import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes a quarter of a minute and more, the longest first: a file that is missing here only begins later. */
export const LONG: readonly string[] = [
  'test/recording/pushed.test.ts',
  'test/push/buffer.test.ts',
  'test/push/nothing-lost.test.ts',
  'test/push/process.test.ts',
  'test/relay/relay.test.ts',
  'test/relay/workers.test.ts',
  'test/recording/download/recording.test.ts',
  'test/recording/playlist/thirty-hours.test.ts',
  'test/player/browser.test.ts',
  'test/push/faulty-inputs.test.ts',
  'test/conformance/probes.test.ts',
  'test/push/network.test.ts',
  'test/push/command.test.ts',
  'test/foreign/joins.test.ts',
  'test/push/faults.test.ts',
  'test/recording/last-segment.test.ts',
  'test/push/inputs.test.ts',
  'test/push/pauses.test.ts',
  'test/recording/encoded.test.ts',
  'test/relay/shards.test.ts',
  'test/push/ledger.test.ts',
  'test/push/live-again.test.ts',
  'test/recording/download/process.test.ts',
  'test/deploy/cameras-page.test.ts',
  'test/foreign/players.test.ts',
  'test/journeys/contract.test.ts',
  'test/recording/playback/links.test.ts',
  'test/testing/runners.test.ts',
  'test/recording/transport-stream/join.test.ts',
  'test/foreign/go-sdk.test.ts',
  'test/conformance/process.test.ts',
  'test/journeys/bad-input.test.ts',
  'test/house/readme.test.ts',
  'test/emulator/attacks.test.ts',
  'test/cli/vod-resumed.test.ts',
  'test/emulator/hostile-load.test.ts',
  'test/recording/cleaning/process.test.ts',
  'test/cli/completion-shells.test.ts',
  'test/house/secrets-streams.test.ts',
  'test/push/saved.test.ts',
  'test/recording/transport-stream/gaps.test.ts',
  'test/emulator/live/live.test.ts',
  'test/emulator/media/exactness.test.ts',
  'test/emulator/rtmp/gstreamer.test.ts',
  'test/deploy/prometheus.test.ts',
  'test/doctor/faults.test.ts',
  'test/recording/playlist/vod-playlist.test.ts',
  'test/journeys/four-lines.test.ts',
  'test/house/binary.test.ts',
  'test/push/begins-anew.test.ts',
  'test/cli/vod-stitched.test.ts',
  'test/recording/sessions/docs.test.ts',
  'test/emulator/rtmp/hostile.test.ts',
  'test/emulator/control/faults.test.ts',
  'test/emulator/data-folder.test.ts',
  'test/emulator/service/wire.test.ts',
];

/** Begins what takes long first: else the last of it would run alone, while the other workers have nothing to do. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = LONG.indexOf(relative(this.ctx.config.root, moduleId).replaceAll('\\', '/'));
      return found === -1 ? LONG.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
