import type { Locale } from "@/lib/i18n/locale";
import { type TalkWords, talkWords } from "@/lib/i18n/talk";
import type { Chat, RoomName, RoomView } from "@/server/client";
import { type Io, paint } from "../staffroom/io";
import { talkInLines } from "./lines";
import type { Look } from "./rows";
import { Talk } from "./terminal";

/** Where one talks, and how what is said there looks. */
export interface Setting {
  chat: Chat;
  room: RoomView;
  io: Pick<Io, "stdin" | "stdout" | "stderr" | "colours" | "links">;
  locale: Locale;
  words: TalkWords;
  /** For a script: what is said and changed comes out as JSON, a line each. */
  json: boolean;
  /** @param columns of the terminal */
  look: (columns: number) => Look;
}

export interface Speech {
  locale: Locale;
  /** An IANA zone; the machine's own if left out. */
  timeZone?: string;
  /** As for a script, terminal or not. */
  json?: boolean;
}

/**
 * A room in the terminal until one leaves it, or line by line where there is none.
 * @param room its id or name, or a person as `@name`
 * @returns the exit code (`exits`)
 * @throws StaffroomError where the room cannot be read
 */
export async function talk(chat: Chat, room: RoomName, io: Setting["io"], speech: Speech): Promise<number> {
  const { locale, timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone, json = false } = speech;
  const words = talkWords[locale];
  const view = await chat.room(room);
  const look = (columns: number) => ({
    columns,
    clock: { locale, timeZone, words: words.time },
    locale,
    words,
    viewer: chat.me,
    paint: (colour: Parameters<typeof paint>[1], text: string) => paint(io, colour, text),
    isColoured: io.colours,
    isLinked: io.links,
  });
  const setting = { chat, room: view, io, locale, words, json, look };
  const isTerminal = !json && io.stdin.isTTY === true && io.stdout.isTTY === true;
  try {
    await chat.live();
    return await (isTerminal ? new Talk(setting).run() : talkInLines(setting));
  } finally {
    chat.close();
  }
}
