import { describe, expect, test } from "vitest";
import type { ServerFrame } from "@/lib/events/schema";
import type { MessageView } from "@/lib/messages/schema";
import type { RoomView } from "./schema";
import { hasDraft, nextUnread, openSidebar, type Sidebar, sidebarReducer, sortedRooms } from "./sidebar";

const me = 10;
const anna = { id: 11, username: "anna", display_name: "Anna", avatar_url: null };
const none = { count: 0, mentions: 0, first_unread_id: null };
const room = (id: number, over: Partial<RoomView> = {}): RoomView => ({
  id,
  kind: "room",
  name: `room ${id}`,
  topic: "",
  visibility: "private",
  archived: false,
  created_by: me,
  created_at: `2026-06-01T12:00:0${id}.000Z`,
  member_count: 2,
  my_role: "member",
  notify: "all",
  unread: none,
  last_message: null,
  version: 5,
  last_read_seq: 0,
  from_seq: 0,
  for_all: false,
  history: "all",
  people: [],
  ...over,
});
const said = (seq: number, over: Partial<MessageView> = {}) =>
  ({
    id: seq * 10,
    room_id: 1,
    seq,
    version: seq,
    thread_id: null,
    text: `${seq}`,
    created_at: "2026-06-02T12:00:00.000Z",
    ...over,
  }) as MessageView;

const opened = (...rooms: RoomView[]) =>
  openSidebar(me, rooms.length > 0 ? rooms : [room(1), room(2)], [[11, "online"]]);
const frame = (state: Sidebar, sent: ServerFrame) => sidebarReducer(state, { type: "frame", frame: sent });
const at = (state: Sidebar, id: number) => state.rooms.get(id);

describe("frames", () => {
  test("a message becomes the room's last words and moves its version", () => {
    const before = opened();
    const state = frame(before, { type: "message", room_id: 1, version: 6, message: said(1) });
    expect(at(state, 1)).toMatchObject({ version: 6, last_message: { seq: 1 } });
    expect(at(state, 2)).toBe(at(before, 2));
  });

  test("an older message, and one in a thread, are not the last words", () => {
    const state = opened(room(1, { last_message: said(3) }));
    expect(at(frame(state, { type: "message", room_id: 1, version: 4, message: said(2) }), 1)).toMatchObject({
      version: 5,
      last_message: { seq: 3 },
    });
    const threaded = frame(state, { type: "message", room_id: 1, version: 6, message: said(4, { thread_id: 30 }) });
    expect(at(threaded, 1)?.last_message?.seq).toBe(3);
  });

  test("a change shows where it is of the last words, and only there", () => {
    const state = opened(room(1, { last_message: said(3) }));
    const changed = (seq: number): ServerFrame => ({
      type: "message_changed",
      room_id: 1,
      version: 6,
      message: said(seq, { text: "changed", version: 6 }),
    });
    expect(at(frame(state, changed(3)), 1)?.last_message?.text).toBe("changed");
    expect(at(frame(state, changed(2)), 1)).toMatchObject({ version: 6, last_message: { text: "3" } });
  });

  test("a room that is told is taken unless a newer one is known", () => {
    const state = opened();
    for (const type of ["room", "resumed"] as const) {
      const told = (version: number): ServerFrame => {
        const named = room(1, { name: "told", version });
        return type === "room"
          ? { type, room_id: 1, version, room: named }
          : { type, room_id: 1, version, room: named, messages: [] };
      };
      expect(at(frame(state, told(6)), 1)?.name).toBe("told");
      expect(at(frame(state, told(4)), 1)?.name).toBe("room 1");
    }
  });

  test("a room that one is put into comes, one that one is taken out of goes", () => {
    const more = frame(opened(), { type: "added", room: room(3) });
    expect([...more.rooms.keys()]).toEqual([1, 2, 3]);
    expect([...frame(more, { type: "removed", room_id: 1 }).rooms.keys()]).toEqual([2, 3]);
  });

  test("coming and going of members counts each version once", () => {
    const member = (version: number, change: "joined" | "left" | "role"): ServerFrame => ({
      type: "membership",
      room_id: 1,
      version,
      user: anna,
      change,
    });
    const frames = [member(6, "joined"), member(6, "joined"), member(7, "left"), member(8, "role"), member(5, "left")];
    expect(at(frames.reduce(frame, opened()), 1)).toMatchObject({ version: 8, member_count: 2 });
  });

  test("counts are taken as they are told", () => {
    const counts = { count: 3, mentions: 1, first_unread_id: 20 };
    const state = frame(opened(), { type: "unread", room_id: 1, ...counts });
    expect(at(state, 1)?.unread).toEqual(counts);
  });

  test("presence is taken by person", () => {
    const state = frame(opened(), { type: "presence", user_id: 11, status: "away", last_seen_at: null });
    expect([...state.presence]).toEqual([[11, "away"]]);
  });

  test("what says nothing of the list leaves it as it is", () => {
    const state = opened();
    const others: ServerFrame[] = [
      { type: "read", room_id: 1, user_id: 11, message_id: 1, seq: 1 },
      { type: "typing", room_id: 1, user_id: 11 },
      { type: "reset", room_id: 1 },
      { type: "resync" },
      { type: "ack", client_id: "x", message: said(1) },
      { type: "error", code: "invalid", detail: "", errors: [] },
      { type: "pong" },
      { type: "message", room_id: 77, version: 1, message: said(1) },
      { type: "unread", room_id: 77, ...none },
    ];
    for (const sent of others) expect(frame(state, sent), sent.type).toBe(state);
  });
});

