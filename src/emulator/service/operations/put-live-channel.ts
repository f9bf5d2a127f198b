import type { XmlElement } from '../../../protocol/xml.js';
import { EMULATOR_LIMITS } from '../../limits.js';
import type { ChannelSettings, Snapshot } from '../../store/contents.js';
import { isBucketName } from '../names.js';
import { Refusal, refusalOf } from '../refusals.js';
import { childElements, childText, parseXml } from '../xml-in.js';
import { type Half, xmlAnswer } from './call.js';
import { byteLength, checkChannelName, integerIn, refuseWhileLive } from './checks.js';

const LARGEST_BODY = EMULATOR_LIMITS.configuration.value;
const ONE_TO_HUNDRED = [1, 100] as const;

/** Creates a channel; one that exists and is idle gets the new settings. */
export const putLiveChannel: Half = async (call) => {
  checkChannelName(call.channelName);
  const settings = readSettings(parseXml(await call.body.read(LARGEST_BODY)));
  await refuseWhileLive(call);
  const { name, playlistName } = await call.bucket.putChannel(call.channelName, settings);
  return xmlAnswer([
    'CreateLiveChannelResult',
    [
      ['PublishUrls', [['Url', call.urls.publish(name)]]],
      ['PlayUrls', [['Url', call.urls.play(name, playlistName)]]],
    ],
  ]);
};

function readSettings(root: XmlElement): ChannelSettings {
  if (root[0] !== 'LiveChannelConfiguration') throw new Refusal('malformedXml');
  const description = childText(root, 'Description') ?? '';
  if (byteLength(description) > 128) throw refusalOf('badDescription', 'Description', description);
  const status = childText(root, 'Status') ?? 'enabled';
  if (status !== 'enabled' && status !== 'disabled') throw refusalOf('badStatus', 'Status', status);
  return { description, status, ...readTarget(root), snapshot: readSnapshot(root) };
}

function readTarget(
  root: XmlElement,
): Pick<ChannelSettings, 'fragDurationSeconds' | 'fragCount' | 'playlistName'> {
  const [target] = childElements(root, 'Target');
  if (target === undefined) throw refusalOf('missingArgument', 'Target', null);
  const type = childText(target, 'Type');
  if (type === null) throw refusalOf('missingArgument', 'Type', null);
  if (type !== 'HLS') throw refusalOf('badTargetType', 'Type', type);
  const fragDuration = childText(target, 'FragDuration') ?? '5';
  const fragCount = childText(target, 'FragCount') ?? '3';
  return {
    fragDurationSeconds: integerIn(fragDuration, ONE_TO_HUNDRED, 'badFragDuration', 'FragDuration'),
    fragCount: integerIn(fragCount, ONE_TO_HUNDRED, 'badFragCount', 'FragCount'),
    // The Python SDK sends an empty one when none was given (seen in its documented example).
    playlistName: checkedPlaylistName(childText(target, 'PlaylistName') || 'playlist.m3u8'),
  };
}

function checkedPlaylistName(name: string): string {
  if (name.includes('/')) throw refusalOf('slashInPlaylistName', 'PlaylistName', name);
  const bytes = byteLength(name);
  if (bytes < 6 || bytes > 128) throw refusalOf('badPlaylistNameLength', 'PlaylistName', name);
  if (!name.endsWith('.m3u8')) throw refusalOf('badPlaylistNameSuffix', 'PlaylistName', name);
  return name;
}

function readSnapshot(root: XmlElement): Snapshot | null {
  const [snapshot, second] = childElements(root, 'Snapshot');
  if (snapshot === undefined) return null;
  if (second !== undefined) throw new Refusal('severalSnapshots');
  const roleName = childText(snapshot, 'RoleName') ?? '';
  if (roleName === '') throw refusalOf('badSnapshotRole', 'RoleName', roleName);
  const destBucket = childText(snapshot, 'DestBucket') ?? '';
  if (!isBucketName(destBucket)) throw refusalOf('badSnapshotBucket', 'DestBucket', destBucket);
  const notifyTopic = childText(snapshot, 'NotifyTopic') ?? '';
  if (notifyTopic === '') throw refusalOf('badSnapshotTopic', 'NotifyTopic', notifyTopic);
  const interval = childText(snapshot, 'Interval') ?? '';
  const intervalSeconds = integerIn(interval, ONE_TO_HUNDRED, 'badSnapshotInterval', 'Interval');
  return { roleName, destBucket, notifyTopic, intervalSeconds };
}
