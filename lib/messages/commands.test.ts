import { describe, expect, test } from "vitest";
import { commandOf } from "./commands";

const reads = (typed: string, as: object) => expect(commandOf(typed), typed).toMatchObject(as);

describe("a whisper is never said to all", () => {
  test("it is for the one who is named, with its text as typed", () => {
    reads("/pm @boris hello", { does: "whisper", username: "boris", text: "hello" });
    reads("/PM boris.k  two\n\nlines ", { does: "whisper", username: "boris.k", text: "two\n\nlines" });
    reads("  \n/pm @boris: hi", { does: "whisper", username: "boris", text: "hi" });
    reads("/pm @boris\n```\ncode\n```", { does: "whisper", username: "boris", text: "```\ncode\n```" });
    reads("/pm\u00a0@boris /me waves", { does: "whisper", username: "boris", text: "/me waves" });
    reads("/pm @boris", { does: "whisper", username: "boris", text: "" });
  });

  test("whatever slip there is in it", () => {
    for (const typed of [
      "/pm",
      "/pm ",
      "/pm @ secret",
      "/ pm @boris x",
      "/pm@boris x",
      "/pm: @boris x",
      "/pm/@boris x",
    ])
      reads(typed, { does: "err", reason: "pmHow" });
    for (const typed of ["/p @boris x", "/рм @boris x", "/pmm @boris x", "/msg @boris x", "/зь @boris x"])
      reads(typed, { does: "err", reason: "commandUnknown", command: typed.split(" ")[0] });
  });
});

test("commands that say nothing are read with what they need, or tell how they are written", () => {
  reads("/topic  Plans for May ", { does: "topic", topic: "Plans for May" });
  reads("/invite @anna", { does: "invite", username: "anna" });
  reads("/leave", { does: "leave" });
  reads("/me waves", { does: "say", text: "/me waves" });
  reads("/ME waves", { does: "say", text: "/me waves" });
  for (const name of ["me", "topic", "invite"]) reads(`/${name}`, { does: "err", reason: `${name}How` });
  reads("/invite anna and boris", { does: "err", reason: "inviteHow" });
  reads("/leave it to me", { does: "err", reason: "commandUnknown", command: "/leave it to me" });
});

test("a path, a number, a comment is text as it stands; one more slash makes text of anything", () => {
  for (const text of [
    "/etc/hosts is broken",
    "/",
    "/ 2",
    "/2",
    "// a comment",
    "//cdn.example/x",
    "and/or /pm @boris",
    "5/6",
  ])
    expect(commandOf(text)).toEqual({ does: "say", text });
  reads("//pm @boris hi", { does: "say", text: "/pm @boris hi" });
  reads("//boot is full", { does: "say", text: "/boot is full" });
  reads("///boot", { does: "say", text: "//boot" });
});
