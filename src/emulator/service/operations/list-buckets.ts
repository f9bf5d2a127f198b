import type { XmlElement } from '../../../protocol/xml.js';
import type { Bucket } from '../../store/contents.js';
import { isoSeconds } from '../instant.js';
import { type ServiceHalf, xmlAnswer } from './call.js';
import { integerIn } from './checks.js';
import { OWNER } from './owner.js';

/** In the order of their names, a hundred unless `max-keys` says otherwise. */
export const listBuckets: ServiceHalf = ({ buckets, parameters, urls }) => {
  const { prefix = '', marker = '', 'max-keys': maxKeysText = '100' } = parameters;
  const maxKeys = integerIn(maxKeysText, [1, 1000], 'invalidMaxKeys', 'max-keys');
  const found = buckets
    .buckets()
    .filter(({ name }) => name.startsWith(prefix) && name > marker)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = found.slice(0, maxKeys);
  const isTruncated = found.length > page.length;
  return xmlAnswer([
    'ListAllMyBucketsResult',
    [
      ['Prefix', prefix],
      ['Marker', marker],
      ['MaxKeys', String(maxKeys)],
      ['IsTruncated', String(isTruncated)],
      ['NextMarker', isTruncated ? (page.at(-1)?.name ?? '') : ''],
      OWNER,
      ['Buckets', page.map((bucket) => listed(bucket, urls.service))],
    ],
  ]);
};

function listed({ name, region, createdMs }: Bucket, endpoint: string): XmlElement {
  return [
    'Bucket',
    [
      ['Name', name],
      ['CreationDate', isoSeconds(createdMs)],
      ['Location', `oss-${region}`],
      ['Region', region],
      ['ExtranetEndpoint', endpoint],
      ['IntranetEndpoint', endpoint],
      ['StorageClass', 'Standard'],
    ],
  ];
}
