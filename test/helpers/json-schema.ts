import { readFileSync } from 'node:fs';

/** The words of JSON Schema that docs/*.schema.json use; any other is a mistake. */
interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  oneOf?: Schema[];
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  required?: string[];
  additionalProperties?: false;
  properties?: Record<string, Schema>;
  items?: Schema;
  minimum?: number;
  format?: 'date-time';
}

const KNOWN = new Set(
  '$ref $defs $schema title description oneOf type const enum required additionalProperties properties items minimum format'.split(
    ' ',
  ),
);

/** What in a value is against a schema file; empty when nothing is. */
export function schemaChecker(path: string): (value: unknown) => string[] {
  const root = JSON.parse(readFileSync(path, 'utf8')) as Schema;
  return (value) => problems(value, root, root, '$');
}

function problems(value: unknown, schema: Schema, root: Schema, at: string): string[] {
  const stranger = Object.keys(schema).find((word) => !KNOWN.has(word));
  if (stranger !== undefined) throw new Error(`the checker does not know ${stranger}`);
  const found: string[] = [];
  if (schema.$ref !== undefined) {
    const target = root.$defs?.[schema.$ref.replace('#/$defs/', '')];
    if (target === undefined) throw new Error(`no ${schema.$ref}`);
    found.push(...problems(value, target, root, at));
  }
  if (schema.oneOf !== undefined) {
    const fitting = schema.oneOf.filter((one) => problems(value, one, root, at).length === 0);
    if (fitting.length !== 1)
      found.push(`${at} fits ${fitting.length} of ${schema.oneOf.length}: ${JSON.stringify(value)}`);
  }
  if (schema.type !== undefined && ![schema.type].flat().includes(typeOf(value, schema.type)))
    found.push(`${at} is ${typeOf(value, schema.type)}`);
  if ('const' in schema && value !== schema.const) found.push(`${at} is not ${schema.const}`);
  if (schema.enum !== undefined && !schema.enum.includes(value)) found.push(`${at} is ${String(value)}`);
  if (schema.minimum !== undefined && !(typeof value === 'number' && value >= schema.minimum))
    found.push(`${at} is below ${schema.minimum}`);
  if (schema.format === 'date-time' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(String(value)))
    found.push(`${at} is no time`);
  if (Array.isArray(value) && schema.items !== undefined) {
    const { items } = schema;
    found.push(...value.flatMap((item, index) => problems(item, items, root, `${at}[${index}]`)));
  }
  if (typeof value === 'object' && value !== null && schema.properties !== undefined) {
    const fields = value as Record<string, unknown>;
    for (const name of schema.required ?? []) if (!(name in fields)) found.push(`${at} has no ${name}`);
    for (const [name, field] of Object.entries(fields)) {
      const property = schema.properties[name];
      if (property === undefined) found.push(`${at} has ${name}`);
      else found.push(...problems(field, property, root, `${at}.${name}`));
    }
  }
  return found;
}

function typeOf(value: unknown, wanted: string | string[]): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number' && Number.isInteger(value) && [wanted].flat().includes('integer'))
    return 'integer';
  return typeof value;
}
