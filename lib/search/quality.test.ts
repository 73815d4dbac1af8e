import { expect, test } from "vitest";
import { postMessage } from "@/lib/messages/mutations";
import { judged, mean, oneScore, said, scoreOf } from "@/server/testing/judged";
import { attachedFile, person, roomOf } from "@/server/testing/world";
import { searchMessages } from "./data";

test("what people ask is answered with what they expect: all of it, and hardly anything else", {
  timeout: 60_000,
}, async () => {
  const [anna, boris] = [await person("anna"), await person("boris")];
  const room = await roomOf(anna, boris);
  const names = new Map<number, string>();
  for (const [name, one] of Object.entries(said)) {
    const text = typeof one === "string" ? one : one.text;
    const message = await postMessage(anna.actor, { roomId: room.id, text, clientId: crypto.randomUUID() });
    if (typeof one !== "string") await attachedFile(anna, message, one.file);
    names.set(message.id, name);
  }
  const scores = [];
  for (const [n, [q, expected]] of judged.entries()) {
    // By turns: nobody asks so much in one minute.
    const { items } = await searchMessages(n % 2 ? anna.actor : boris.actor, { q });
    const found = items.map(({ message }) => names.get(message.id) ?? "");
    scores.push({ q, found, expected, ...scoreOf(found, expected) });
  }
  expect(judged.length).toBeGreaterThan(150);
  const off = scores.filter((one) => oneScore(one) < 1);
  expect(mean(scores.map(oneScore)), JSON.stringify(off, null, 1)).toBeGreaterThan(0.99);
  expect(mean(scores.map(({ recall }) => recall)), JSON.stringify(off, null, 1)).toBeGreaterThan(0.99);
});
