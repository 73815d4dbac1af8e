import { afterEach, expect, test, vi } from "vitest";
import { answerRequest } from "@/lib/api/answer";
import { addMembers } from "@/lib/rooms/members";
import { person, roomOf } from "@/server/testing/world";
import { memberKnown, readPeople } from "./room-people";

afterEach(() => vi.unstubAllGlobals());

test("everybody in a room of more than a hundred is known to the field", async () => {
  const anna = await person("anna");
  const others = [];
  for (let n = 0; n < 130; n += 1) others.push(await person("crowd"));
  const room = await roomOf(anna);
  await addMembers(anna.actor, { roomId: room.id, personIds: others.map(({ id }) => id) });
  vi.stubGlobal("fetch", (address: string) => {
    const request = new Request(new URL(address, "https://chat.example.com"));
    return answerRequest(request, new URL(request.url).pathname.split("/").slice(3), {
      visitor: async () => anna.actor,
      device: { kind: "web", userAgent: "test", address: "" },
      origin: "https://chat.example.com",
    });
  });
  await readPeople(room.id, others.length + 1);
  const unknown = others.filter(({ actor }) => memberKnown(room.id, actor.username) === undefined);
  expect(unknown).toEqual([]);
});
