import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { auditEntries } from "@/db/schema";
import type { Role } from "@/lib/access/actor";
import { avatarSidePixels } from "@/lib/limits";
import { person, type TestPerson } from "@/server/testing/world";
import { readMark, readWorkspace } from "./data";
import { changeMark, removeMark } from "./mutations";

const data = vi.hoisted(() => {
  // The environment is parsed when the first module asks: before any of the imports above.
  const folder = `${process.env.TMPDIR ?? "/tmp"}/staffroom-mark-${process.pid}-${process.hrtime.bigint()}`;
  process.env.STAFFROOM_DATA = folder;
  process.env.STAFFROOM_PICTURE = "server/picture.ts";
  return folder;
});

let owner: TestPerson;
const stored = () => readdirSync(join(data, "marks"));
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#1c6b4c" } })
    .png()
    .toBuffer();

beforeAll(async () => {
  owner = await person("olga", "owner");
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

test("a mark of any shape is shown whole in a square, and the one before it goes", async () => {
  await expect(readMark()).rejects.toMatchObject({ code: "not_found" });
  const first = await changeMark(owner.actor, await plain(400, 100));
  expect(first.mark_url).toMatch(/^\/mark\?v=[0-9a-f]{8}$/);
  const { picture, version } = await readMark();
  expect(first.mark_url).toBe(`/mark?v=${version}`);
  const pixels = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  expect(pixels.info).toMatchObject({ width: avatarSidePixels, height: avatarSidePixels });
  expect(pixels.data.at(3), "nothing stands over a wide mark").toBe(0);

  const second = await changeMark(owner.actor, await plain(64, 64));
  expect(second.mark_url).not.toBe(first.mark_url);
  expect(stored()).toHaveLength(1);
  expect((await removeMark(owner.actor)).mark_url).toBeNull();
  expect(stored()).toEqual([]);
  await removeMark(owner.actor);
  const entries = await database().select({ action: auditEntries.action }).from(auditEntries).orderBy(auditEntries.id);
  expect(entries.map(({ action }) => action)).toEqual([
    "workspace.mark_changed",
    "workspace.mark_changed",
    "workspace.mark_removed",
  ]);
});

test("what is no picture by its content is refused and leaves nothing behind", async () => {
  await expect(changeMark(owner.actor, Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"))).rejects.toMatchObject(
    {
      reason: "pictureUnreadable",
    },
  );
  expect(stored()).toEqual([]);
});

test.each(["member", "guest", "bot"] as Role[])("a %s changes no mark", async (role) => {
  const other = await person("other", role);
  await expect(changeMark(other.actor, await plain(8, 8))).rejects.toMatchObject({ code: "forbidden" });
  await expect(removeMark(other.actor)).rejects.toMatchObject({ code: "forbidden" });
  expect(await readWorkspace()).toMatchObject({ mark_url: null });
});
