import { type Half, xmlAnswer } from './call.js';

/** Of this moment; the service counts once an hour. */
export const getBucketStat: Half = async ({ bucket }) => {
  const objects = await bucket.objects('');
  const bytes = String(objects.reduce((sum, object) => sum + object.bytes, 0));
  const count = String(objects.length);
  const lastMs = objects.reduce(
    (last, { lastModifiedMs }) => Math.max(last, lastModifiedMs),
    bucket.createdMs,
  );
  return xmlAnswer([
    'BucketStat',
    [
      ['Storage', bytes],
      ['ObjectCount', count],
      ['MultipartUploadCount', '0'],
      ['LiveChannelCount', String(bucket.channels().length)],
      ['LastModifiedTime', String(Math.floor(lastMs / 1000))],
      ['StandardStorage', bytes],
      ['StandardObjectCount', count],
    ],
  ]);
};
