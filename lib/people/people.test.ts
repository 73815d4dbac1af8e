import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { database, inTransaction } from "@/db/client";
import { persons } from "@/db/schema";
import type { Role } from "@/lib/access/actor";
import { AppError } from "@/lib/errors";
import { readAvatar } from "@/lib/files/avatars";
import { avatarBytesMax, avatarSidePixels } from "@/lib/limits";
import { leaveRoom, removeMember } from "@/lib/rooms/members";
import { knock } from "@/server/testing/knock";
import { deactivate, found, person, roomOf, signInAgain, type TestPerson } from "@/server/testing/world";
import { insertPerson } from "./accounts";
import { findActivePeople, getPerson, listPeople, presenceOf } from "./data";
import { changeAvatar, editProfile, removeAvatar } from "./mutations";
import { editProfileInput, listPeopleInput } from "./schema";

const data = vi.hoisted(() => {
  // The environment is parsed when the first module asks: before any of the imports above.
  const folder = `${process.env.TMPDIR ?? "/tmp"}/staffroom-people-${process.pid}-${process.hrtime.bigint()}`;
  process.env.STAFFROOM_DATA = folder;
  process.env.STAFFROOM_PICTURE = "server/picture.ts";
  return folder;
});

const nobody = 2_000_000_000;
let made = 0;

async function named(displayName: string, role: Role = "member"): Promise<TestPerson> {
  await found();
  const username = `named${++made}`;
  const account = {
    username,
    email: `${username}@example.com`,
    displayName,
    role,
    locale: "ru",
    timeZone: "UTC",
  } as const;
  const { id } = await inTransaction((tx) => insertPerson(tx, { ...account, passwordHash: null }));
  return signInAgain({ id, actor: { role } });
}

async function told(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((reason: unknown) => reason);
  if (!(error instanceof AppError)) throw new Error("no AppError was thrown");
  return `${error.message} ${JSON.stringify(error.fields)}`;
}

async function everyPage(reader: TestPerson, limit: number, q?: string): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listPeople(reader.actor, listPeopleInput.parse({ limit, cursor, q }));
    expect(page.items.length).toBeLessThanOrEqual(limit);
    names.push(...page.items.map((one) => one.display_name));
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return names;
}

describe("the contact list", () => {
  const alphabet = ["анна", "Анна", "Борис", "Елена", "Ёлка", "Ель", "Жанна", "Яна", "Adam", "Zoë"];
  let reader: TestPerson;

  beforeAll(async () => {
    for (const name of alphabet.toReversed()) reader = await named(name);
    await named("Анна");
    const gone = await named("Ушедший");
    await deactivate(gone);
  });

  test.each([1, 2, 3, 50])("pages of %i hold everybody once, in the order of the Russian alphabet", async (limit) => {
    expect(await everyPage(reader, limit)).toEqual(["анна", "Анна", ...alphabet.slice(1)]);
  });

  test("is searched by name and user name, in any case, and signs of a pattern are letters", async () => {
    expect(await everyPage(reader, 2, "АНН")).toEqual(["анна", "Анна", "Анна", "Жанна"]);
    expect(await everyPage(reader, 50, reader.actor.username.toUpperCase())).toEqual(["анна"]);
    for (const q of ["%", "_", "\\", "' or 1=1", "%\0%", "\0%"]) expect(await everyPage(reader, 50, q), q).toEqual([]);
  });

  test("a cursor that was not given out is invalid", async () => {
    await expect(listPeople(reader.actor, { cursor: "e30" })).rejects.toMatchObject({ code: "invalid" });
  });
});

describe("who knows whom", () => {
  test("a guest knows those who share a room with them, as long as they do", async () => {
    const [anna, boris, visitor] = [await person("anna"), await person("boris"), await person("visitor", "guest")];
    const known = async () => (await listPeople(visitor.actor, {})).items.map((one) => one.id).sort((a, b) => a - b);
    expect(await known()).toEqual([visitor.id]);
    const room = await roomOf(anna, boris, visitor);
    expect(await known()).toEqual([anna.id, boris.id, visitor.id].sort((a, b) => a - b));
    await leaveRoom(boris.actor, { roomId: room.id });
    expect(await known()).toEqual([anna.id, visitor.id].sort((a, b) => a - b));
    expect(await told(getPerson(visitor.actor, boris.id))).toBe(await told(getPerson(visitor.actor, nobody)));
    expect(await told(readAvatar(visitor.actor, boris.id))).toBe(await told(readAvatar(visitor.actor, nobody)));
    expect(await findActivePeople(visitor.actor, [boris.id, anna.id])).toHaveLength(1);
    await removeMember(anna.actor, { roomId: room.id, personId: visitor.id });
    expect(await known()).toEqual([visitor.id]);
  });

  test("an e-mail is shown to its owner and to administrators", async () => {
    const [anna, boris, admin] = [await person("anna"), await person("boris"), await person("admin", "admin")];
    expect((await getPerson(anna.actor, anna.id)).email).toBe(anna.actor.email);
    expect((await getPerson(admin.actor, anna.id)).email).toBe(anna.actor.email);
    expect(await getPerson(boris.actor, anna.id)).not.toHaveProperty("email");
    expect(JSON.stringify(await listPeople(boris.actor, {}))).not.toContain(anna.actor.email);
  });

  test("one who was deactivated is known by name still, and is not here", async () => {
    const [anna, gone] = [await person("anna"), await person("gone")];
    await deactivate(gone);
    expect(await getPerson(anna.actor, gone.id)).toMatchObject({ active: false, presence: "offline" });
    expect(await findActivePeople(anna.actor, [gone.id])).toEqual([]);
    expect(await presenceOf([gone.id, anna.id])).toEqual([[anna.id, "offline"]]);
  });
});

