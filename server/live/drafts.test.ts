import { expect, test } from "vitest";
import { saveDraft } from "@/lib/messages/drafts";
import { removeMember } from "@/lib/rooms/members";
import { onBothBuses } from "@/server/testing/stage";
import { person, roomOf, say, signInAgain, tokenOf } from "@/server/testing/world";

onBothBuses({}, (stage) => {
  test("what is half written on one device is on all of them, and nobody else hears of it", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const desk = await stage.connect(anna);
    const phone = await stage.connect(await signInAgain(anna));
    const his = await stage.connect(boris);
    desk.send({ type: "draft", room_id: room.id, text: "half" });
    const saved = await desk.next("draft", (frame) => frame.saved === true);
    const told = { type: "draft", room_id: room.id, thread_id: null, text: "half", updated_at: saved.updated_at };
    expect(await phone.next("draft")).toEqual(told);
    expect(await desk.next("draft")).toEqual(told);
    const late = stage.open({ path: `?token=${await tokenOf(anna)}` });
    const place = { room_id: room.id, thread_id: null, updated_at: saved.updated_at };
    expect((await late.next("ready")).drafts).toEqual([place]);

    await say(anna, room, "half");
    for (const socket of [desk, phone, late]) expect(await socket.next("draft")).toMatchObject({ text: "" });
    await his.next("message");
    expect(await his.received("draft")).toEqual([]);
  });

  test("a device of somebody who is out of the room hears nothing of it, nor does a socket for another room", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const [room, other] = [await roomOf(anna, boris), await roomOf(boris)];
    await saveDraft(boris.actor, { roomId: room.id, text: "half" });
    const elsewhere = stage.open({ path: `/${other.id}?token=${await tokenOf(boris)}` });
    expect((await elsewhere.next("ready")).drafts).toEqual([]);
    elsewhere.send({ type: "draft", room_id: room.id, text: "more" });
    expect(await elsewhere.next("error")).toMatchObject({ code: "not_found" });
    const socket = await stage.connect(boris);
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    await socket.next("removed");
    socket.send({ type: "draft", room_id: room.id, text: "more" });
    expect(await socket.next("error")).toMatchObject({ code: "not_found" });
    expect(await socket.received("draft")).toEqual([]);
  });
});
