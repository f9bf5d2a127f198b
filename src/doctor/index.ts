export { examine, type Subject } from './examine.js';
export type { Finding } from './finding.js';
