import { beforeEach, describe, expect, test } from 'vitest';
import { createClient } from '../../../src/client/client.js';
import type { Transport } from '../../../src/protocol/wire.js';
import { RulesDocument } from '../../../src/recording/cleaning/lifecycle/rules-document.js';
import {
  type LifecycleChange,
  ownRule,
  putRules,
  readRules,
  withoutRule,
  withRule,
} from '../../../src/recording/index.js';
import { type RecordedBucket, recordedBucket } from '../../helpers/recorded-bucket.js';
import { KEY } from '../../helpers/sign-v1.js';

const OURS =
  '<Rule><ID>oss-live cam</ID><Prefix>cam/</Prefix><Status>Enabled</Status><Expiration><Days>30</Days></Expiration></Rule>';

/** With everything that a document may have around rules and in them. */
const ODD = `<?xml version="1.0" encoding="utf-8"?>
<!-- <Rule><Prefix>cam/</Prefix></Rule> is no rule -->
<LifecycleConfiguration xmlns="http://doc.oss-cn-hangzhou.aliyuncs.com">
\t<Rule >\r
    <ID><![CDATA[a <Rule> & more]]></ID><Prefix>logs/</Prefix  ><Status> Enabled </Status>
    <Filter><Not><Prefix>logs/keep/</Prefix><Tag><Key>a</Key><Value>&#x4E2D;&amp;</Value></Tag></Not></Filter>
    <Unknown attribute='>"'/><NoncurrentVersionExpiration><NoncurrentDays>5</NoncurrentDays></NoncurrentVersionExpiration>
  </Rule><?pi <Rule> ?>
  <Rule><Prefix>raw/</Prefix><Status>Disabled</Status><AbortMultipartUpload><Days>1</Days></AbortMultipartUpload></Rule>
  <ResponseHint><Rule>inside of another</Rule></ResponseHint>
</LifecycleConfiguration>
<!-- the end -->`;

const rule = (
  id: string,
  prefix: string,
  action = '<Expiration><Days>7</Days></Expiration>',
  status = 'Enabled',
) => `<Rule><ID>${id}</ID><Prefix>${prefix}</Prefix><Status>${status}</Status>${action}</Rule>`;
const documentOf = (...rules: string[]) =>
  `<LifecycleConfiguration>${rules.join('')}</LifecycleConfiguration>`;
const add = (text: string | null, days = 30, channel = 'cam') =>
  withRule(new RulesDocument(text), channel, days);

describe('a rule', () => {
  test.each<[string, string | null, string]>([
    [
      'begins a document where there was none',
      null,
      `<?xml version="1.0" encoding="UTF-8"?>\n<LifecycleConfiguration>${OURS}</LifecycleConfiguration>`,
    ],
    [
      'opens a document that has no inside',
      '<LifecycleConfiguration />',
      `<LifecycleConfiguration>${OURS}</LifecycleConfiguration>`,
    ],
    [
      'is put at the end, and all else stays byte for byte',
      ODD,
      ODD.replace('</LifecycleConfiguration>', `${OURS}</LifecycleConfiguration>`),
    ],
    [
      'replaces the one that was set before, where it stands',
      documentOf(rule('a', 'a/'), ` ${OURS.replace('30', '7')}\n`, rule('b', 'b/')),
      documentOf(rule('a', 'a/'), ` ${OURS}\n`, rule('b', 'b/')),
    ],
    [
      'has the name space of the others',
      '<o:LifecycleConfiguration xmlns:o="urn:x"><o:Rule><o:Prefix>a/</o:Prefix></o:Rule></o:LifecycleConfiguration>',
      '<o:LifecycleConfiguration xmlns:o="urn:x"><o:Rule><o:Prefix>a/</o:Prefix></o:Rule><o:Rule><o:ID>oss-live cam</o:ID><o:Prefix>cam/</o:Prefix><o:Status>Enabled</o:Status><o:Expiration><o:Days>30</o:Days></o:Expiration></o:Rule></o:LifecycleConfiguration>',
    ],
  ])('%s', (_, before, after) => {
    expect(add(before)).toMatchObject({ after });
  });

  test('is taken off, and all else stays byte for byte', () => {
    const text = ODD.replace('<?pi', `${OURS}<?pi`);
    expect(withoutRule(new RulesDocument(text), 'cam')).toEqual({
      before: text,
      after: ODD,
      allowOverlap: false,
    });
  });

  test('that was the only one leaves no document', () => {
    expect(withoutRule(new RulesDocument(documentOf(OURS)), 'cam')).toMatchObject({ after: null });
  });

  test('of others, or of another channel, is not taken off', () => {
    const text = documentOf(rule('mine', 'cam/'), OURS.replaceAll('cam', 'cam2'));
    expect(withoutRule(new RulesDocument(text), 'cam')).toBeNull();
  });

  test('for a channel with a name that XML has to write otherwise is found again', () => {
    const { after } = add(null, 3, 'a<&>频道 "b"');
    expect(after).toContain('<Prefix>a&lt;&amp;&gt;频道 "b"/</Prefix>');
    expect(ownRule(new RulesDocument(after), 'a<&>频道 "b"')).toMatchObject({ days: 3 });
  });

  test.each<[string, string, string]>([
    ['everything', rule('all', ''), '0014-00000084'],
    ['a beginning of the name', rule('c', 'ca'), '0014-00000084'],
    ['the prefix without its slash', rule('c', 'cam'), '0014-00000084'],
    ['a folder below', rule('c', 'cam/sub/'), '0014-00000084'],
    ['the same, though disabled', rule('c', 'cam/', undefined, 'Disabled'), '0014-00000085'],
    [
      'the same, though it does something else',
      rule('c', 'cam/', '<Transition><Days>1</Days><StorageClass>IA</StorageClass></Transition>'),
      '0014-00000085',
    ],
    ['elsewhere, with our ID', rule('oss-live cam', 'elsewhere/'), '0014-00000020'],
  ])('is refused beside one for %s, which is named', (_, other, ec) => {
    const id = /<ID>([^<]*)/.exec(other)?.[1];
    const error = expect.objectContaining({
      code: 'LifecycleOverlap',
      kind: 'conflict',
      message: expect.stringContaining(`The rule "${id}"`),
    });
    expect(() => add(documentOf(other))).toThrow(error);
    expect(() => add(documentOf(other))).toThrow(`(EC ${ec})`);
  });

  test.each([
    ['a name that only begins alike', rule('c', 'cam2/')],
    [
      'the prefix, which does something else',
      rule('c', 'ca', '<AbortMultipartUpload><Days>1</Days></AbortMultipartUpload>'),
    ],
  ])('is taken beside one for %s', (_, other) => {
    expect(add(documentOf(other)).after).toBe(documentOf(other, OURS));
  });

  test('is refused as number 1,001, unless it is there already', () => {
    const many = Array.from({ length: 1000 }, (_, index) => rule(`r${index}`, `p${index}/`));
    expect(() => add(documentOf(...many))).toThrow(
      expect.objectContaining({ code: 'TooManyRules', kind: 'conflict' }),
    );
    expect(add(documentOf(...many.slice(1), OURS)).after).toBe(documentOf(...many.slice(1), OURS));
  });

  test('lets others overlap that did so before', () => {
    expect(add(documentOf(rule('a', 'x'), rule('b', 'x/y'))).allowOverlap).toBe(true);
    expect(add(documentOf(rule('a', 'x/'), rule('b', 'x2/'))).allowOverlap).toBe(false);
  });

  test.each([
    ['another encoding', '<?xml version="1.0" encoding="GBK"?><LifecycleConfiguration/>'],
    ['letters that were lost', documentOf(rule('\ufffd', 'x'))],
    ['another root', '<Configuration/>'],
    ['a document type', '<!DOCTYPE x><LifecycleConfiguration/>'],
    ['half a document', '<LifecycleConfiguration><Rule>'],
  ])('is not put into a document with %s', (_, text) => {
    expect(() => new RulesDocument(text)).toThrow(SyntaxError);
  });
});

