import type { Command } from "commander";
import type { Chat, MessageView } from "@/server/client";
import { exits } from "../exits";
import { argument } from "../grammar";
import { findRoom } from "../names";
import { plainJson } from "../plain";
import { add } from "../program";
import type { Shell } from "../shell";

export function addTalk(program: Command, shell: Shell): void {
  add(program, shell, "talk")
    .addArgument(argument(shell, "<room>"))
    .action((room: string) => talkIn(shell, room));
}

async function talkIn(shell: Shell, name: string): Promise<void> {
  const { connect } = await import("@/server/client");
  const { talk } = await import("../../talk");
  const door = shell.api();
  const room = await findRoom(shell, name);
  const options = { url: door.server, token: door.tokens(), language: shell.locale, live: false };
  const sit = (chat: Chat) =>
    shell.json ? listen(shell, chat, room.id) : talk(chat, room.id, shell.io, { locale: shell.locale });
  shell.exit = await door.heard(connect(options).then(sit));
}

/** For scripts: what is said and changed from now on, a line of JSON each, until it is interrupted or the session ends. */
async function listen(shell: Shell, chat: Chat, roomId: number): Promise<number> {
  const tell = (type: string) => (message: MessageView) => {
    if (message.room_id === roomId) shell.print(plainJson({ type, message }));
  };
  chat.on("message", tell("message"));
  chat.on("message_changed", tell("message_changed"));
  const ended = new Promise<number>((resolve) => {
    chat.on("disconnected", ({ returns }) => !returns && resolve(exits.notSignedIn));
    chat.on("removed", ({ room_id }) => room_id === roomId && resolve(exits.refused));
  });
  try {
    await chat.live();
    shell.print(plainJson({ type: "ready", room_id: roomId }));
    return await ended;
  } finally {
    chat.close();
  }
}
