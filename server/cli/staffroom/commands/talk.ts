import type { Command } from "commander";
import { exitOf, Stop } from "../exits";
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
  const { connect, StaffroomError } = await import("@/server/client");
  const { talk } = await import("../../talk");
  const door = shell.api();
  const room = await findRoom(shell, name);
  const session = shell.session(door);
  // A session that this program keeps is renewed where it is kept.
  const token =
    shell.fixedToken ?? ((refused?: string) => (refused === undefined ? session.token() : session.renew(refused)));
  try {
    const chat = await connect({ url: door.server, token, language: shell.locale, live: false });
    shell.exit = await talk(chat, room.id, shell.io, { locale: shell.locale });
  } catch (error) {
    if (!(error instanceof StaffroomError)) throw error;
    throw new Stop(exitOf(error.code), error.detail, error.code);
  }
}
