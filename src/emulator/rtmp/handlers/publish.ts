import { type Command, streamBegin } from '../message.js';
import { ProtocolError } from '../protocol-error.js';
import { publishStarted, result, unpublished } from '../replies.js';
import type { Session } from '../session.js';

/** Lets a push in or not. The socket is not read meanwhile, so nothing can reach a stream that was not let in. */
export async function publish(
  session: Session,
  { parameters: [name] }: Command,
  streamId: number,
): Promise<void> {
  const { application, context, outbox, push, remoteAddress } = session;
  if (push.isOn) throw new ProtocolError('publish twice');
  if (typeof name !== 'string') throw new ProtocolError('publish without a name');
  session.expectNothing();
  const verdict = await context.authorize({
    ...application!,
    ...{ name, remoteAddress },
    breakOff: (how) => session.breakOff(how),
    warn: (text) => session.warn(text),
  });
  if (!verdict.accept) return session.refuse(streamId, verdict);
  push.begin(verdict.stream, streamId);
  if (session.stopped !== null) return push.end(session.stopped);
  session.expectMedia();
  outbox.send(streamBegin(streamId));
  outbox.send(publishStarted(streamId, verdict.channelName));
  push.whenCut((reason) => session.stop(reason));
}

/** The push is over, and is stored before the client is told; it may begin another. */
export async function unpublish(session: Session, { transactionId }: Command): Promise<void> {
  const { outbox, push } = session;
  if (push.isOn) {
    session.expectNothing();
    await push.end('unpublished');
    outbox.send(unpublished(push.streamId));
    session.expectPublish();
  }
  outbox.answer(transactionId, result(transactionId, null));
}
