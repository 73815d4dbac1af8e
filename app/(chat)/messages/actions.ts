"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { Actor } from "@/lib/access/actor";
import { memberAction, memberForm } from "@/lib/action";
import { getMessage } from "@/lib/messages/data";
import { deleteMessage } from "@/lib/messages/deletion";
import { followThread } from "@/lib/messages/following";
import { pinMessage, unpinMessage } from "@/lib/messages/pins";
import { react, unreact } from "@/lib/messages/reactions";
import { savedAmong, saveMessage, unsaveMessage } from "@/lib/messages/saved";
import {
  type ActOnMessage,
  actOnMessageForm,
  editMessageForm,
  editMessageInput,
  followThreadForm,
  followThreadInput,
  type MessageView,
  messageForm,
  messageInput,
  messagesInput,
  reactionInput,
} from "@/lib/messages/schema";
import { editTyped } from "@/lib/messages/typed";
import { markUnread } from "@/lib/rooms/readings";

/** The message as it is once that is done: the page that asked knows it before it is told. */
const thenRead =
  <I extends { messageId: number }>(verb: (actor: Actor, input: I) => Promise<unknown>) =>
  async (actor: Actor, input: I): Promise<MessageView> => {
    await verb(actor, input);
    return getMessage(actor, input.messageId);
  };

export const editMessageAction = memberAction(editMessageInput, editTyped);
export const deleteMessageAction = memberAction(messageInput, thenRead(deleteMessage));
export const reactAction = memberAction(reactionInput, thenRead(react));
export const unreactAction = memberAction(reactionInput, thenRead(unreact));
export const pinMessageAction = memberAction(messageInput, thenRead(pinMessage));
export const unpinMessageAction = memberAction(messageInput, thenRead(unpinMessage));
export const saveMessageAction = memberAction(messageInput, saveMessage);
export const unsaveMessageAction = memberAction(messageInput, unsaveMessage);
export const savedAmongAction = memberAction(messagesInput, (actor, { messageIds }) => savedAmong(actor, messageIds));

export const followThreadAction = memberAction(followThreadInput, followThread);
/** The same as a form's, for when no script runs. */
export const followThreadFormAction = memberForm(followThreadForm, followThread, async ({ room_id, thread_id }) =>
  redirect(`/rooms/${room_id}?thread=${thread_id}`),
);

// The same on the message's own page, for when no script runs.
const backTo = (message: MessageView, did: string) =>
  redirect(`/rooms/${message.room_id}/messages/${message.id}?did=${did}`);

export const editMessageFormAction = memberForm(editMessageForm, editTyped, async (message) => backTo(message, "edit"));
export const deleteMessageFormAction = memberForm(messageForm, thenRead(deleteMessage), async (message) =>
  backTo(message, "delete"),
);
/** The list is drawn anew without it, at the page of it on which one is. */
export const unsaveFormAction = memberForm(messageForm, unsaveMessage, async () => {
  revalidatePath("/saved");
  return null;
});
export const actOnMessageFormAction = memberForm(
  actOnMessageForm,
  async (actor, input) => ({ message: await actOn(actor, input), act: input.act }),
  async ({ message, act }) => backTo(message, act),
);

function actOn(actor: Actor, input: ActOnMessage): Promise<MessageView> {
  const { messageId } = input;
  if ("emoji" in input) return thenRead(signs[input.act])(actor, { messageId, emoji: input.emoji });
  return thenRead(acts[input.act])(actor, { messageId });
}

const signs = { react, unreact };
const acts = {
  pin: pinMessage,
  unpin: unpinMessage,
  save: saveMessage,
  unsave: unsaveMessage,
  follow: (actor: Actor, { messageId }: { messageId: number }) =>
    followThread(actor, { rootId: messageId, following: true }),
  unfollow: (actor: Actor, { messageId }: { messageId: number }) =>
    followThread(actor, { rootId: messageId, following: false }),
  unread: async (actor: Actor, input: { messageId: number }) =>
    markUnread(actor, { roomId: (await getMessage(actor, input.messageId)).room_id, ...input }),
};
