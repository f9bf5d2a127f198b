export type { Answer } from './client/answer.js';
export { type Client, createClient } from './client/client.js';
export { type EndpointInput, type ResolvedEndpoint, resolveEndpoint } from './client/endpoint.js';
export type { BucketLifecycle, PutBucketLifecycleInput } from './client/objects/bucket-lifecycle.js';
export type {
  DeleteObjectsInput,
  DeleteObjectsResult,
  UndeletedObject,
} from './client/objects/delete-objects.js';
export type { BucketCors, CorsRule } from './client/objects/get-bucket-cors.js';
export type { BucketInfo } from './client/objects/get-bucket-info.js';
export type { BucketVersioning } from './client/objects/get-bucket-versioning.js';
export type { GetObjectInput, GetObjectResult } from './client/objects/get-object.js';
export type { HeadObjectInput, HeadObjectResult } from './client/objects/head-object.js';
export type { ListedObject, ListObjectsInput, ListObjectsResult } from './client/objects/list-objects.js';
export type { PutObjectInput, PutObjectResult } from './client/objects/put-object.js';
export type { OperationMethods, OperationName } from './client/operation-methods.js';
export type {
  DeleteLiveChannelInput,
  DeleteLiveChannelResult,
} from './client/operations/delete-live-channel.js';
export type {
  GetLiveChannelHistoryInput,
  LiveChannelHistory,
  LiveRecord,
} from './client/operations/get-live-channel-history.js';
export type {
  GetLiveChannelInfoInput,
  LiveChannelConfiguration,
  LiveChannelTarget,
} from './client/operations/get-live-channel-info.js';
export type {
  AudioStat,
  GetLiveChannelStatInput,
  LiveChannelStat,
  VideoStat,
} from './client/operations/get-live-channel-stat.js';
export type { GetVodPlaylistInput, GetVodPlaylistResult } from './client/operations/get-vod-playlist.js';
export type {
  ListLiveChannelInput,
  ListLiveChannelResult,
  LiveChannel,
} from './client/operations/list-live-channel.js';
export type { PostVodPlaylistInput, PostVodPlaylistResult } from './client/operations/post-vod-playlist.js';
export type {
  ChannelStatus,
  CreateLiveChannelResult,
  PutLiveChannelInput,
  PutLiveChannelTarget,
  Snapshot,
} from './client/operations/put-live-channel.js';
export type {
  PutLiveChannelStatusInput,
  PutLiveChannelStatusResult,
} from './client/operations/put-live-channel-status.js';
export type { Attempt, CallOptions, ClientOptions } from './client/options.js';
export type { PreparedRequest } from './client/request.js';
export type { RetryOptions } from './client/retry.js';
export type { Expiry } from './client/sign/expiry.js';
export type { SignableRequest, SigningOptions } from './client/sign/input.js';
export { type PresignedUrl, type PresignOptions, presignUrl } from './client/sign/presign.js';
export { type SignedRequest, signRequest } from './client/sign/request.js';
export { type RtmpUrlInput, type SignedRtmpUrl, signRtmpUrl } from './client/sign/rtmp-url.js';
export {
  type Acl,
  type BucketReport,
  type ChannelReport,
  type ClockSetting,
  type ClockState,
  type Control,
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type FaultMatch,
  type FaultReport,
  type FaultRule,
  type IncomingRequest,
  type JournalEvent,
  type Listening,
  type ListenOptions,
  type PublishAnswer,
  type StateReport,
  type TlsOptions,
} from './emulator/index.js';
export {
  CommandError,
  ConfigurationError,
  type ErrorDetails,
  type ErrorKind,
  InterruptedError,
  NetworkError,
  OssLiveError,
  ServiceError,
  type ServiceErrorFields,
  type SignedCause,
  type SignedDifference,
  UnreadableAnswerError,
  UsageError,
} from './errors.js';
export {
  createPlayer,
  type Player,
  type PlayerOptions,
  type ServerAnswer,
  type ServerRequest,
} from './player/index.js';
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
export {
  createPublisher,
  type FlvTag,
  type PublishEvent,
  type Published,
  type Publisher,
  type PublisherOptions,
  type PublishOptions,
  type PublishTls,
  publish,
  type ServerStatus,
} from './publish/index.js';
export {
  type AudioFacts,
  type EndedChannel,
  type EventError,
  type Finding,
  type Media,
  type Plan,
  type PushEvent,
  type PushOptions,
  type PushPlan,
  type PushProgress,
  planPush,
  push,
  type VideoFacts,
} from './push/index.js';
export {
  type CleanEvent,
  type CleanedPlaylist,
  type CleaningProgress,
  type CleanOptions,
  cleanRecordings,
  type DownloadEvent,
  type DownloadFailure,
  type DownloadOptions,
  type DownloadProgress,
  download,
  type Format,
  type Gap,
  type KnownPush,
  listSessions,
  type PlannedCleaning,
  type PlannedDownload,
  type PresignPlaybackOptions,
  planDownload,
  presignPlayback,
  type RecordedSession,
  type SavedFile,
  type SegmentUrls,
  type Session,
  type SessionsOptions,
  type SignedPlayback,
  type Thumbnail,
  type ThumbnailOptions,
  thumbnail,
  type Validity,
  type VodPlaylist,
  type VodPlaylistOptions,
  vodPlaylist,
} from './recording/index.js';
export {
  type Change,
  type ChannelEvent,
  type DeliveredEvent,
  type EventName,
  type ExecOptions,
  type Goal,
  type Push,
  type RequestResult,
  type State,
  type TroubleEvent,
  type WatchEvent,
  type WatchedChannel,
  type Watching,
  type WatchOptions,
  type WatchState,
  type WebhookOptions,
  watch,
} from './watch/index.js';
