import { children, type XmlElement } from '../../protocol/xml.js';
import { defineOperation, type OperationResponse } from '../operations/operation.js';

/** What pages of some origins may do. */
export interface CorsRule {
  /** Origins of pages, with at most one `*` each. */
  allowedOrigins: string[];
  /** `GET`, `PUT`, … */
  allowedMethods: string[];
  /** Headers that a page may send; `*` for any. */
  allowedHeaders: string[];
  /** Headers that a page may read. */
  exposeHeaders: string[];
}

/** OSS documentation, "GetBucketCors". */
export interface BucketCors {
  /** In their order: the first one that fits decides. */
  rules: CorsRule[];
  /** The id of the request at the service, for its support; null when it sent none. */
  requestId: string | null;
}

export const getBucketCors = defineOperation({
  name: 'GetBucketCors',
  action: 'oss:GetBucketCors',
  wire: { method: 'GET', path: 'bucket', query: { cors: null }, parameters: [], success: 200 },

  encode: () => ({}),

  decode(response: OperationResponse): BucketCors {
    const rules = children(response.xml('CORSConfiguration'), 'CORSRule').map((rule) => ({
      allowedOrigins: texts(rule, 'AllowedOrigin'),
      allowedMethods: texts(rule, 'AllowedMethod'),
      allowedHeaders: texts(rule, 'AllowedHeader'),
      exposeHeaders: texts(rule, 'ExposeHeader'),
    }));
    return { rules, requestId: response.requestId };
  },
});

function texts(rule: XmlElement, name: string): string[] {
  return children(rule, name).map(([, content]) => (typeof content === 'string' ? content.trim() : ''));
}
