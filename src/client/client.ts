import { english } from '../english.js';
import { UsageError } from '../errors.js';
import { Caller } from './caller.js';
import {
  type BucketLifecycle,
  deleteBucketLifecycle,
  getBucketLifecycle,
  type PutBucketLifecycleInput,
  putBucketLifecycle,
} from './objects/bucket-lifecycle.js';
import {
  type DeleteObjectsInput,
  type DeleteObjectsResult,
  deleteObjects,
} from './objects/delete-objects.js';
import { type BucketCors, getBucketCors } from './objects/get-bucket-cors.js';
import { type BucketInfo, getBucketInfo } from './objects/get-bucket-info.js';
import { type BucketVersioning, getBucketVersioning } from './objects/get-bucket-versioning.js';
import { type GetObjectInput, type GetObjectResult, getObject } from './objects/get-object.js';
import { type HeadObjectInput, type HeadObjectResult, headObject } from './objects/head-object.js';
import { type ListObjectsInput, type ListObjectsResult, listObjects } from './objects/list-objects.js';
import { type PutObjectInput, type PutObjectResult, putObject } from './objects/put-object.js';
import type { OperationMethods, OperationName } from './operation-methods.js';
import { operations } from './operations/index.js';
import type { Operation } from './operations/operation.js';
import type { CallOptions, ClientOptions } from './options.js';
import type { PreparedRequest } from './request.js';

/** The live channels of one bucket, and what else of it they need. */
export interface Client extends OperationMethods {
  /** Milliseconds by which the clock is behind the service's; 0 until the service has called it skewed. */
  readonly clockOffsetMs: number;
  /** Looks for an object; rejects with ServiceError (404) when there is none. */
  headObject(input: HeadObjectInput, options?: CallOptions | null): Promise<HeadObjectResult>;
  /** One page of the objects, in byte order of their keys. */
  listObjects(input?: ListObjectsInput | null, options?: CallOptions | null): Promise<ListObjectsResult>;
  /** Resolves when the answer begins; its body is streamed, and the signal ends that too. */
  getObject(input: GetObjectInput, options?: CallOptions | null): Promise<GetObjectResult>;
  /** Stores a text. */
  putObject(input: PutObjectInput, options?: CallOptions | null): Promise<PutObjectResult>;
  /** Deletes up to 1000 objects in one request; those that are not there count as deleted. */
  deleteObjects(input: DeleteObjectsInput, options?: CallOptions | null): Promise<DeleteObjectsResult>;
  /** The lifecycle rules of the bucket; rejects with ServiceError (404, `NoSuchLifecycle`) when there are none. */
  getBucketLifecycle(input?: null, options?: CallOptions | null): Promise<BucketLifecycle>;
  /** Replaces all lifecycle rules of the bucket. */
  putBucketLifecycle(
    input: PutBucketLifecycleInput,
    options?: CallOptions | null,
  ): Promise<{ requestId: string | null }>;
  /** Removes all lifecycle rules of the bucket. */
  deleteBucketLifecycle(input?: null, options?: CallOptions | null): Promise<{ requestId: string | null }>;
  /** The CORS rules of the bucket; rejects with ServiceError (404, `NoSuchCORSConfiguration`) when there are none. */
  getBucketCors(input?: null, options?: CallOptions | null): Promise<BucketCors>;
  /** Where the bucket is, who may read it, and what kind it is. */
  getBucketInfo(input?: null, options?: CallOptions | null): Promise<BucketInfo>;
  /** Whether a deletion of an object leaves its content. */
  getBucketVersioning(input?: null, options?: CallOptions | null): Promise<BucketVersioning>;
  /** Builds and signs a request without sending it. */
  prepare<Name extends OperationName>(
    operation: Name,
    input: Parameters<OperationMethods[Uncapitalize<Name>]>[0],
  ): Promise<PreparedRequest>;
}

/** Not of a live channel, so no part of the list that commands and documentation are made from. */
const objectOperations = [
  ...([headObject, listObjects, getObject, putObject, deleteObjects] as const),
  ...([getBucketLifecycle, putBucketLifecycle, deleteBucketLifecycle, getBucketCors] as const),
  ...([getBucketVersioning, getBucketInfo] as const),
] as const;

type AnyOperation = Operation<OperationName | (typeof objectOperations)[number]['name'], object, unknown>;

/**
 * A client for the live channels of one bucket. Its methods reject with UsageError before anything is sent when
 * the input is wrong, with ServiceError for what the service refuses, with NetworkError or UnreadableAnswerError
 * when there is no usable answer, and with InterruptedError when the signal is aborted. Every operation leaves the
 * same state when it is repeated, so connection errors, time-outs, 5xx and 429 are tried again. A clock that the
 * service calls skewed is corrected for the life of the client.
 */
export function createClient(options: ClientOptions): Client {
  const caller = new Caller(options);
  const methods = [...operations, ...objectOperations].map((operation: AnyOperation) => [
    operation.name.charAt(0).toLowerCase() + operation.name.slice(1),
    (input?: object | null, options?: CallOptions | null) =>
      caller.call(operation, input ?? {}, options?.signal),
  ]);
  return {
    ...Object.fromEntries(methods),
    get clockOffsetMs() {
      return caller.clockOffsetMs;
    },
    prepare: async (name: OperationName, input?: object | null) => {
      const operation: AnyOperation | undefined = operations.find((listed) => listed.name === name);
      if (operation === undefined)
        throw new UsageError(english`There is no operation ${JSON.stringify(name)}.`);
      return caller.prepare(operation, input ?? {});
    },
  } as Client;
}
