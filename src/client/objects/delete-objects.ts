import { english } from '../../english.js';
import { UnreadableAnswerError, UsageError } from '../../errors.js';
import { children, textOf, type XmlElement } from '../../protocol/xml.js';
import { defineOperation, type OperationResponse } from '../operations/operation.js';
import { decodedKey, validateKey } from './object-key.js';

/** Deletes objects, those that are not there too. OSS documentation, "DeleteMultipleObjects". */
export interface DeleteObjectsInput {
  /** 1 to 1000. */
  keys: readonly string[];
}

/** An object that was not deleted, and why. */
export interface UndeletedObject {
  /** The key of the object that is still there. */
  key: string;
  /** Why: the service's error code. */
  code: string;
  /** The same in the service's words. */
  message: string;
}

/** What came of a deletion. */
export interface DeleteObjectsResult {
  /** Those that the service says it has not deleted; of the others it says nothing. */
  failed: UndeletedObject[];
  /** The id of the request at the service, for its support; null when it sent none. */
  requestId: string | null;
}

/** As many as the service takes in one request. */
export const MOST_KEYS = 1000;

export const deleteObjects = defineOperation({
  name: 'DeleteObjects',
  action: 'oss:DeleteObject',
  wire: {
    method: 'POST',
    path: 'bucket',
    query: { delete: null, 'encoding-type': 'url' },
    parameters: [],
    success: 200,
  },

  encode({ keys }: DeleteObjectsInput) {
    if (!Array.isArray(keys) || keys.length < 1 || keys.length > MOST_KEYS)
      throw new UsageError(english`1 to ${MOST_KEYS} objects are deleted at once.`);
    for (const key of keys) validateKey(key);
    const objects = keys.map((key): XmlElement => ['Object', [['Key', key]]]);
    return { body: ['Delete', [['Quiet', 'true'], ...objects]], isDigested: true };
  },

  decode(response: OperationResponse): DeleteObjectsResult {
    const { text, requestId } = response;
    if (text.trim() === '') return { failed: [], requestId };
    const root = response.xml('DeleteResult');
    const isEncoded = textOf(root, 'EncodingType') === 'url';
    const failed = children(root, 'Error').map((element): UndeletedObject => {
      const name = textOf(element, 'Key') ?? '';
      const key = isEncoded ? decodedKey(name) : name;
      if (key === null || key === '')
        throw new UnreadableAnswerError(
          english`The answer to a deletion does not say what was not deleted.`,
          response,
        );
      const code = textOf(element, 'Code') ?? 'Unknown';
      return { key, code, message: textOf(element, 'Message') ?? code };
    });
    return { failed, requestId };
  },
});
