import { type Acl, isAcl } from './contents.js';
import { readTextIfThere, writeWhole } from './files.js';
import { hasFields, parseJson } from './json.js';

/** Who may use a bucket; kept in a file from the first change on. */
export interface BucketAcl {
  readonly current: Acl;
  set(acl: Acl): Promise<void>;
}

/** Begins with `wanted`, without which with what was set last. A file that cannot be read opens nothing. */
export async function openBucketAcl(
  path: string,
  temporaryFolder: string,
  wanted: Acl | null,
): Promise<BucketAcl> {
  let current = wanted ?? aclIn(await readTextIfThere(path)) ?? 'private';
  return {
    get current() {
      return current;
    },
    async set(acl) {
      await writeWhole(path, `${JSON.stringify({ acl })}\n`, temporaryFolder, 'powerCut');
      current = acl;
    },
  };
}

function aclIn(text: string | null): Acl | null {
  const value = parseJson(text ?? '');
  return hasFields(value, { acl: 'string' }) && isAcl(value.acl) ? value.acl : null;
}
