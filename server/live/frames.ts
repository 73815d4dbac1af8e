import { randomUUID } from "node:crypto";
import { requireWriting } from "@/lib/access/scope";
import { check } from "@/lib/checking";
import { AppError, missing, notFound } from "@/lib/errors";
import type { ClientFrame } from "@/lib/events/schema";
import { saveDraft } from "@/lib/messages/drafts";
import { markThreadRead } from "@/lib/messages/following";
import { postMessage } from "@/lib/messages/mutations";
import { postMessageInput, saveDraftInput } from "@/lib/messages/schema";
import { markRead } from "@/lib/rooms/readings";
import type { Connection } from "./connection";
import { encodeFrame } from "./encode";
import type { Parts } from "./parts";
import { resume } from "./resume";

type MessageFrame = Extract<ClientFrame, { type: "message" }>;

/** Does what a signed-in client asks for. @throws AppError */
export async function answerFrame(parts: Parts, connection: Connection, frame: ClientFrame): Promise<void> {
  if (changesSomething[frame.type]) requireWriting(connection.session);
  switch (frame.type) {
    case "auth":
      throw new AppError("conflict");
    case "message":
      return post(connection, frame);
    case "read": {
      const actor = await connection.session.freshActor();
      const roomId = roomOf(connection, frame.room_id);
      const { message_id: messageId, thread_id: rootId } = frame;
      if (rootId) await markThreadRead(actor, { rootId, messageId });
      else await markRead(actor, { roomId, messageId });
      return;
    }
    case "draft":
      return keep(connection, frame);
    case "typing":
      return parts.typing.say(connection.person, roomOf(connection, frame.room_id));
    case "presence":
      connection.status = frame.status;
      return parts.presence.look(connection.person);
    case "resume": {
      await connection.session.freshActor();
      const seen = new Map(Object.entries(frame.rooms).map(([roomId, version]) => [Number(roomId), version]));
      return parts.welcomes.pass(() => resume(parts, connection, seen));
    }
    case "ping":
      return connection.wire.send(pong);
    default:
      return frame satisfies never;
  }
}

/** What others see or what is kept; how one is here oneself, and what one missed, is no change. */
const changesSomething: Record<ClientFrame["type"], boolean> = {
  auth: false,
  message: true,
  draft: true,
  read: true,
  typing: true,
  presence: false,
  resume: false,
  ping: false,
};

const pong = encodeFrame({ type: "pong" });

async function post(connection: Connection, frame: MessageFrame): Promise<void> {
  const input = check(postMessageInput, {
    roomId: roomOf(connection, frame.room_id),
    text: frame.text,
    clientId: frame.client_id ?? randomUUID(),
    replyToId: frame.reply_to ?? undefined,
    toId: frame.to ?? undefined,
    threadId: frame.thread_id ?? undefined,
    fileIds: frame.file_ids ?? undefined,
  });
  const message = await postMessage(await connection.session.freshActor(), input);
  connection.wire.send(encodeFrame({ type: "ack", client_id: input.clientId, message }));
}

async function keep(connection: Connection, frame: Extract<ClientFrame, { type: "draft" }>): Promise<void> {
  const input = check(saveDraftInput, {
    roomId: roomOf(connection, frame.room_id),
    threadId: frame.thread_id ?? undefined,
    text: frame.text,
  });
  const draft = await saveDraft(await connection.session.freshActor(), input);
  connection.wire.send(encodeFrame({ type: "draft", ...draft, saved: true }));
}

/** On a socket for one room there is no other. */
function roomOf({ only }: Connection, roomId: number | undefined): number {
  const named = roomId ?? only;
  if (named === null || named === undefined) throw missing("room_id");
  if (only !== null && named !== only) throw notFound();
  return named;
}
