import { MAX_COMMAND_BYTES } from '../limits.js';
import { type Command, decodeCommand, type RtmpMessage } from '../message.js';
import { ProtocolError } from '../protocol-error.js';
import { publishAnnounced, result, unknownCommand } from '../replies.js';
import type { Session } from '../session.js';
import { connect } from './connect.js';
import { publish, unpublish } from './publish.js';

type Handler = (session: Session, command: Command, streamId: number) => void | Promise<void>;

const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['connect', connect],
  ['createStream', createStream],
  ['releaseStream', agree],
  ['FCPublish', announce],
  ['_checkbw', agree],
  ['publish', publish],
  ['FCUnpublish', unpublish],
  ['closeStream', unpublish],
  ['deleteStream', unpublish],
  ['play', refusePlay],
  ['play2', refusePlay],
]);

export function handleCommand(session: Session, message: RtmpMessage): void | Promise<void> {
  if (message.payload.length > MAX_COMMAND_BYTES)
    throw new ProtocolError(`command of ${message.payload.length} bytes`);
  const command = decodeCommand(message);
  const { name } = command;
  if (name !== 'connect' && session.application === null) throw new ProtocolError(`${name} before connect`);
  return (HANDLERS.get(name) ?? refuseUnknown)(session, command, message.streamId);
}

function createStream(session: Session, { transactionId }: Command): void {
  session.streams++;
  session.outbox.answer(transactionId, result(transactionId, null, session.streams));
}

function agree({ outbox }: Session, { transactionId }: Command): void {
  outbox.answer(transactionId, result(transactionId, null));
}

function announce({ outbox }: Session, { transactionId }: Command): void {
  outbox.answer(transactionId, publishAnnounced());
}

function refusePlay(session: Session, _: Command, streamId: number): void {
  session.refuse(streamId, session.context.farewells.play);
}

function refuseUnknown({ outbox }: Session, { transactionId, name }: Command): void {
  outbox.answer(transactionId, unknownCommand(transactionId, name));
}
