import { controlValue, MESSAGE, type RtmpMessage } from '../message.js';
import type { Session } from '../session.js';
import { handleCommand } from './command.js';
import { handleAggregate, handleMedia } from './media.js';

/** Whatever a client may say after its handshake. Chunk sizes and aborts are dealt with where chunks are read. */
export function handleMessage(session: Session, message: RtmpMessage): void | Promise<void> {
  switch (message.type) {
    case MESSAGE.audio:
    case MESSAGE.video:
    case MESSAGE.dataAmf0:
    case MESSAGE.dataAmf3:
      return handleMedia(session, message);
    case MESSAGE.aggregate:
      return handleAggregate(session, message);
    case MESSAGE.commandAmf0:
    case MESSAGE.commandAmf3:
      return handleCommand(session, message);
    case MESSAGE.windowAcknowledgementSize:
      session.unasked.windowBytes = controlValue(message);
      return;
    case MESSAGE.userControl:
      return session.outbox.answerPing(message);
  }
}
