import { join } from 'node:path';
import { createClient } from '../../src/client/client.js';
import { localProfile } from '../../src/protocol/local-profile.js';
import { endpointName, gatherRecording, resolveRange } from '../../src/recording/index.js';
import type { JoinSegment } from '../../src/recording/transport-stream/joined.js';
import type { Studio } from './studio.js';

/** What a studio's channel `cam` has of its latest session, by this ledger; segments are read where the emulator keeps them.
 * `endpoint` is the one that the ledger knows. */
export async function gathered(
  { url, dataDir }: Studio,
  ledger: string | null,
  endpoint = url,
): Promise<JoinSegment[]> {
  const { accessKeyId, accessKeySecret, bucket, region } = localProfile;
  const client = createClient({
    endpoint: url,
    bucket,
    region,
    credentials: { accessKeyId, accessKeySecret },
  });
  const channelName = 'cam';
  const { signal } = new AbortController();
  const { start, end, sessions } = await resolveRange(
    { start: null, end: null, last: 1, gapSeconds: 600 },
    { client, endpoint: endpointName(endpoint), bucket, channelName, ledger, now: new Date(), signal },
  );
  const pushes = sessions.flatMap((session) => session.pushes);
  const { segments } = await gatherRecording({ client, channelName, start, end, pushes, signal });
  return segments.map((segment) => ({ ...segment, path: join(dataDir, bucket, segment.key) }));
}
