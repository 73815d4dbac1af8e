import { commandErrors, commandWords } from "@/lib/i18n/commands";
import type { Locale } from "@/lib/i18n/locale";
import { type Params, say } from "@/lib/i18n/say";
import { talkWords } from "@/lib/i18n/talk";
import { commandOf } from "@/lib/messages/commands";
import type { PersonRef } from "@/lib/people/schema";
import { type Chat, type MessageView, StaffroomError } from "@/server/client";
import type { Order } from "./orders";
import type { People } from "./people";

/** What is to be said, and to whom. */
export interface Saying {
  text: string;
  to?: Pick<PersonRef, "id">;
  replyTo?: number;
  threadId?: number;
}

/** What came of an order: something to say, something to tell whoever ordered, or a refusal. */
export type Came = { say: Saying } | { note: string } | { problem: string };

type Doable = Extract<Order, { does: "say" | "whisper" | "topic" | "invite" | "err" | "howto" }>;

interface Place {
  chat: Chat;
  roomId: number;
  people: People;
  locale: Locale;
}

/** Does what was typed as the pages would. What is no command, or names nobody, is said to nobody. */
export async function follow(place: Place, order: Doable): Promise<Came> {
  const { locale } = place;
  const refuse = (reason: keyof (typeof commandErrors)["en"], params: Params = {}): Came => ({
    problem: say(locale, commandErrors[locale][reason], params),
  });
  switch (order.does) {
    case "say":
      return { say: { text: order.text } };
    case "whisper": {
      const to = await memberCalled(place, order.username);
      if (!to) return refuse("whisperUnknown", { name: order.username });
      if (to.id === place.chat.me.id) return refuse("pmSelf");
      return order.text === "" ? refuse("pmHow") : { say: { text: order.text, to } };
    }
    case "topic":
      await place.chat.call("PATCH", `rooms/${place.roomId}`, { topic: order.topic });
      return { note: commandWords[locale].topicSet };
    case "invite":
      return invite(place, order.username);
    case "err":
      return refuse(order.reason, { command: order.command.slice(0, 40) });
    case "howto":
      return { problem: talkWords[locale][`${order.name}How`] };
    default:
      return order satisfies never;
  }
}

/** Whoever came in a moment ago counts, too. */
async function memberCalled({ people }: Place, username: string): Promise<PersonRef | null> {
  const known = people.called(username);
  if (known) return known;
  await people.read();
  return people.called(username);
}

async function invite({ chat, roomId, locale }: Place, username: string): Promise<Came> {
  const personId = await chat.personId(username).catch((error: unknown) => {
    if (error instanceof StaffroomError && error.code === "not_found") return null;
    throw error;
  });
  if (personId === null) return { problem: say(locale, commandErrors[locale].inviteUnknown, { name: username }) };
  const answer = await chat.fetch("PUT", `rooms/${roomId}/members/${personId}`, {});
  const words = commandWords[locale];
  return { note: say(locale, answer.status === 201 ? words.invited : words.invitedAlready, { name: `@${username}` }) };
}

/**
 * What answers a message, or is said in its thread: where that was said, and a whisper to the other of the two.
 * @returns null where it is a command: in a wrong place a whisper is read by all
 */
export function aimedAt(
  about: MessageView,
  { does, text }: Extract<Order, { does: "reply" | "thread" }>,
  me: number,
): Saying | null {
  const typed = commandOf(text);
  if (typed.does !== "say") return null;
  if (does === "thread") return about.to ? null : { text: typed.text, threadId: about.thread_id ?? about.id };
  const other = about.to && (about.author.id === me ? about.to : about.author);
  return {
    text: typed.text,
    replyTo: about.id,
    ...(about.thread_id !== null && { threadId: about.thread_id }),
    ...(other && { to: other }),
  };
}

/** What was refused; the server says it in the language of whoever asked. */
export function sentenceOf(error: unknown): string {
  if (error instanceof StaffroomError) return error.detail;
  return error instanceof Error ? error.message : String(error);
}
