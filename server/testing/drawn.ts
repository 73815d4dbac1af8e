import { talkWords } from "@/lib/i18n/talk";
import type { Look } from "@/server/cli/talk/rows";
import type { MessageView, PersonRef } from "@/server/client";

const words = talkWords.en;
export const anna: PersonRef = { id: 1, username: "anna", display_name: "Anna", avatar_url: null };
export const boris: PersonRef = { id: 2, username: "boris", display_name: "Boris", avatar_url: null };

/** Anna's terminal, in English and without colours. */
export const lookOf = (columns: number, changes: Partial<Look> = {}): Look => ({
  columns,
  clock: { locale: "en", timeZone: "UTC", words: words.time },
  locale: "en",
  words,
  viewer: anna,
  paint: (_colour, text) => text,
  isColoured: false,
  isLinked: false,
  ...changes,
});

/** What Boris said. */
export const messageOf = (changes: Partial<MessageView> = {}): MessageView => ({
  id: 7,
  room_id: 1,
  seq: 1,
  version: 1,
  revision: 0,
  author: boris,
  text: "hello",
  html: "",
  to: null,
  reply_to: null,
  thread_id: null,
  replies: null,
  attachments: [],
  reactions: [],
  mentions: [],
  pinned: false,
  edited_at: null,
  deleted_at: null,
  created_at: "2026-06-01T10:32:00.000Z",
  client_id: "",
  ...changes,
});