describe("after the line was away", () => {
  const ready = (rooms: Record<string, number>, unread: { room_id: number; count: number }[] = []): ServerFrame => ({
    type: "ready",
    user_id: me,
    heartbeat_ms: 1,
    rooms,
    unread: unread.map((counts) => ({ mentions: 0, first_unread_id: null, ...counts })),
    drafts: [],
  });

  test("rooms that one is out of go, an open one that one only looks at stays", () => {
    const state = frame(opened(room(1), room(2), room(3, { my_role: null })), ready({ "1": 5 }));
    expect([...state.rooms.keys()]).toEqual([1, 3]);
  });

  test("counts are the told ones, and none where none were told", () => {
    const before = opened(room(1, { unread: { ...none, count: 9 } }), room(2, { unread: { ...none, count: 9 } }));
    const state = frame(before, ready({ "1": 5, "2": 5 }, [{ room_id: 1, count: 2 }]));
    expect([at(state, 1)?.unread.count, at(state, 2)?.unread.count]).toEqual([2, 0]);
  });

  test("what changed and what is new is asked for once", () => {
    const state = frame(opened(), ready({ "1": 5, "2": 6, "3": 1 }));
    expect(state.unknown).toEqual({ "2": 6, "3": 1 });
    expect(sidebarReducer(state, { type: "asked" }).unknown).toEqual({});
  });

  test("who was here is unknown until it is told", () => {
    expect(frame(opened(), ready({ "1": 5, "2": 5 })).presence.size).toBe(0);
  });
});

test("a list that is read again brings what is new, and undoes nothing newer", () => {
  const state = opened(room(1, { version: 9, name: "newer" }), room(2));
  const rooms = [room(1, { version: 8 }), room(2, { version: 6, name: "read again" }), room(3)];
  const next = sidebarReducer(state, { type: "refreshed", rooms });
  expect([...next.rooms.values()].map((one) => one.name)).toEqual(["newer", "read again", "room 3"]);
});

test("the newest talk stands first, rooms and direct talks apart, and no room that one is not in", () => {
  const state = opened(
    room(1),
    room(2, { last_message: said(1) }),
    room(3, { kind: "direct" }),
    room(4, { my_role: null }),
    room(5),
  );
  expect(sortedRooms(state, "room").map((one) => one.id)).toEqual([2, 5, 1]);
  expect(sortedRooms(state, "direct").map((one) => one.id)).toEqual([3]);
});

test("the next unread room follows in the order of the list, round its end, and the one before likewise", () => {
  const waits = { ...none, count: 1 };
  const rooms = [
    room(1, { unread: waits }),
    room(2),
    room(3, { unread: waits }),
    room(4, { kind: "direct", unread: waits }),
  ];
  const list = openSidebar(me, rooms, []);
  expect(sortedRooms(list, "room").map(({ id }) => id)).toEqual([3, 2, 1]);
  const walk = (from: number, step: 1 | -1) => nextUnread(list, from, step)?.id;
  expect([walk(0, 1), walk(3, 1), walk(2, 1), walk(1, 1), walk(4, 1)]).toEqual([3, 1, 1, 4, 3]);
  expect([walk(0, -1), walk(3, -1), walk(2, -1), walk(4, -1)]).toEqual([4, 4, 3, 1]);
  expect(nextUnread(openSidebar(me, [room(1, { unread: waits }), room(2)], []), 1, 1)).toBeUndefined();
  const whispered = openSidebar(me, [room(1), room(2)], [], [], { count: 1, whisper_rooms: [2] });
  expect(nextUnread(whispered, 1, 1)?.id).toBe(2);
});

test("a room says that something is half written in it, or in a thread of it, while it is", () => {
  const draft = (text: string, thread_id: number | null = null): ServerFrame => ({
    type: "draft",
    room_id: 1,
    thread_id,
    text,
    updated_at: null,
  });
  const told = (state: Sidebar, ...frames: ServerFrame[]) =>
    frames.reduce((now, frame) => sidebarReducer(now, { type: "frame", frame }), state);
  const begun = told(openSidebar(me, [room(1), room(11)], []), draft("half"), draft("half", 7));
  expect([hasDraft(begun, 1), hasDraft(begun, 11)]).toEqual([true, false]);
  expect(hasDraft(told(begun, draft("")), 1)).toBe(true);
  expect(hasDraft(told(begun, draft(""), draft("", 7)), 1)).toBe(false);
  expect(hasDraft(openSidebar(me, [room(1)], [], [{ room_id: 1, thread_id: null }]), 1)).toBe(true);
});
