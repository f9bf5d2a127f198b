import type { EndReason, Farewells } from '../rtmp/publishing.js';
import { requestId } from './request-id.js';

/** The other reasons are the publisher's own doing. */
const BY_THE_SERVER: ReadonlySet<EndReason> = new Set<EndReason>([
  ...(['idle', 'disabled', 'kicked', 'storage', 'fault', 'shutdown'] as const),
]);

/** What RTMP clients are told. Why a push is ended, OSS was captured not to say. */
export function createFarewells(now: () => Date): Farewells {
  return {
    play: {
      code: 'NetStream.Play.Failed',
      description:
        'NotImplemented: A LiveChannel takes RTMP in and gives HLS out; it cannot be played over RTMP.',
    },
    end: (reason) =>
      BY_THE_SERVER.has(reason)
        ? { code: 'NetStream.Publish.Notify', description: `[ReqId:${requestId(now())}] publish end` }
        : null,
  };
}
