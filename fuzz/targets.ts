import type { Target } from './target.js';
import * as amf0 from './targets/amf0.js';
import * as flv from './targets/flv.js';
import * as hls from './targets/hls.js';
import * as http from './targets/http.js';
import * as publisher from './targets/publisher.js';
import * as rtmp from './targets/rtmp.js';
import * as segments from './targets/segments.js';
import * as xml from './targets/xml.js';

/** By the names that `npm run fuzz` takes. */
export const targets: Readonly<Record<string, Target>> = {
  amf0,
  flv,
  hls,
  http,
  publisher,
  rtmp,
  segments,
  xml,
};
