export { examine, type Subject } from './examine.js';
export type { Finding } from './finding.js';
export { readTrouble, type Trouble } from './read-trouble.js';
export { tryPublishing } from './try-publishing.js';
