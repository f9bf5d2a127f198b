import type { Verdict } from '../../src/emulator/rtmp/publishing.js';
import { judgePublish, type PublishWorld } from '../../src/emulator/service/publish-judgement.js';
import { readPublish } from '../../src/emulator/service/publish-route.js';
import type { RecordedPush } from './rtmp-server.js';

/** The world of the published cases for publish URLs, whose signatures the tests then use. */
const world: PublishWorld = {
  now: new Date(1709600000_000),
  credentials: [
    { accessKeyId: 'LTAI5tExampleKeyId0001', accessKeySecret: 'ExampleSecretKey0123456789abcd' },
    {
      accessKeyId: 'STS.NUexampleTempKey',
      accessKeySecret: 'TempSecretForTests987',
      securityToken: 'CAIS8AF1q6Ft5B2yfSjIr5b/example+token==&x=1',
    },
  ],
  buckets: [
    {
      name: 'examplebucket',
      acl: 'private',
      channel: (name) => (name === 'cam 42' ? { status: 'enabled' } : null),
    },
    { name: 'anotherbucket', acl: 'private', channel: () => null },
  ],
};

const KEY = 'Expires=1709600060&OSSAccessKeyId=LTAI5tExampleKeyId0001';

/** Queries of publish URLs for the channel `cam 42`. */
export const QUERIES = {
  encoded: `${KEY}&Signature=C9QUMowJxyRijR%2FE2asZgmfwdto%3D`,
  raw: `${KEY}&Signature=C9QUMowJxyRijR/E2asZgmfwdto=`,
  wrong: `${KEY}&Signature=AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D`,
  tokenUnsigned:
    'Expires=1709600060&OSSAccessKeyId=STS.NUexampleTempKey&Signature=6hi+cJeG4tM5Ym1eOwB4WKQ0m2Q=&playlistName=playlist.m3u8&security-token=CAIS8AF1q6Ft5B2yfSjIr5b%2Fexample%2Btoken%3D%3D%26x%3D1',
};

/** Lets in who may publish in that world. */
export function judged(push: RecordedPush): Verdict {
  const judgement = judgePublish(readPublish(push.attempt, world.buckets), world);
  if (judgement.accept) return push.verdict();
  return { accept: false, code: judgement.netStreamCode, description: judgement.description };
}
