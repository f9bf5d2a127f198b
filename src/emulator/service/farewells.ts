import type { Farewells } from '../rtmp/publishing.js';

/** What RTMP clients are told; the OSS code first, as it is what ffmpeg shows. */
export const FAREWELLS: Farewells = {
  play: {
    code: 'NetStream.Play.Failed',
    description:
      'NotImplemented: A LiveChannel takes RTMP in and gives HLS out; it cannot be played over RTMP.',
  },
  /** The other reasons are the publisher's own doing. */
  ends: {
    idle: {
      code: 'NetStream.Publish.Idle',
      description: 'RequestTimeout: No data has arrived for too long.',
    },
    disabled: {
      code: 'NetStream.Publish.Denied',
      description: 'LiveChannelDisabled: Live channel is disabled by owner.',
    },
    kicked: {
      code: 'NetStream.Publish.Denied',
      description: 'AccessDenied: The push was ended by the server.',
    },
    storage: {
      code: 'NetStream.Record.Failed',
      description: 'InternalError: The stream could not be stored.',
    },
    fault: {
      code: 'NetStream.Failed',
      description: 'InternalError: The push was ended by a fault rule.',
    },
    shutdown: {
      code: 'NetConnection.Connect.AppShutdown',
      description: 'ServiceUnavailable: The server is shutting down.',
    },
  },
};
