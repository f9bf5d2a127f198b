import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeaderList } from '../../src/protocol/wire.js';

interface HttpFile {
  /** `PUT /test-channel?live HTTP/1.1` or `HTTP/1.1 200`. */
  startLine: string;
  headers: HeaderList;
  body: string;
}

/** Reads a `.http` fixture: comment lines that say where it comes from, a start line, headers, an empty line, a body. */
function readHttpFile(path: string): HttpFile {
  const text = readFileSync(path, 'utf8').replace(/^(#.*\n)+/, '');
  const [head = '', ...rest] = text.split('\n\n');
  const [startLine = '', ...lines] = head.trimEnd().split('\n');
  return {
    startLine,
    headers: lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]),
    body: rest.join('\n\n'),
  };
}

export function readRequest(operation: string) {
  const { startLine, headers, body } = readHttpFile(join(import.meta.dirname, operation, 'request.http'));
  const [method, target] = startLine.split(' ');
  return { method, target, headers, body: body.trimEnd() };
}

export function readResponse(operation: string, name = 'response') {
  const { startLine, headers, body } = readHttpFile(join(import.meta.dirname, operation, `${name}.http`));
  return { status: Number(startLine.split(' ')[1]), headers, body };
}

export function readModel(operation: string, name = 'model') {
  return JSON.parse(readFileSync(join(import.meta.dirname, operation, `${name}.json`), 'utf8'));
}

/** `refusals/channel-still-live`, … */
export function refusalsOf(operation: string): string[] {
  const folder = join(import.meta.dirname, operation, 'refusals');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.http'))
    .map((file) => `refusals/${file.replace(/\.http$/, '')}`);
}
