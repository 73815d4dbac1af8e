import { describe, expect, test } from "vitest";
import type { Role } from "./actor";
import {
  mayChangePerson,
  mayChangeRole,
  mayChangeWorkspace,
  mayCreateRoom,
  mayDeactivate,
  mayExportWorkspace,
  mayGrantRole,
  mayInvite,
  mayInviteAs,
  mayListEveryone,
  type RoomFacts,
  type RoomVerb,
  requiresFactor,
  roomRules,
} from "./policy";

const roles: Role[] = ["owner", "admin", "member", "guest", "bot"];
const verbs: RoomVerb[] = [
  "see",
  "read",
  "post",
  "join",
  "leave",
  "manage",
  "changeMembers",
  "removeMembers",
  "inspect",
  "listMembers",
];
const facts = (over: Partial<RoomFacts>): RoomFacts => ({
  id: 1,
  kind: "room",
  visibility: "private",
  archived: false,
  forAll: false,
  fromSeq: 0,
  myRole: null,
  membershipRule: "room_admins",
  ...over,
});

/**
 * The written law: for each kind of room and place in it, what each role may do.
 * A letter for each verb, in the order of `verbs`: See, Read, Post, Join, Leave, Manage, Change members, take members Out,
 * Inspect, list members (Who).
 */
const law: [string, Partial<RoomFacts>, Record<Role, string>][] = [
  [
    "a private room, as an outsider",
    {},
    { owner: ".....MCOIW", admin: ".....MCOIW", member: "..........", guest: "..........", bot: ".........." },
  ],
  [
    "an open room, as an outsider",
    { visibility: "open" },
    { owner: "S..J.MCOIW", admin: "S..J.MCOIW", member: "S..J....I.", guest: "..........", bot: ".........." },
  ],
  [
    "a room, as its member",
    { myRole: "member" },
    { owner: "SRPJLMCOIW", admin: "SRPJLMCOIW", member: "SRPJL...IW", guest: "SRPJL...IW", bot: "SRPJL...IW" },
  ],
  [
    "a room, as its admin",
    { myRole: "admin" },
    { owner: "SRPJLMCOIW", admin: "SRPJLMCOIW", member: "SRPJLMCOIW", guest: "SRPJLMCOIW", bot: "SRPJLMCOIW" },
  ],
  [
    "an archived room, as its member",
    { myRole: "member", archived: true },
    { owner: "SR..LM.OIW", admin: "SR..LM.OIW", member: "SR..L...IW", guest: "SR..L...IW", bot: "SR..L...IW" },
  ],
  [
    "an archived room, as its admin",
    { myRole: "admin", archived: true },
    { owner: "SR..LM.OIW", admin: "SR..LM.OIW", member: "SR..LM.OIW", guest: "SR..LM.OIW", bot: "SR..LM.OIW" },
  ],
  [
    "an archived open room, as an outsider",
    { visibility: "open", archived: true },
    { owner: "S....M.OIW", admin: "S....M.OIW", member: "S.......I.", guest: "..........", bot: ".........." },
  ],
  [
    "a direct room, as one of its people",
    { kind: "direct", myRole: "member" },
    { owner: "SRPJ....IW", admin: "SRPJ....IW", member: "SRPJ....IW", guest: "SRPJ....IW", bot: "SRPJ....IW" },
  ],
  [
    "a direct room, as an outsider",
    { kind: "direct" },
    { owner: "..........", admin: "..........", member: "..........", guest: "..........", bot: ".........." },
  ],
  [
    "the room for all, as its member",
    { myRole: "member", forAll: true },
    { owner: "SRPJ.MCOIW", admin: "SRPJ.MCOIW", member: "SRPJ....IW", guest: "SRPJL...IW", bot: "SRPJL...IW" },
  ],
  [
    "a room where any member adds people, as its member",
    { myRole: "member", membershipRule: "members" },
    { owner: "SRPJLMCOIW", admin: "SRPJLMCOIW", member: "SRPJL.COIW", guest: "SRPJL.COIW", bot: "SRPJL.COIW" },
  ],
  [
    "a room where any member adds people, as an outsider",
    { membershipRule: "members" },
    { owner: ".....MCOIW", admin: ".....MCOIW", member: "..........", guest: "..........", bot: ".........." },
  ],
  [
    "a room where administrators alone add people, as its admin",
    { myRole: "admin", membershipRule: "admins" },
    { owner: "SRPJLMCOIW", admin: "SRPJLMCOIW", member: "SRPJLM..IW", guest: "SRPJLM..IW", bot: "SRPJLM..IW" },
  ],
];