describe('in the bucket', () => {
  let world: RecordedBucket;
  const asking = () => ({
    client: world.client,
    channelName: 'cam',
    signal: new AbortController().signal,
  });

  beforeEach(async () => {
    world = await recordedBucket();
  });

  test('a rule is put, found, changed and taken off, and others stay', async () => {
    await world.client.putBucketLifecycle({ document: documentOf(rule('a', 'a/')) });
    await putRules(asking(), withRule(await readRules(asking()), 'cam', 30));
    await putRules(asking(), withRule(await readRules(asking()), 'cam', 7));
    expect((await readRules(asking())).rules.map(({ id, prefix, days }) => [id, prefix, days])).toEqual([
      ['a', 'a/', 7],
      ['oss-live cam', 'cam/', 7],
    ]);
    await putRules(asking(), withoutRule(await readRules(asking()), 'cam') as LifecycleChange);
    expect((await readRules(asking())).rules.map(({ id }) => id)).toEqual(['a']);
  });

  test('the last rule takes the configuration with it', async () => {
    await putRules(asking(), withRule(await readRules(asking()), 'cam', 30));
    await putRules(asking(), withoutRule(await readRules(asking()), 'cam') as LifecycleChange);
    await expect(world.client.getBucketLifecycle()).rejects.toMatchObject({ code: 'NoSuchLifecycle' });
  });

  test('what somebody else has changed meanwhile is not overwritten', async () => {
    const change = withRule(await readRules(asking()), 'cam', 30);
    await world.client.putBucketLifecycle({ document: documentOf(rule('theirs', 'x/')) });
    await expect(putRules(asking(), change)).rejects.toMatchObject({
      code: 'LifecycleChanged',
      kind: 'conflict',
    });
    expect((await readRules(asking())).rules.map(({ id }) => id)).toEqual(['theirs']);
  });

  test('what the service finds to overlap is a conflict, with its words', async () => {
    const transport: Transport = async (request) =>
      request.method === 'PUT'
        ? {
            status: 400,
            headers: [],
            body: '<Error><Code>InvalidRequest</Code><Message>Overlap for same action type Expiration</Message><EC>0014-00000084</EC></Error>',
          }
        : world.transport(request);
    const client = createClient({
      ...{ endpoint: 'http://127.0.0.1:8787', bucket: 'examplebucket', region: 'cn-hangzhou' },
      ...{ credentials: KEY, transport, now: () => new Date('2024-03-05T06:00:00Z') },
    });
    const ask = { ...asking(), client };
    await expect(putRules(ask, withRule(await readRules(ask), 'cam', 30))).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('Overlap for same action type Expiration'),
    });
  });
});
