/**
 * What the service accepts, with the finer error code (EC) it answers when it does not. Data only: the client
 * checks against it before sending, the emulator before accepting. OSS documentation, "LiveChannel" API pages
 * and EC troubleshooting pages; lengths count UTF-8 bytes.
 */
export const limits = {
  bucketName: { minBytes: 3, maxBytes: 63 },
  channelName: {
    minBytes: 1,
    maxBytes: 63,
    ec: { empty: '0017-00000257', length: '0017-00000258', encoding: '0017-00000259' },
  },
  description: { maxBytes: 128, ec: '0044-00000001' },
  status: { values: ['enabled', 'disabled'], ec: '0044-00000002' },
  targetType: { values: ['HLS'] },
  fragDuration: { min: 1, max: 100, default: 5, ec: '0044-00000014' },
  fragCount: { min: 1, max: 100, default: 3, ec: '0044-00000015' },
  playlistName: {
    minBytes: 6,
    maxBytes: 128,
    suffix: '.m3u8',
    default: 'playlist.m3u8',
    ec: { slash: '0044-00000016', length: '0044-00000017', suffix: '0044-00000018' },
  },
  snapshot: {
    interval: { min: 1, max: 100, ec: '0044-00000005' },
    notifyTopic: { ec: '0044-00000006' },
    roleName: { ec: '0044-00000007' },
    destBucket: { ec: '0044-00000008' },
  },
  /** PutLiveChannelStatus has an EC of its own for the same two values. */
  statusParameter: { ec: '0017-00000255' },
  list: {
    maxKeys: { min: 1, max: 1000, default: 100, ec: '0044-00000101' },
    prefix: { maxBytes: 1024, ec: '0044-00000102' },
    marker: { maxBytes: 1024, ec: '0044-00000103' },
  },
  vod: {
    maxSeconds: 86_400,
    ec: {
      channelName: '0044-00000302',
      startTime: '0044-00000304',
      endTime: '0044-00000305',
      order: '0044-00000306',
      window: '0044-00000307',
      playlistSuffix: '0044-00000403',
    },
  },
  /** `x-oss-process=hls/sign`: a playlist of up to 1 MB, which is taken for 1,048,576 bytes. */
  hlsSign: { maxBytes: 1_048_576, ec: '0044-00000404' },
  /** Lifetime of a presigned V4 URL: at most seven days. */
  presignExpiresSeconds: { min: 1, max: 604_800, ec: '0002-00000232' },
} as const;
