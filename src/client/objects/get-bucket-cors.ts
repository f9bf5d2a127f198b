import { children, type XmlElement } from '../../protocol/xml.js';
import { defineOperation, type OperationResponse } from '../operations/operation.js';

/** What pages of some origins may do. */
export interface CorsRule {
  allowedOrigins: string[];
  allowedMethods: string[];
  allowedHeaders: string[];
  exposeHeaders: string[];
}

/** OSS documentation, "GetBucketCors". */
export interface BucketCors {
  /** In their order: the first one that fits decides. */
  rules: CorsRule[];
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
