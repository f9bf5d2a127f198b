import { importVitest } from './hooks.js';

await importVitest();

export * from './commonjs.js';
