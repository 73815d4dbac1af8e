import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Chat, MessageView } from "@/server/client";
import { exits } from "../staffroom/exits";
import { plainJson } from "../staffroom/plain";
import { aimedAt, follow, type Saying, sentenceOf } from "./doing";
import type { Setting } from "./index";
import { type Order, orderOf } from "./orders";
import { People } from "./people";
import { drawMessage, type Look } from "./rows";
import { edit, react } from "./touching";

/**
 * Without a terminal: each line that comes in is sent, and what others say comes out as lines, or all that is said as
 * JSON. It ends when nothing more comes in and everything is sent; a script to which nothing came in listens on.
 * @returns the exit code: `failed` where a line was not sent
 */
export async function talkInLines(setting: Setting): Promise<number> {
  const { chat, room, io, locale, words, json } = setting;
  const people = new People(chat, room.id);
  const place = { chat, roomId: room.id, people, locale };
  const printed = new Set<number>();
  const own = new Set<string>();
  const end = new AbortController();
  let exit: number = exits.done;
  const print = (line: string) => void io.stdout.write(`${line}\n`);
  const note = (text: string) => void io.stderr.write(`${json ? plainJson({ type: "error", detail: text }) : text}\n`);
  const complain = (text: string) => {
    note(text);
    exit = exits.failed;
  };
  const tell = (type: "message" | "message_changed") => (message: MessageView) => {
    if (message.room_id === room.id) print(plainJson({ type, message }));
  };
  if (json) {
    chat.on("message", tell("message"));
    chat.on("message_changed", tell("message_changed"));
    print(plainJson({ type: "ready", room_id: room.id }));
  } else
    chat.on("message", (message) => {
      if (message.room_id !== room.id || own.has(message.client_id) || printed.has(message.id)) return;
      printed.add(message.id);
      print(lineOf(setting, message));
    });
  chat.on("disconnected", ({ returns }) => {
    if (returns) {
      note(words.lost);
      return;
    }
    complain(words.ended);
    exit = exits.notSignedIn;
    end.abort();
  });
  chat.on("removed", ({ room_id }) => {
    if (room_id !== room.id) return;
    complain(words.removed);
    exit = exits.refused;
    end.abort();
  });
  // What is said meanwhile is heard already.
  await people.read();
  const lines = createInterface({ input: io.stdin, signal: end.signal, crlfDelay: Number.POSITIVE_INFINITY });
  let isFed = false;
  for await (const line of lines) {
    if (line.trim() === "") continue;
    isFed = true;
    await sendLine(line).catch((error: unknown) => complain(sentenceOf(error)));
    if (end.signal.aborted) break;
  }
  if (json && !isFed && !end.signal.aborted) await once(end.signal, "abort");
  // What still holds it open on the other side must not hold us.
  io.stdin.destroy();
  return exit;

  async function touch(order: Extract<Order, { does: "edit" | "react" }>): Promise<void> {
    const hasAll = order.does === "react" || order.text !== "";
    const about = order.number !== null && hasAll ? await messageOf(order.number) : null;
    if (about?.room_id !== room.id) {
      complain(words[`${order.does}How`]);
      return;
    }
    const came = await (order.does === "react"
      ? react(setting, about, order.emoji)
      : edit(setting, about.id, order.text));
    if (came && "problem" in came) complain(came.problem);
  }

  function messageOf(id: number): Promise<MessageView> {
    return chat.call("GET", `messages/${id}`);
  }

  async function sendAimed(order: Extract<Order, { does: "reply" | "thread" }>): Promise<void> {
    const about = await messageOf(order.number);
    const saying = about.room_id === room.id && order.text !== "" ? aimedAt(about, order, chat.me.id) : null;
    if (saying) await post(chat, room.id, saying, own, end.signal);
    else complain(words[`${order.does}How`]);
  }

  async function sendLine(line: string): Promise<void> {
    const order = orderOf(line);
    switch (order.does) {
      case "say":
      case "whisper":
      case "topic":
      case "invite":
      case "err":
      case "howto": {
        const came = await follow(place, order);
        if ("problem" in came) complain(came.problem);
        else if ("say" in came) await post(chat, room.id, came.say, own, end.signal);
        return;
      }
      case "leave":
        complain(words.leaveTerminal);
        return;
      case "delete":
        complain(words.deleteTerminal);
        return;
      case "edit":
      case "react":
        await touch(order);
        return;
      case "quit":
        end.abort();
        return;
      case "thread":
      case "reply":
        await sendAimed(order);
        return;
      case "help":
      case "who":
      case "more":
        return;
      default:
        order satisfies never;
    }
  }
}

async function post(
  chat: Chat,
  roomId: number,
  { text, to, replyTo, threadId }: Saying,
  own: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  const clientId = crypto.randomUUID();
  own.add(clientId);
  await chat.send(roomId, text, {
    to: to?.id,
    replyTo,
    threadId,
    clientId,
    signal,
    patienceMs: Number.POSITIVE_INFINITY,
  });
}

/** One line each, without colours and however wide. */
function lineOf({ look }: Setting, message: MessageView): string {
  const wide: Look = { ...look(Number.MAX_SAFE_INTEGER), paint: (_colour, text) => text, isColoured: false };
  return drawMessage(wide, message).join("\n");
}
