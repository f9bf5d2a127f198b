import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The words of JSON Schema that docs/*.schema.json use; any other is a mistake. */
interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  oneOf?: Schema[];
  anyOf?: Schema[];
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  required?: string[];
  additionalProperties?: false | Schema;
  properties?: Record<string, Schema>;
  items?: Schema;
  minimum?: number;
  format?: 'date-time';
}

const KNOWN = new Set(
  '$ref $defs $schema title description oneOf anyOf type const enum required additionalProperties properties items minimum format'.split(
    ' ',
  ),
);

type Checker = (value: unknown) => string[];

/** What in a value is against a schema file, or against one of its definitions; empty when nothing is. */
export function schemaChecker(path: string, definition?: string): Checker {
  const file = readSchema(path);
  const start = definition === undefined ? file.root : { $ref: `#/$defs/${definition}` };
  return (value) => problems(value, start, file, '$');
}

interface SchemaFile {
  root: Schema;
  folder: string;
}

function readSchema(path: string): SchemaFile {
  return { root: JSON.parse(readFileSync(path, 'utf8')) as Schema, folder: dirname(path) };
}

function problems(value: unknown, schema: Schema, file: SchemaFile, at: string): string[] {
  const stranger = Object.keys(schema).find((word) => !KNOWN.has(word));
  if (stranger !== undefined) throw new Error(`the checker does not know ${stranger}`);
  const found: string[] = [];
  if (schema.$ref !== undefined) found.push(...problemsByRef(value, schema.$ref, file, at));
  if (schema.anyOf !== undefined) {
    const each = schema.anyOf.map((one) => problems(value, one, file, at));
    // Of what fits none, what is nearest says most.
    if (each.every(({ length }) => length > 0))
      found.push(...each.reduce((nearest, one) => (one.length < nearest.length ? one : nearest)));
  }
  if (schema.oneOf !== undefined) {
    const fitting = schema.oneOf.filter((one) => problems(value, one, file, at).length === 0);
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
    found.push(...value.flatMap((item, index) => problems(item, items, file, `${at}[${index}]`)));
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const { properties = {}, additionalProperties, required = [] } = schema;
    const fields = value as Record<string, unknown>;
    for (const name of required) if (!(name in fields)) found.push(`${at} has no ${name}`);
    for (const [name, field] of Object.entries(fields)) {
      const property = properties[name] ?? additionalProperties;
      if (property === false) found.push(`${at} has ${name}`);
      else if (property !== undefined) found.push(...problems(field, property, file, `${at}.${name}`));
    }
  }
  return found;
}

function problemsByRef(value: unknown, ref: string, file: SchemaFile, at: string): string[] {
  const [path = '', name] = ref.split('#/$defs/');
  const { root, folder } = path === '' ? file : readSchema(join(file.folder, path));
  const target = name === undefined ? root : root.$defs?.[name];
  if (target === undefined) throw new Error(`no ${ref}`);
  return problems(value, target, { root, folder }, at);
}

function typeOf(value: unknown, wanted: string | string[]): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number' && Number.isInteger(value) && [wanted].flat().includes('integer'))
    return 'integer';
  return typeof value;
}
