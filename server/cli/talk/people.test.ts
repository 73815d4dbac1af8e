import { expect, test } from "vitest";
import type { Chat } from "@/server/client";
import { People } from "./people";

type Members = Awaited<ReturnType<Chat["members"]>>;

test("who comes or goes while the list is being read is shown as they are now, not as the list has it", async () => {
  const lists: ((members: Members) => void)[] = [];
  const members = () => new Promise<Members>((resolve) => lists.push(resolve));
  const people = new People({ me: { id: 1 } as Chat["me"], members }, 1);
  const member = (id: number, presence: "online" | "offline") =>
    ({ user: { id, username: `p${id}`, display_name: `P${id}`, presence } }) as Members[number];
  const old = [member(1, "online"), member(2, "offline"), member(3, "online"), member(4, "offline")];

  const reading = [people.read(), people.read()];
  people.presence(2, "online");
  people.left(3);
  for (const answer of lists) answer(old);
  await Promise.all(reading);
  expect(people.all.map(({ id, presence }) => [id, presence])).toEqual([
    [1, "online"],
    [2, "online"],
    [4, "offline"],
  ]);
  expect(people.here).toBe(2);
});