describe("a profile", () => {
  test("changes what is given, and leaves the rest", async () => {
    const anna = await person("anna");
    const changed = await editProfile(anna.actor, { status_text: "on leave" });
    expect(changed).toMatchObject({ status_text: "on leave", display_name: "anna" });
    expect(await editProfile(anna.actor, {})).toEqual(changed);
  });

  test("is read back whole by oneself, and nobody else is told what one has set for oneself", async () => {
    const [anna, admin] = [await person("anna"), await person("admin", "admin")];
    const own = { locale: "ru", theme: "dark", time_zone: "Europe/Moscow" } as const;
    expect(await editProfile(anna.actor, own)).toMatchObject({ ...own, id: anna.id, email: anna.actor.email });
    expect(await (await knock("GET", "me", undefined, anna)).json()).toMatchObject(own);
    expect(await (await knock("PATCH", "me", { theme: "light" }, anna)).json()).toMatchObject({
      ...own,
      theme: "light",
    });
    for (const [who, path] of [
      [admin, `users/${anna.id}`],
      [anna, `users/${admin.id}`],
    ] as const)
      for (const name of Object.keys(own))
        expect(await (await knock("GET", path, undefined, who)).json()).not.toHaveProperty(name);
  });

  test("takes nothing else", () => {
    for (const input of [
      { role: "owner" },
      { email: "x@example.com" },
      { display_name: "" },
      { display_name: "\u2060\u202e" },
      { display_name: "x".repeat(81) },
      { time_zone: "Mars/Olympus" },
      { locale: "de" },
      { status_text: {} },
    ])
      expect(editProfileInput.safeParse(input).success, JSON.stringify(input)).toBe(false);
  });
});

describe("a picture", () => {
  let anna: TestPerson;
  const stored = () => readdirSync(join(data, "avatars"));
  const plain = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: "#a33" }, limitInputPixels: false });

  beforeAll(async () => {
    anna = await person("anna");
  });
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  test("of any shape becomes a small square, and the one before it goes", async () => {
    const first = await changeAvatar(anna.actor, await plain(300, 120).png().toBuffer());
    expect(first.avatar_url).toMatch(new RegExp(`^/avatars/${anna.id}\\?v=[0-9a-f]{8}$`));
    const bytes = await readAvatar(anna.actor, anna.id);
    expect(await sharp(bytes).metadata()).toMatchObject({
      format: "webp",
      width: avatarSidePixels,
      height: avatarSidePixels,
    });
    const second = await changeAvatar(anna.actor, await plain(20, 400).jpeg().toBuffer());
    expect(second.avatar_url).not.toBe(first.avatar_url);
    expect(stored()).toHaveLength(1);
    expect((await removeAvatar(anna.actor)).avatar_url).toBeNull();
    expect(stored()).toEqual([]);
    await expect(readAvatar(anna.actor, anna.id)).rejects.toMatchObject({ code: "not_found" });
  });

  test("carries nothing of where and by what it was taken", async () => {
    const tagged = await plain(64, 64)
      .withExif({ IFD0: { Copyright: "SECRET", Make: "CAMERA" } })
      .jpeg()
      .toBuffer();
    expect(tagged.includes("SECRET")).toBe(true);
    await changeAvatar(anna.actor, tagged);
    expect((await readAvatar(anna.actor, anna.id)).includes("SECRET")).toBe(false);
    await removeAvatar(anna.actor);
  });

  test("is known by its content: what is none is refused, whatever it begins with", async () => {
    const png = await plain(64, 64).png().toBuffer();
    const text = (value: string) => new TextEncoder().encode(value);
    for (const bytes of [
      new Uint8Array(),
      text("hello"),
      text("<!doctype html><script>alert(1)</script>"),
      text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
      text('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
      text("%PDF-1.7"),
      text("GIF89a<script>alert(1)</script>"),
      png.subarray(0, 60),
      Buffer.concat([png.subarray(0, 8), text("<svg onload=x>")]),
    ])
      await expect(changeAvatar(anna.actor, bytes)).rejects.toMatchObject({
        code: "invalid",
        reason: "pictureUnreadable",
      });
    expect(stored()).toEqual([]);
    const [row] = await database().select({ key: persons.avatarKey }).from(persons).where(eq(persons.id, anna.id));
    expect(row?.key).toBeNull();
  }, 60_000);

  test("of more bytes or more pixels than the limits is too large", async () => {
    await expect(changeAvatar(anna.actor, new Uint8Array(avatarBytesMax + 1))).rejects.toMatchObject({
      reason: "pictureTooLarge",
    });
    const huge = await plain(8_000, 6_300).png({ compressionLevel: 9 }).toBuffer();
    expect(huge.byteLength).toBeLessThan(avatarBytesMax);
    await expect(changeAvatar(anna.actor, huge)).rejects.toMatchObject({
      code: "too_large",
      reason: "pictureTooLarge",
    });
  }, 60_000);
});
