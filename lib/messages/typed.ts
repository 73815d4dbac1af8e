import type { Actor } from "@/lib/access/actor";
import { requireRoom } from "@/lib/access/gate";
import { fieldError } from "@/lib/errors";
import { roomTopicCharsMax } from "@/lib/limits";
import { findByUsername } from "@/lib/people/data";
import type { PersonRef } from "@/lib/people/schema";
import { addMember } from "@/lib/rooms/members";
import { editRoom } from "@/lib/rooms/mutations";
import { cleanLine } from "@/lib/text";
import { commandOf } from "./commands";
import { editMessage } from "./editing";
import { memberCalled } from "./mentions";
import { postMessage } from "./mutations";
import { type EditMessage, type MessageView, type PostMessage, saysSomething } from "./schema";

/** What came of what was typed. `leave` asks for a decision first. */
export type Came =
  | { did: "say"; message: MessageView }
  | { did: "topic" }
  | { did: "invite"; person: PersonRef; added: boolean }
  | { did: "leave"; roomId: number };

/**
 * Does what somebody typed into a composer: says it, whispers it, or follows its command, each by the verb that is for
 * it. A whisper that reaches nobody is said to nobody.
 * @throws AppError `invalid` for what is no command, `not_found` for an unknown name, and what the verbs throw
 */
export async function doTyped(actor: Actor, input: PostMessage): Promise<Came> {
  const typed = commandOf(input.text);
  switch (typed.does) {
    case "say":
      return { did: "say", message: await postMessage(actor, { ...input, text: typed.text }) };
    case "whisper":
      return { did: "say", message: await whisper(actor, input, typed) };
    case "topic":
      await setTopic(actor, input.roomId, cleanLine(typed.topic));
      return { did: "topic" };
    case "invite":
      return { did: "invite", ...(await invite(actor, input.roomId, typed.username)) };
    case "leave":
      await requireRoom(actor, input.roomId, "leave");
      return { did: "leave", roomId: input.roomId };
    case "err":
      throw fieldError("text", typed.reason, "invalid", { command: typed.command.slice(0, 40) });
    default:
      return typed satisfies never;
  }
}

/**
 * Puts what somebody typed into one of their messages. What would have been a whisper or another command is put into
 * none: those who see the message would all read it.
 * @throws AppError `invalid` (`editIsCommand`), and what `editMessage` throws
 */
export async function editTyped(actor: Actor, input: EditMessage): Promise<MessageView> {
  const typed = commandOf(input.text);
  if (typed.does === "say") return editMessage(actor, { ...input, text: typed.text });
  throw fieldError("text", "editIsCommand");
}

/** From a thread it goes into the room, and quotes nothing of the thread there: there is no whispering in threads. */
async function whisper(
  actor: Actor,
  { threadId, replyToId, ...input }: PostMessage,
  { username, text }: { username: string; text: string },
): Promise<MessageView> {
  const to = await findMember(actor, { roomId: input.roomId, username });
  const said = { ...input, text, toId: to.id, replyToId: threadId === undefined ? replyToId : undefined };
  if (!saysSomething(said)) throw fieldError("text", "pmHow");
  return postMessage(actor, said);
}

/**
 * Whom a user name means in a room.
 * @throws AppError `not_found` (`whisperUnknown`) where nobody there is called that
 */
export async function findMember(
  actor: Actor,
  { roomId, username }: { roomId: number; username: string },
): Promise<PersonRef> {
  const person = await memberCalled(await requireRoom(actor, roomId, "read"), username);
  if (!person) throw fieldError("text", "whisperUnknown", "not_found", { name: username });
  return person;
}

async function setTopic(actor: Actor, roomId: number, topic: string): Promise<void> {
  if (topic.length > roomTopicCharsMax) throw fieldError("text", "topicTooLong");
  await editRoom(actor, { roomId, topic });
}

async function invite(actor: Actor, roomId: number, username: string): Promise<{ person: PersonRef; added: boolean }> {
  await requireRoom(actor, roomId, "changeMembers");
  const person = await findByUsername(actor, username);
  if (!person) throw fieldError("text", "inviteUnknown", "not_found", { name: username });
  const { added } = await addMember(actor, { roomId, personId: person.id });
  return { person, added };
}
