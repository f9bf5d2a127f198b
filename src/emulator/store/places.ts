import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { encodePart } from './names.js';

const LONGEST_FILE_NAME = 255;

/** Where a key lives: a plain file under the bucket's folder, or a blob when no plain file can have its name. */
export interface Place {
  key: string;
  path: string;
  kind: 'plain' | 'blob';
}

/** Gives each key a file of its own. Kept in memory: clashes are decided without asking the disk. */
export interface Places {
  /** The place of a key, from now on taken; the same one until it is released. */
  claim(key: string): Place;
  /** Takes the place in which a file was found at start-up. */
  adopt(place: Place): void;
  release(key: string): void;
  /** Whether nothing lives under this folder any more. */
  vacant(folder: string): boolean;
}

/** The plain file name of a key relative to its bucket's folder; null when it has none. */
function plainParts(key: string): string[] | null {
  const parts = key.split('/').map(encodePart);
  return parts.every((part) => part !== '' && part.length <= LONGEST_FILE_NAME) ? parts : null;
}

export function blobName(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

export function createPlaces(bucketFolder: string, blobFolder: string): Places {
  const places = new Map<string, Place>();
  // Compared without case: not every file system tells `A.ts` from `a.ts`.
  const files = new Map<string, string>();
  const folders = new Map<string, { path: string; entries: number }>();
  const fold = (path: string): string => path.toLowerCase();

  function ancestors(path: string): string[] {
    const found: string[] = [];
    for (let folder = dirname(path); folder !== bucketFolder; folder = dirname(folder)) found.push(folder);
    return found;
  }

  function isFree(path: string): boolean {
    if (files.has(fold(path)) || folders.has(fold(path))) return false;
    return ancestors(path).every((folder) => {
      const known = folders.get(fold(folder));
      return !files.has(fold(folder)) && (known === undefined || known.path === folder);
    });
  }

  function adopt(place: Place): void {
    places.set(place.key, place);
    if (place.kind === 'blob') return;
    files.set(fold(place.path), place.key);
    for (const folder of ancestors(place.path)) {
      const known = folders.get(fold(folder)) ?? { path: folder, entries: 0 };
      known.entries++;
      folders.set(fold(folder), known);
    }
  }

  return {
    claim(key) {
      const known = places.get(key);
      if (known !== undefined) return known;
      const parts = plainParts(key);
      const plain = parts === null ? null : join(bucketFolder, ...parts);
      const place: Place =
        plain !== null && isFree(plain)
          ? { key, path: plain, kind: 'plain' }
          : { key, path: join(blobFolder, blobName(key)), kind: 'blob' };
      adopt(place);
      return place;
    },
    adopt,
    release(key) {
      const place = places.get(key);
      if (place === undefined) return;
      places.delete(key);
      if (place.kind === 'blob') return;
      files.delete(fold(place.path));
      for (const folder of ancestors(place.path)) {
        const known = folders.get(fold(folder));
        if (known !== undefined && --known.entries === 0) folders.delete(fold(folder));
      }
    },
    vacant: (folder) => !folders.has(fold(folder)),
  };
}
