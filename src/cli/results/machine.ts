import type { Finding } from '../../doctor/index.js';
import type { Ignored } from '../../settings/explain.js';
import type { FoundSetting } from '../terminal/doctor-report.js';

export interface Examined {
  settings: readonly FoundSetting[];
  ignored: (Ignored & { message: string })[];
  findings: (Pick<Finding, 'name' | 'state' | 'message' | 'inferred' | 'kind' | 'difference'> & {
    /** What mends it. */
    fix: string | null;
  })[];
}

export interface Troubles {
  troubles: { name: string; line: string; means: string; fix: string | null }[];
}

export interface Ready {
  event: 'ready';
  url: string;
  rtmpUrl: string;
  httpsUrl?: string;
  rtmpsUrl?: string;
  port: number;
  bucket: string;
  region: string;
  accessKeyId: string;
  /** With `--show-secret`. */
  accessKeySecret?: string;
  otherBuckets?: string[];
  otherAccessKeyIds?: string[];
  dataDir: string;
  pid: number;
  version: string;
}
