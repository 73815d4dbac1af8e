import { expect, test } from "vitest";
import type { UserView } from "@/lib/people/schema";
import { Calls } from "./calls";
import { StaffroomError } from "./problem";
import type { Rest } from "./rest";

/** A server whose answers come when the test says so. */
function server() {
  const asked: { path: string; body: unknown; answer: (value: unknown) => void; refuse: (error: unknown) => void }[] =
    [];
  const call = (_method: string, path: string, body: unknown) =>
    new Promise((answer, refuse) => asked.push({ path, body, answer, refuse }));
  return { asked, calls: new Calls({ call } as unknown as Rest, { id: 1 } as UserView) };
}
const settled = () => new Promise(setImmediate);

test("what is said by the name of a room is said in its order, though nobody knows yet which room it is", async () => {
  const { asked, calls } = server();
  const sent = ["one", "two"].map((text) => calls.send("Dispatch", text));
  await settled();
  for (const lookup of asked.splice(0).reverse()) {
    lookup.answer({ items: [{ id: 5, name: "Dispatch" }] });
    await settled();
  }
  for (const text of ["one", "two"]) {
    expect(asked.map(({ path, body }) => [path, (body as { text: string }).text])).toEqual([
      ["rooms/5/messages", text],
    ]);
    asked.pop()?.answer({});
    await settled();
  }
  await Promise.all(sent);
});

test("a name that could not be found out is asked for again", async () => {
  const { asked, calls } = server();
  const first = calls.roomId("Dispatch");
  asked.pop()?.refuse(new StaffroomError("unavailable", { status: 0, detail: "no answer" }));
  await expect(first).rejects.toThrow("no answer");
  const second = calls.roomId("Dispatch");
  asked.pop()?.answer({ items: [{ id: 5, name: "Dispatch" }] });
  expect([await second, await calls.roomId("Dispatch"), asked]).toEqual([5, 5, []]);
});
