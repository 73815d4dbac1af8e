import type { Command } from "commander";
import { argument } from "../grammar";
import { findRoom } from "../names";
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
  const speech = { locale: shell.locale, json: shell.json };
  shell.exit = await door.heard(connect(options).then((chat) => talk(chat, room.id, shell.io, speech)));
}
