import { pid } from 'node:process';
import type { Listening } from '../../emulator/index.js';
import { listed } from '../../english.js';
import { localProfile } from '../../protocol/local-profile.js';
import type { Credentials } from '../../protocol/wire.js';
import type { Output } from '../context.js';
import { say } from '../say.js';
import { commandLine } from '../terminal/shell.js';
import type { DataPlace } from './emulator-data.js';
import type { EmulatorKey } from './emulator-key.js';

declare const __VERSION__: string;

export interface EmulatorPlace {
  bucket: string;
  otherBuckets: readonly string[];
  region: string;
  data: Pick<DataPlace, 'path' | 'temporary'>;
  key: EmulatorKey;
  otherKeys: readonly Credentials[];
}

/** What `--json` and `--ready-file` say. */
export function readyDocument(place: EmulatorPlace, listening: Listening, showSecret: boolean) {
  const { url, rtmpUrl, httpsUrl, rtmpsUrl, port } = listening;
  const { bucket, otherBuckets, region, data, key, otherKeys } = place;
  const { accessKeyId, accessKeySecret } = key.credentials;
  return {
    ...{ event: 'ready', url, rtmpUrl },
    ...(httpsUrl === null ? {} : { httpsUrl, rtmpsUrl }),
    ...{ port, bucket, region, accessKeyId },
    ...(showSecret ? { accessKeySecret } : {}),
    ...(otherBuckets.length === 0 ? {} : { otherBuckets }),
    ...(otherKeys.length === 0 ? {} : { otherAccessKeyIds: otherKeys.map((other) => other.accessKeyId) }),
    ...{ dataDir: data.path, pid, version: __VERSION__ },
  };
}

export function readyLine(
  { bucket, otherBuckets, data }: EmulatorPlace,
  listening: Listening,
  rtmpPort: number | undefined,
): string {
  const { url, rtmpUrl, httpsUrl } = listening;
  const buckets = say`bucket${otherBuckets.length === 0 ? '' : 's'} ${listed([bucket, ...otherBuckets], 'and')}`;
  const secure = httpsUrl === null ? '' : say`, https and rtmps too`;
  const also = `${secure}${rtmpPort === undefined ? '' : say` (RTMP on port ${rtmpPort} too)`}`;
  return say`Ready: ${url} and ${rtmpUrl}${also}, ${buckets}, data in ${data.path}${data.temporary ? say` until it stops` : ''}`;
}

/** What to type in another terminal. A secret that was given is known there; a random one can only be learned here. */
export function showWayIn(
  output: Output,
  place: EmulatorPlace,
  listening: Listening,
  showSecret: boolean,
): void {
  const { bucket, key } = place;
  const { url } = listening;
  if (key.kind === 'random' && !showSecret && (output.json || output.quiet)) {
    output.warn(
      say`Others can reach this address, so the key is a random one: --show-secret --json shows it.`,
    );
  }
  if (key.kind === 'local' && url === localProfile.endpoint && bucket === localProfile.bucket) {
    output.note(say`In another terminal: export OSS_PROFILE=local`);
    return;
  }
  const hidden = key.kind === 'given' && !showSecret;
  const assignments = Object.entries(variables(place, listening)).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return `${name}=${hidden && /SECRET|TOKEN/.test(name) ? '...' : commandLine([value])}`;
  });
  output.note(say`In another terminal: export ${assignments.join(' ')}`);
}

/** The environment in which oss-live finds this emulator. */
export function variables({ bucket, region, key }: EmulatorPlace, { url }: Listening) {
  const { accessKeyId, accessKeySecret, securityToken } = key.credentials;
  return {
    OSS_ENDPOINT: url,
    OSS_BUCKET: bucket,
    OSS_REGION: region,
    OSS_ACCESS_KEY_ID: accessKeyId,
    OSS_ACCESS_KEY_SECRET: accessKeySecret,
    OSS_SESSION_TOKEN: securityToken ?? undefined,
  };
}
