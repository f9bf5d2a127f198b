import type { AliyunProfile } from './config-files.js';

/** Where a profile finds those that it may build on. */
export interface Profiles {
  find(name: string): AliyunProfile | undefined;
  /** As its file says it now. */
  again(name: string): Promise<AliyunProfile | undefined>;
  now(): Date;
}
