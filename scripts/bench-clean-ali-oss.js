// What `oss-live clean` does, as a script with ali-oss does it: list page by page, delete what is old of each page.
import OSS from 'ali-oss';

const [url] = process.argv.slice(2);
const client = new OSS({
  ...{ endpoint: url, bucket: 'local', region: 'oss-cn-hangzhou', authorizationV4: true, sldEnable: true },
  ...{ accessKeyId: 'bench', accessKeySecret: 'bench' },
});
const beforeMs = Date.parse('2030-01-01T00:00:00Z');
for (let token = null; ; ) {
  const page = await client.listV2({
    ...{ prefix: 'cam/', 'max-keys': 1000 },
    ...(token === null ? {} : { 'continuation-token': token }),
  });
  const old = page.objects.flatMap(({ name }) => (Number(name.slice(4, -3)) < beforeMs ? [name] : []));
  if (old.length > 0) await client.deleteMulti(old, { quiet: true });
  token = page.nextContinuationToken;
  if (!page.isTruncated) break;
}
