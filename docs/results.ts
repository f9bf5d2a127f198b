import { basename } from 'node:path';
import { commands } from '../src/cli/commands/all.js';

type Schema = Readonly<Record<string, unknown>>;

/** What the build has found in src/cli/results/index.ts. */
interface Found {
  Results: Readonly<Record<string, Schema>>;
  Messages: Readonly<Record<string, Schema>>;
}

/** One file: a definition for each command, and for what stands on stderr. Events of their own file are referred to. */
export function resultsSchema(found: string): string {
  const { Results, Messages } = JSON.parse(found) as Found;
  const results = Object.entries(Results).map(([name, schema]) => {
    const events = commands.find((command) => command.name === name)?.events;
    return [name, events === undefined ? schema : { anyOf: [schema, { $ref: basename(events) }] }];
  });
  const document = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title:
      'What the commands of oss-live print with --json: a document, or one a line; on stderr error and warning',
    $defs: Object.fromEntries([...results, ...Object.entries(Messages)]),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
