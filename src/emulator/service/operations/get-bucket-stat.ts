import { type Half, xmlAnswer } from './call.js';

/** Of this moment; the service counts once an hour. */
export const getBucketStat: Half = ({ bucket }) => {
  let bytes = 0;
  let lastMs = bucket.createdMs;
  for (const object of bucket.objects('')) {
    bytes += object.bytes;
    lastMs = Math.max(lastMs, object.lastModifiedMs);
  }
  const count = String(bucket.objectCount);
  return xmlAnswer([
    'BucketStat',
    [
      ['Storage', String(bytes)],
      ['ObjectCount', count],
      ['MultipartUploadCount', '0'],
      ['LiveChannelCount', String(bucket.channels().length)],
      ['LastModifiedTime', String(Math.floor(lastMs / 1000))],
      ['StandardStorage', String(bytes)],
      ['StandardObjectCount', count],
    ],
  ]);
};
