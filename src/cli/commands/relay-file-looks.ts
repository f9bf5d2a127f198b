import { CLIENT_LIMITS } from '../../client/limits.js';

const LOOK_MS = 2000;

interface Looks {
  /** Something else for each version of the file; never rejects. */
  stamp(): Promise<string>;
  onChange(): void;
  /** Once for each look that takes too long. */
  onSilence(): void;
}

/**
 * Tells when a file is another than at first; gives back what ends that. No look begins before the last one is over: on a
 * network file system that hangs each would take one of the four threads that all files and names are read with.
 */
export function lookForChanges({ stamp, onChange, onSilence }: Looks): () => void {
  let seen: string | null = null;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    timer = setTimeout(onSilence, CLIENT_LIMITS.relayFileLook.value);
    const found = await stamp();
    clearTimeout(timer);
    if (isOver) return;
    if (seen !== null && found !== seen) onChange();
    seen = found;
    timer = setTimeout(look, LOOK_MS);
  };
  void look();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
