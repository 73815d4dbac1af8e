import { expect, test } from "vitest";
import type { ThreadPlace } from "@/lib/messages/schema";
import type { Chat, MessageView } from "@/server/client";
import { Threads } from "./threads";

const place = (thread_id: number, last_read_seq: number, following = true): ThreadPlace => ({
  room_id: 5,
  thread_id,
  following,
  last_read_seq,
});
const reply = (thread_id: number, seq: number, author = 2) =>
  ({ thread_id, seq, author: { id: author } }) as MessageView;

/** Somebody's threads, with answers that come when the test says so. */
function sit() {
  const asked: { path: string; answer: (items: unknown[]) => Promise<void> }[] = [];
  const call = (_method: string, path: string) =>
    new Promise((resolve) => {
      const answer = async (items: unknown[]) => {
        resolve({ items });
        await new Promise(setImmediate);
      };
      asked.push({ path, answer });
    });
  const chat = { me: { id: 1 }, call } as unknown as Chat;
  return { threads: new Threads(chat, 5, () => {}), asked };
}

test("what others say in a thread that one follows is unread until one has read so far; one's own words are not", async () => {
  const { threads, asked } = sit();
  threads.said(reply(7, 1, 1));
  expect(asked).toEqual([]);
  threads.said(reply(7, 2));
  expect(threads.unread).toEqual([]);
  await asked[0]?.answer([place(7, 1)]);
  expect(threads.unread).toEqual([7]);
  threads.told(place(7, 2));
  expect(threads.unread).toEqual([]);
  threads.said(reply(8, 1));
  await asked[1]?.answer([]);
  expect([threads.unread, asked.map(({ path }) => path)]).toEqual([[], ["rooms/5/threads", "rooms/5/threads"]]);
  threads.told(place(8, 0));
  expect(threads.unread).toEqual([8]);
  threads.told({ ...place(9, 0), room_id: 6 });
  threads.said(reply(9, 1));
  expect(asked).toHaveLength(3);
});

test("what one reads, or follows no more, while the list is asked for is so, whatever the list says", async () => {
  const { threads, asked } = sit();
  const reading = threads.read();
  const root = { replies: { last_seq: 3 } };
  threads.told(place(7, 3));
  threads.told(place(8, 0, false));
  threads.said(reply(9, 4));
  await asked[0]?.answer([7, 8, 9].map((id) => ({ ...place(id, 0), root })));
  await reading;
  expect(threads.unread).toEqual([9]);
  await asked[1]?.answer([place(9, 4)]);
  expect(threads.unread).toEqual([]);
});
