import { mediaMessage, type RtmpMessage, splitAggregate } from '../message.js';
import type { Session } from '../session.js';

/** Audio, video and metadata go to the push; without one they go nowhere. */
export function handleMedia(session: Session, message: RtmpMessage): void | Promise<void> {
  const media = mediaMessage(message);
  if (media === null) return;
  try {
    const stored = session.push.write(media);
    if (stored !== undefined) return heldBack(session, stored);
  } catch (error) {
    session.lose(error);
  }
}

export async function handleAggregate(session: Session, message: RtmpMessage): Promise<void> {
  for (const part of splitAggregate(message)) {
    const handled = handleMedia(session, part);
    if (handled !== undefined) await handled;
    const over = session.turn.over();
    if (over !== undefined) await over;
    if (session.stopped !== null) return;
  }
}

/** The time that the client had to wait is not its own. */
async function heldBack(session: Session, stored: Promise<void>): Promise<void> {
  try {
    await stored;
  } catch (error) {
    session.lose(error);
  } finally {
    session.heard();
  }
}
