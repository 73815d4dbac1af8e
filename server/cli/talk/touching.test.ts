import { expect, test } from "vitest";
import type { MessageView } from "@/server/client";
import { edit, editLine, react } from "./touching";

function hand() {
  const calls: unknown[][] = [];
  const call = async <T>(...args: unknown[]): Promise<T> => {
    calls.push(args);
    return undefined as T;
  };
  return { calls, chat: { call }, locale: "en" as const };
}
const message = (reactions: MessageView["reactions"] = []) =>
  ({ id: 7, text: "", reactions }) as unknown as MessageView;

test("a sign goes by itself, by the name people know and by its names in both languages; once more takes it back", async () => {
  const one = hand();
  for (const name of ["👍", ":+1:", ":heart:", "heart", ":ракета:", ":Thumbs_Up:", "❤"])
    expect([name, await react(one, message(), name)]).toEqual([name, null]);
  const signs = one.calls.map(([method, path]) => [method, decodeURIComponent(String(path).split("/").at(-1) ?? "")]);
  expect(signs).toEqual(["👍", "👍", "❤️", "❤️", "🚀", "👍", "❤️"].map((sign) => ["PUT", sign]));
  await react(one, message([{ emoji: "👍", count: 2, mine: true }]), ":+1:");
  expect(one.calls.at(-1)).toEqual(["DELETE", `messages/7/reactions/${encodeURIComponent("👍")}`]);
});

test("a name that many bear puts no sign anywhere: those that are called so are told", async () => {
  const one = hand();
  for (const name of [":сердце:", ":no_such_sign:"])
    expect(await react(one, message(), name)).toHaveProperty("problem");
  expect(JSON.stringify(await react(one, message(), ":сердце:"))).toMatch(/:[a-z_]*heart/);
  expect(one.calls).toEqual([]);
});

test("a text is put into a message as it is, and a whisper into none", async () => {
  const one = hand();
  expect(await edit(one, 7, "/pm @boris secret")).toHaveProperty("problem");
  expect(await edit(one, 7, "/frobnicate")).toHaveProperty("problem");
  expect(one.calls).toEqual([]);
  for (const text of ["plain", "/me waves", "/who", "//comment", "two\nlines", "/etc/hosts"]) {
    const typed = editLine({ id: 7, text }).replace("/edit 7 ", "");
    await edit(one, 7, typed);
    expect(one.calls.at(-1)).toEqual(["PATCH", "messages/7", { text }]);
  }
});
