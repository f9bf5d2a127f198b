import type { XmlElement } from '../../../protocol/xml.js';

/** Everything here belongs to one. */
export const OWNER: XmlElement = [
  'Owner',
  [
    ['ID', '0000000000000000'],
    ['DisplayName', '0000000000000000'],
  ],
];