const letters: Record<RoomVerb, string> = {
  see: "S",
  read: "R",
  post: "P",
  join: "J",
  leave: "L",
  manage: "M",
  changeMembers: "C",
  removeMembers: "O",
  inspect: "I",
  listMembers: "W",
};
const allowed = (role: Role, active: boolean, room: RoomFacts) =>
  verbs.map((verb) => (roomRules[verb]({ role, active }, room) ? letters[verb] : ".")).join("");

test("the table speaks of every verb", () => {
  expect(Object.keys(roomRules).sort()).toEqual([...verbs].sort());
});

describe.each(law)("%s", (_name, over, expected) => {
  test.each(roles)("%s", (role) => {
    expect(allowed(role, true, facts(over))).toBe(expected[role]);
  });

  test("one who was deactivated may nothing, whatever they were", () => {
    for (const role of roles) expect(allowed(role, false, facts(over))).toBe("..........");
  });
});

describe("the company", () => {
  const table: [string, (who: { role: Role; active: boolean }) => boolean, Role[]][] = [
    ["finds everybody", mayListEveryone, ["owner", "admin", "member", "bot"]],
    ["makes rooms where administrators do", (who) => mayCreateRoom(who, "admins"), ["owner", "admin"]],
    ["makes rooms where employees do", (who) => mayCreateRoom(who, "members"), ["owner", "admin", "member"]],
    ["makes rooms where guests do, too", (who) => mayCreateRoom(who, "guests"), ["owner", "admin", "member", "guest"]],
    ["invites", mayInvite, ["owner", "admin"]],
    ["makes an owner", (who) => mayGrantRole(who, "owner"), ["owner"]],
    ["makes an administrator", (who) => mayGrantRole(who, "admin"), ["owner", "admin"]],
    ["changes an owner", (who) => mayChangePerson(who, { role: "owner" }), ["owner"]],
    ["changes an administrator", (who) => mayChangePerson(who, { role: "admin" }), ["owner", "admin"]],
    ["takes everything out", mayExportWorkspace, ["owner"]],
    ["invites an administrator", (who) => mayInviteAs(who, "admin"), ["owner"]],
    ["invites a member", (who) => mayInviteAs(who, "member"), ["owner", "admin"]],
    ["invites a guest", (who) => mayInviteAs(who, "guest"), ["owner", "admin"]],
    ["changes the company", mayChangeWorkspace, ["owner", "admin"]],
  ];
  test.each(table)("who %s", (_what, rule, may) => {
    expect(roles.filter((role) => rule({ role, active: true }))).toEqual(may);
    expect(roles.filter((role) => rule({ role, active: false }))).toEqual([]);
  });
});

test("a second factor is asked of those whom the company names, and of no bot", () => {
  const asked = (rule: Parameters<typeof requiresFactor>[0]) => roles.filter((role) => requiresFactor(rule, role));
  expect(asked("optional")).toEqual([]);
  expect(asked("admins")).toEqual(["owner", "admin"]);
  expect(asked("everyone")).toEqual(["owner", "admin", "member", "guest"]);
});

describe("between two people", () => {
  const who = (role: Role, personId = 1) => ({ personId, role, active: true });

  test("nobody raises themselves, and an owner may step down", () => {
    for (const role of roles)
      for (const wanted of roles)
        expect(mayChangeRole(who(role), { id: 1, role }, wanted), `${role} to ${wanted}`).toBe(
          wanted !== "bot" && (role === "owner" || (role === "admin" && wanted !== "owner")),
        );
  });

  test("an administrator raises others up to their own height and touches no owner", () => {
    const to = (wanted: Role) => roles.filter((role) => mayChangeRole(who("admin"), { id: 2, role }, wanted));
    expect(to("owner")).toEqual([]);
    expect(to("admin")).toEqual(["admin", "member", "guest"]);
    expect(to("guest")).toEqual(["admin", "member", "guest"]);
  });

  test("nobody makes a person of a bot, nor a bot of a person", () => {
    for (const role of roles.filter((one) => one !== "bot")) {
      expect(mayChangeRole(who("owner"), { id: 2, role: "bot" }, role)).toBe(false);
      expect(mayChangeRole(who("owner"), { id: 2, role }, "bot")).toBe(false);
    }
  });

  test("administrators deactivate others but owners, owners everybody else, and nobody themselves", () => {
    const whom = (role: Role, id: number) => roles.filter((other) => mayDeactivate(who(role), { id, role: other }));
    expect(whom("owner", 2)).toEqual(roles);
    expect(whom("admin", 2)).toEqual(["admin", "member", "guest", "bot"]);
    for (const role of ["member", "guest", "bot"] as const) expect(whom(role, 2)).toEqual([]);
    for (const role of roles) expect(whom(role, 1)).toEqual([]);
  });
});
