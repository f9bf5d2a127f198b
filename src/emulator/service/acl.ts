import type { Acl } from './backend.js';

export function isAcl(text: string): text is Acl {
  return ['private', 'public-read', 'public-read-write'].includes(text);
}
