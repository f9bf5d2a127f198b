import type { HttpResponse } from '../../src/protocol/wire.js';
import { REQUEST_ID, refusal } from './script.js';

// Documents in the element order of the OSS documentation, with made-up values.

export const NO_SUCH_CHANNEL = refusal(404, 'NoSuchLiveChannel', '0026-00000021', 'No such live channel.');

export const STILL_LIVE = refusal(409, 'ChannelStillLive', '0044-00000201', 'The channel is still live.');

export const DENIED = refusal(
  403,
  'AccessDenied',
  '0003-00000502',
  'You have no right to access this object because of bucket acl.',
);

export const CREATED = xml(`<CreateLiveChannelResult>
  <PublishUrls><Url>rtmp://examplebucket.oss-cn-hangzhou.aliyuncs.com/live/cam-42</Url></PublishUrls>
  <PlayUrls><Url>http://examplebucket.oss-cn-hangzhou.aliyuncs.com/cam-42/playlist.m3u8</Url></PlayUrls>
</CreateLiveChannelResult>`);

export const INFO = xml(`<LiveChannelConfiguration>
  <Description>Lobby &amp; door</Description>
  <Status>enabled</Status>
  <Target>
    <Type>HLS</Type>
    <FragDuration>5</FragDuration>
    <FragCount>3</FragCount>
    <PlaylistName>playlist.m3u8</PlaylistName>
  </Target>
</LiveChannelConfiguration>`);

export const LIVE = xml(`<LiveChannelStat>
  <Status>Live</Status>
  <ConnectedTime>2024-03-05T06:00:00.000Z</ConnectedTime>
  <RemoteAddr>198.51.100.23:51234</RemoteAddr>
  <Video><Width>1920</Width><Height>1080</Height><FrameRate>30</FrameRate><Bandwidth>262144</Bandwidth><Codec>H264</Codec></Video>
  <Audio><Bandwidth>15872</Bandwidth><SampleRate>48000</SampleRate><Codec>AAC</Codec></Audio>
</LiveChannelStat>`);

export const IDLE = xml('<LiveChannelStat><Status>Idle</Status></LiveChannelStat>');

export const HISTORY = xml(`<LiveChannelHistory>
  <LiveRecord>
    <StartTime>2024-03-04T01:00:00.000Z</StartTime>
    <EndTime>2024-03-04T02:30:05.000Z</EndTime>
    <RemoteAddr>198.51.100.23:40001</RemoteAddr>
  </LiveRecord>
  <LiveRecord>
    <StartTime>2024-03-05T06:07:08.000Z</StartTime>
    <EndTime>2024-03-05T06:07:20.000Z</EndTime>
    <RemoteAddr>203.0.113.9:40002</RemoteAddr>
  </LiveRecord>
</LiveChannelHistory>`);

export const NO_HISTORY = xml('<LiveChannelHistory></LiveChannelHistory>');

export interface ListedChannel {
  name: string;
  description?: string;
  status?: string;
}

/** A page of ListLiveChannel; `next` is the marker of the page after it. */
export function listPage(channels: readonly ListedChannel[], next?: string): Partial<HttpResponse> {
  const elements = channels.map(
    ({ name, description = '', status = 'enabled' }) => `  <LiveChannel>
    <Name>${name}</Name>
    <Description>${description}</Description>
    <Status>${status}</Status>
    <LastModified>2024-03-05T06:07:08.000Z</LastModified>
    <PublishUrls><Url>rtmp://examplebucket.oss-cn-hangzhou.aliyuncs.com/live/${name}</Url></PublishUrls>
    <PlayUrls><Url>http://examplebucket.oss-cn-hangzhou.aliyuncs.com/${name}/playlist.m3u8</Url></PlayUrls>
  </LiveChannel>
`,
  );
  return xml(`<ListLiveChannelResult>
  <Prefix></Prefix>
  <Marker></Marker>
  <MaxKeys>1000</MaxKeys>
  <IsTruncated>${next !== undefined}</IsTruncated>
  <NextMarker>${next ?? ''}</NextMarker>
${elements.join('')}</ListLiveChannelResult>`);
}

function xml(text: string): Partial<HttpResponse> {
  return {
    headers: [
      ['Content-Type', 'application/xml'],
      ['x-oss-request-id', REQUEST_ID],
    ],
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`,
  };
}
