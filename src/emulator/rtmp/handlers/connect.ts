import type { AmfObject } from '../amf0.js';
import type { Command } from '../message.js';
import { ProtocolError } from '../protocol-error.js';
import type { Session } from '../session.js';

/** The first command, which says what application is wanted, and by which URL. */
export function connect(session: Session, { transactionId, object }: Command): void {
  if (session.application !== null) throw new ProtocolError('connect twice');
  const { app, tcUrl } = (object ?? {}) as AmfObject;
  session.application = {
    app: typeof app === 'string' ? app : '',
    tcUrl: typeof tcUrl === 'string' ? tcUrl : null,
  };
  session.outbox.welcome(transactionId);
}
