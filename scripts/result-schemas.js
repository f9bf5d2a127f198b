// What the command line prints with --json, as JSON Schema: found in the declarations of src/cli/results/index.ts.
import { resolve } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';

/** Of each interface in `types`, the schemas of its properties by name. */
export function resultSchemas(declarations, types) {
  const generator = createGenerator({
    ...{ path: resolve(declarations), tsconfig: resolve('tsconfig.json'), skipTypeCheck: true },
    // Everything in its place: names of types are no interface, and several files have one of the same name.
    ...{ expose: 'none', topRef: false, additionalProperties: false },
  });
  return Object.fromEntries(types.map((type) => [type, generator.createSchema(type).properties]));
}
