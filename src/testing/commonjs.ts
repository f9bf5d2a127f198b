// For `require`, as Jest loads what tests import.
export type { TestControl } from './control.js';
export {
  emulator,
  type StartedEmulator,
  startEmulator,
  type TestClientOptions,
  type TestEmulator,
} from './emulator.js';
export type { Hook, TestEmulatorOptions, TestHooks } from './options.js';
