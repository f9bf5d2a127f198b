export type { Answer } from './answer.js';
export {
  type Attempt,
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type OperationMethods,
} from './client.js';
export type { Acl } from './emulator/backend.js';
export type { ClockSetting, ClockState } from './emulator/control/clock.js';
export type { BucketReport, ChannelReport, Control, StateReport } from './emulator/control/control.js';
export type { FaultMatch, FaultRule } from './emulator/control/fault-rule.js';
export type { FaultReport } from './emulator/control/faults.js';
export type { JournalEvent } from './emulator/control/journal.js';
export {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type Listening,
  type ListenOptions,
} from './emulator/emulator.js';
export type { IncomingRequest } from './emulator/http/message.js';
export type { PublishAnswer } from './emulator/live/registry.js';
export type { TlsOptions } from './emulator/tls.js';
export { type EndpointInput, type ResolvedEndpoint, resolveEndpoint } from './endpoint.js';
export {
  CommandError,
  ConfigurationError,
  type ErrorDetails,
  type ExitCode,
  InterruptedError,
  NetworkError,
  OssLiveError,
  ServiceError,
  type ServiceErrorFields,
  UnreadableAnswerError,
  UsageError,
} from './errors.js';
export type { DeleteLiveChannelInput, DeleteLiveChannelResult } from './operations/delete-live-channel.js';
export type {
  GetLiveChannelHistoryInput,
  LiveChannelHistory,
  LiveRecord,
} from './operations/get-live-channel-history.js';
export type {
  GetLiveChannelInfoInput,
  LiveChannelConfiguration,
  LiveChannelTarget,
} from './operations/get-live-channel-info.js';
export type {
  AudioStat,
  GetLiveChannelStatInput,
  LiveChannelStat,
  VideoStat,
} from './operations/get-live-channel-stat.js';
export type { GetVodPlaylistInput, GetVodPlaylistResult } from './operations/get-vod-playlist.js';
export type { OperationName } from './operations/index.js';
export type {
  ListLiveChannelInput,
  ListLiveChannelResult,
  LiveChannel,
} from './operations/list-live-channel.js';
export type { PostVodPlaylistInput, PostVodPlaylistResult } from './operations/post-vod-playlist.js';
export type {
  ChannelStatus,
  CreateLiveChannelResult,
  PutLiveChannelInput,
  PutLiveChannelTarget,
  Snapshot,
} from './operations/put-live-channel.js';
export type {
  PutLiveChannelStatusInput,
  PutLiveChannelStatusResult,
} from './operations/put-live-channel-status.js';
export type {
  Addressing,
  Body,
  Credentials,
  HeaderList,
  HttpRequest,
  HttpResponse,
  Query,
  SignatureVersion,
  Transport,
  TransportOptions,
} from './protocol/wire.js';
export type { PreparedRequest } from './request.js';
export type { RetryOptions } from './retry.js';
export type { SignableRequest, SigningOptions } from './sign/input.js';
export { type PresignedUrl, type PresignOptions, presignUrl } from './sign/presign.js';
export { type SignedRequest, signRequest } from './sign/request.js';
export { type RtmpUrlInput, type SignedRtmpUrl, signRtmpUrl } from './sign/rtmp-url.js';
