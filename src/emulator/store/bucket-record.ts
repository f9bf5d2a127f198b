import type { XmlElement } from '../../protocol/xml.js';
import { type Acl, isAcl, type RuleSet, type RuleSets } from './contents.js';
import { readTextIfThere, writeWhole } from './files.js';
import { knownBuckets } from './folders.js';
import { hasFields, parseJson } from './json.js';

/** What is kept of a bucket itself. */
export interface BucketRecord {
  readonly acl: Acl;
  readonly createdMs: number;
  readonly rules: RuleSets;
  setAcl(acl: Acl): Promise<void>;
  setRules(of: RuleSet, rules: readonly XmlElement[] | null): Promise<void>;
}

interface Written {
  acl: Acl;
  rules: RuleSets;
  createdMs: number;
  /** Somebody asked for it over HTTP: it is there again after a restart, named or not. */
  asked: boolean;
}

interface OpenOptions {
  path: string;
  temporaryFolder: string;
  /** null: as it was left. */
  acl: Acl | null;
  asked: boolean;
  nowMs: number;
}

/** Begins with the wanted ACL, without which with what was set last. A file that cannot be read opens nothing. */
export async function openBucketRecord(options: OpenOptions): Promise<BucketRecord> {
  const { path, temporaryFolder, nowMs } = options;
  const found = recordIn(await readTextIfThere(path));
  const kept: Written = {
    acl: found.acl ?? 'private',
    rules: found.rules,
    createdMs: found.createdMs ?? nowMs,
    asked: found.asked || options.asked,
  };
  let acl = options.acl ?? kept.acl;

  async function write(changed: Partial<Written>): Promise<void> {
    const next = { ...kept, ...changed };
    await writeWhole(path, `${JSON.stringify(next)}\n`, temporaryFolder, 'powerCut');
    Object.assign(kept, next);
  }

  if (found.createdMs === null || kept.asked !== found.asked) await write({});
  return {
    get acl() {
      return acl;
    },
    createdMs: kept.createdMs,
    get rules() {
      return kept.rules;
    },
    async setAcl(wanted) {
      await write({ acl: wanted });
      acl = wanted;
    },
    setRules: (of, rules) => write({ rules: { ...kept.rules, [of]: rules } }),
  };
}

/** The buckets that were created over HTTP. */
export async function askedBuckets(internalRoot: string): Promise<string[]> {
  const known = await knownBuckets(internalRoot);
  const texts = await Promise.all(known.map(({ record }) => readTextIfThere(record)));
  return known
    .filter((_, index) => recordIn(texts[index] ?? null).asked)
    .map(({ name }) => name)
    .sort();
}

type Found = Omit<Written, 'acl' | 'createdMs'> & { acl: Acl | null; createdMs: number | null };

function recordIn(text: string | null): Found {
  const value = parseJson(text ?? '');
  return {
    acl: hasFields(value, { acl: 'string' }) && isAcl(value.acl) ? value.acl : null,
    createdMs: hasFields(value, { createdMs: 'number' }) ? value.createdMs : null,
    asked: hasFields(value, { asked: 'boolean' }) && value.asked,
    rules: {
      lifecycle: rulesIn(value, 'lifecycle'),
      cors: rulesIn(value, 'cors'),
    },
  };
}

function rulesIn(value: unknown, of: RuleSet): readonly XmlElement[] | null {
  const { rules } = (value ?? {}) as { rules?: Partial<Record<RuleSet, unknown>> };
  const found = rules?.[of];
  return Array.isArray(found) && found.every(isElement) ? found : null;
}

function isElement(value: unknown): value is XmlElement {
  if (!Array.isArray(value) || value.length !== 2 || typeof value[0] !== 'string') return false;
  const content: unknown = value[1];
  return typeof content === 'string' || (Array.isArray(content) && content.every(isElement));
}
