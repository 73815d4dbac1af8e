import { expect, test } from "vitest";
import type { MessageView } from "@/lib/messages/schema";
import { Handling, recipientOf, takeCarried } from "./handling";

const person = (id: number) => ({ id, username: `p${id}`, display_name: `Person ${id}`, avatar_url: null });
const [me, anna, boris] = [person(1), person(2), person(3)];
const message = (author: typeof me, to: typeof me | null) =>
  ({ id: 7, author, to, text: "said before", thread_id: null }) as unknown as MessageView;
const about = (change: Parameters<Handling["put"]>[0]) => {
  const handling = new Handling();
  handling.put(change);
  return handling;
};

test("what answers a whisper is a whisper to the other of its two, whoever of them wrote it", () => {
  for (const whisper of [message(anna, me), message(me, anna)]) {
    const handling = about({ replyTo: whisper });
    expect(recipientOf(handling.now(), me.id)?.id).toBe(anna.id);
    expect(takeCarried(handling, me.id)).toMatchObject({ replyTo: { id: 7 }, to: { id: anna.id } });
  }
});

test("whom one has chosen to whisper to is forgotten once it is said, and nothing else is private", () => {
  const handling = about({ whisperTo: anna });
  expect(takeCarried(handling, me.id)).toEqual({ to: { id: anna.id, username: "p2", display_name: "Person 2" } });
  expect(takeCarried(handling, me.id)).toEqual({});
  expect(takeCarried(about({ replyTo: message(anna, null) }), me.id)).toEqual({
    replyTo: { id: 7, author: anna, text: "said before" },
  });
});

test("a name that is typed goes before, and what somebody else whispered is quoted to nobody", () => {
  const handling = about({ replyTo: message(anna, me) });
  expect(takeCarried(handling, me.id, boris)).toEqual({
    to: { id: boris.id, username: "p3", display_name: "Person 3" },
  });
  expect(takeCarried(about({ replyTo: message(anna, null) }), me.id, boris)).toMatchObject({
    replyTo: { id: 7 },
    to: { id: boris.id },
  });
});
