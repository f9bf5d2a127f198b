// The one entrance: everything else in this folder is nobody's business outside it.
export type { ClockSetting, ClockState } from './control/clock.js';
export type { BucketReport, ChannelReport, Control, StateReport } from './control/control.js';
export { checkedFaultRule, type FaultMatch, type FaultRule } from './control/fault-rule.js';
export type { FaultReport } from './control/faults.js';
export type { JournalEvent } from './control/journal.js';
export { createEmulator, type Emulator } from './emulator.js';
export type { IncomingRequest } from './http/message.js';
export type { TlsOptions } from './http/tls.js';
export type { PublishAnswer } from './live/registry.js';
export type { EmulatorOptions } from './options.js';
export type { Listening, ListenOptions } from './ports.js';
export { REFUSALS } from './service/refusals.js';
export type { Acl } from './store/contents.js';
export { dataFolderContents } from './store/emptying.js';
