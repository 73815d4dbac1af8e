import { beforeAll, expect, test } from "vitest";
import { deleteMessage } from "@/lib/messages/deletion";
import { person, replyIn, roomOf, say, type TestPerson, whisperTo } from "@/server/testing/world";
import { startDirect } from "./direct";
import { addMember, removeMember } from "./members";
import { editRoom } from "./mutations";
import { sharedRooms } from "./shared";

let anna: TestPerson;
let boris: TestPerson;
beforeAll(async () => {
  [anna, boris] = [await person("anna"), await person("boris")];
});

const lastOf = async (who: TestPerson, of: TestPerson) =>
  (await sharedRooms(who.actor, { personId: of.id })).items.map(({ room, last_message }) => [
    room.id,
    last_message?.text ?? null,
  ]);

test("shows the rooms that both are in, the newest talk first, with what the other said last to all", async () => {
  const [first, second] = [await roomOf(anna, boris), await roomOf(anna, boris)];
  await roomOf(boris);
  const { room: direct } = await startDirect(anna.actor, { user_ids: [boris.id] });
  const root = await say(boris, first, "first");
  await say(anna, first, "by anna");
  await replyIn(boris, root, "in a thread");
  await whisperTo(boris, first, anna, "whispered");
  await say(boris, direct, "directly");
  const regretted = await say(boris, second, "regretted");
  await deleteMessage(boris.actor, { messageId: regretted.id });
  expect(await lastOf(anna, boris)).toEqual([
    [second.id, null],
    [direct.id, "directly"],
    [first.id, "first"],
  ]);
  const [one] = (await sharedRooms(anna.actor, { personId: boris.id })).items.filter(
    ({ room }) => room.id === direct.id,
  );
  expect(one).toMatchObject({ room: { kind: "direct", name: "boris" }, role: "member" });
});

test("tells nobody of a room that they are not in: not an administrator, not one who was taken out", async () => {
  const [ada, gone] = [await person("ada", "admin"), await person("gone")];
  const [room, theirs] = [await roomOf(anna, gone), await roomOf(anna)];
  await removeMember(anna.actor, { roomId: room.id, personId: gone.id });
  for (const who of [ada, gone]) expect(await lastOf(who, anna)).toEqual([]);
  expect((await lastOf(anna, anna)).map(([id]) => id)).toEqual(expect.arrayContaining([room.id, theirs.id]));
});

test("shows no last words from before one came", async () => {
  const late = await person("late");
  const room = await roomOf(anna);
  await editRoom(anna.actor, { roomId: room.id, history: "joined" });
  await say(anna, room, "before");
  await addMember(anna.actor, { roomId: room.id, personId: late.id });
  expect(await lastOf(late, anna)).toEqual([[room.id, null]]);
});

test("a guest does not know whoever shares no room with them", async () => {
  const guest = await person("gina", "guest");
  await expect(sharedRooms(guest.actor, { personId: anna.id })).rejects.toMatchObject({ code: "not_found" });
});
