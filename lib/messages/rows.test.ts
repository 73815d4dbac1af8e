import { expect, test } from "vitest";
import { catalogue } from "@/lib/i18n";
import type { Clock } from "@/lib/i18n/time";
import { foldedChars, foldedLines } from "@/lib/limits";
import { continues, isLong, plainText, type Row, timelineRows } from "./rows";
import type { MessageView } from "./schema";

const clock = (timeZone = "UTC"): Clock => ({ locale: "en", timeZone, words: catalogue("en").live.time });
const said = (seq: number, created_at: string, authorId = 1, over: Partial<MessageView> = {}): MessageView => ({
  id: seq,
  room_id: 1,
  seq,
  revision: 0,
  version: seq,
  author: { id: authorId, username: `p${authorId}`, display_name: `P${authorId}`, avatar_url: null },
  text: `${seq}`,
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
  created_at,
  client_id: `c${seq}`,
  ...over,
});
const line = (newAfterSeq: number | null, viewerId = 9) => ({ newAfterSeq, viewerId });
/** A day is `=`, the line over what is new `-`, a message its number, with `^` where it has a head. */
const drawn = (rows: Row[]) =>
  rows
    .map((row) => (row.kind === "day" ? "=" : row.kind === "new" ? "-" : `${row.message.seq}${row.leads ? "^" : ""}`))
    .join(" ");

test("an author's run within five minutes has one head", () => {
  const talk = [
    said(1, "2026-06-01T12:00:00Z"),
    said(2, "2026-06-01T12:04:59Z"),
    said(3, "2026-06-01T12:09:58.999Z"),
    said(4, "2026-06-01T12:14:58.999Z"),
    said(5, "2026-06-01T12:15:00Z", 2),
    said(6, "2026-06-01T12:15:01Z"),
  ];
  expect(drawn(timelineRows(talk, clock(), line(null)))).toBe("= 1^ 2 3 4^ 5^ 6^");
});

test("a day begins at the person's own midnight", () => {
  const talk = [said(1, "2026-06-01T20:59:00Z"), said(2, "2026-06-01T21:00:00Z"), said(3, "2026-06-02T00:00:00Z")];
  expect(drawn(timelineRows(talk, clock("Europe/Moscow"), line(null)))).toBe("= 1^ = 2^ 3^");
  expect(drawn(timelineRows(talk, clock("UTC"), line(null)))).toBe("= 1^ 2 = 3^");
});

test("the line stands once, before the first that others said after what was read", () => {
  const talk = [1, 2, 3, 4].map((seq) => said(seq, `2026-06-01T12:00:0${seq}Z`, seq === 3 ? 9 : 1));
  expect(drawn(timelineRows(talk, clock(), line(1)))).toBe("= 1^ - 2^ 3^ 4^");
  expect(drawn(timelineRows(talk, clock(), line(2)))).toBe("= 1^ 2 3^ - 4^");
  expect(drawn(timelineRows(talk, clock(), line(4)))).toBe("= 1^ 2 3^ 4^");
  expect(drawn(timelineRows(talk, clock(), line(0)))).toBe("= - 1^ 2 3^ 4^");
  expect(drawn(timelineRows(talk, clock(), line(null)))).toBe("= 1^ 2 3^ 4^");
});

test("a window that begins further on has no line: that is above it", () => {
  const talk = [5, 6].map((seq) => said(seq, `2026-06-01T12:00:0${seq}Z`));
  expect(drawn(timelineRows(talk, clock(), line(3)))).toBe("= 5^ 6");
  expect(drawn(timelineRows(talk, clock(), line(4)))).toBe("= - 5^ 6");
});

test("an answer with a quote, and what follows a deleted one, has a head of its own", () => {
  const first = said(1, "2026-06-01T12:00:00Z");
  const quote = { id: 1, author: first.author, text: "1" };
  expect(continues(first, said(2, "2026-06-01T12:00:01Z", 1, { reply_to: quote }))).toBe(false);
  expect(continues({ ...first, deleted_at: "2026-06-01T12:00:02Z" }, said(2, "2026-06-01T12:00:01Z"))).toBe(false);
  expect(continues(undefined, first)).toBe(false);
  expect(continues(first, said(2, "2026-06-01T12:00:01Z"))).toBe(true);
});

test("each row has a key of its own, and a message keeps its key from the outbox to the log", () => {
  const talk = [said(1, "2026-06-01T23:59:00Z"), said(2, "2026-06-02T00:00:00Z")];
  const keys = timelineRows(talk, clock(), line(0)).map((row) => row.key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys).toContain("c1");
});

test("an empty room has no rows", () => {
  expect(timelineRows([], clock(), line(0))).toEqual([]);
});

test("a text of many lines or many letters is long", () => {
  expect(isLong("a\n".repeat(foldedLines - 1))).toBe(false);
  expect(isLong("a\n".repeat(foldedLines))).toBe(true);
  expect(isLong("a".repeat(foldedChars))).toBe(false);
  expect(isLong("a".repeat(foldedChars + 1))).toBe(true);
});

test("a list shows what was written without the marks of Markdown, and names as they are", () => {
  expect(plainText("**Bold** _slanted_ ~~gone~~ `code` [way](https://a.example)", 99)).toBe(
    "Bold slanted gone code way",
  );
  expect(plainText("# Head\n> said\n```ts\nconst a = 1;\n```", 99)).toBe("Head said const a = 1;");
  expect(plainText("@maria_petrova, see #general: snake_case, 5 > 3", 99)).toBe(
    "@maria_petrova, see #general: snake_case, 5 > 3",
  );
});

test("where one has chosen what is unread, the line stands before that, though it be one's own", () => {
  const talk = [1, 2, 3].map((seq) => said(seq, `2026-06-01T12:00:0${seq}Z`, seq === 2 ? 1 : 9));
  expect(drawn(timelineRows(talk, clock(), { ...line(2), firstId: 3 }))).toBe("= 1^ 2^ - 3^");
  expect(drawn(timelineRows(talk, clock(), { ...line(0), firstId: 1 }))).toBe("= - 1^ 2^ 3^");
  expect(drawn(timelineRows(talk, clock(), line(2)))).toBe("= 1^ 2^ 3^");
});
