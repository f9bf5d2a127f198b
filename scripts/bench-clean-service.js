// What a bucket answers to whoever lists segments and deletes them, from memory: the emulator keeps objects on a disk, whose
// pace would be measured. A process of its own; POST /reset?segments=…&latencyMs=… begins anew.
import { createServer } from 'node:http';

const FIRST_MS = 1_700_000_000_000;
const SPACING_MS = 5000;
const MOST = 1000;

let latencyMs = 0;
/** 1 for what is there, by number. */
let stored = new Uint8Array(0);
let deleted = 0;

const keyOf = (number) => `cam/${FIRST_MS + number * SPACING_MS}.ts`;

/** The number of the first segment whose key comes after a text. */
function after(text) {
  if (text <= 'cam/') return 0;
  if (!/^cam\/\d/.test(text)) return stored.length;
  const number = (Number(/^cam\/(\d+)/.exec(text)[1]) - FIRST_MS) / SPACING_MS;
  return Math.max(0, Math.ceil(number) + (text.endsWith('.ts') && Number.isInteger(number) ? 1 : 0));
}

function listing(query) {
  if (query.get('delimiter') === '/')
    return '<ListBucketResult><IsTruncated>false</IsTruncated><CommonPrefixes><Prefix>cam%2F</Prefix></CommonPrefixes></ListBucketResult>';
  const from = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const most = Number(query.get('max-keys') ?? MOST);
  const isEncoded = query.get('encoding-type') === 'url';
  const found = [];
  let number = after(from);
  for (; number < stored.length && found.length < most; number++)
    if (stored[number] === 1) found.push(keyOf(number));
  while (number < stored.length && stored[number] === 0) number++;
  const contents = found.map(
    (key) => `  <Contents>
    <Key>${isEncoded ? encodeURIComponent(key) : key}</Key>
    <LastModified>2024-02-01T00:00:00.000Z</LastModified>
    <ETag>"5D41402ABC4B2A76B9719D911017C592"</ETag>
    <Type>Normal</Type>
    <Size>1234567</Size>
    <StorageClass>Standard</StorageClass>
  </Contents>
`,
  );
  const more = number < stored.length;
  return `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult>
  <Name>local</Name>
  <Prefix>${query.get('prefix') ?? ''}</Prefix>
  <MaxKeys>${most}</MaxKeys>
${isEncoded ? '  <EncodingType>url</EncodingType>\n' : ''}  <IsTruncated>${more}</IsTruncated>
${more ? `  <NextContinuationToken>${found.at(-1)}</NextContinuationToken>\n` : ''}${contents.join('')}  <KeyCount>${found.length}</KeyCount>
</ListBucketResult>
`;
}

function remove(text) {
  for (const [, ms] of text.matchAll(/<Key>cam\/(\d+)\.ts<\/Key>/g)) {
    const number = (Number(ms) - FIRST_MS) / SPACING_MS;
    deleted += stored[number] ?? 0;
    stored[number] = 0;
  }
}

const STAT = '<LiveChannelStat><Status>Idle</Status></LiveChannelStat>';
const INFO =
  '<LiveChannelConfiguration><Status>enabled</Status><Target><Type>HLS</Type><PlaylistName>playlist.m3u8</PlaylistName></Target></LiveChannelConfiguration>';

const server = createServer(async (request, response) => {
  const { pathname, searchParams: query } = new URL(request.url, 'http://127.0.0.1');
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  if (pathname === '/reset') {
    latencyMs = Number(query.get('latencyMs'));
    stored = new Uint8Array(Number(query.get('segments'))).fill(1);
    deleted = 0;
    return response.end();
  }
  if (pathname === '/deleted') return response.end(String(deleted));
  if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
  response.setHeader('x-oss-request-id', '65E6B2F0A1B2C3D4E5F60718');
  if (request.method === 'POST') {
    remove(Buffer.concat(chunks).toString());
    return response.end();
  }
  if (query.get('comp') === 'stat') return response.end(STAT);
  if (query.has('live')) return response.end(INFO);
  if (query.has('versioning')) return response.end('<VersioningConfiguration/>');
  response.end(listing(query));
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
