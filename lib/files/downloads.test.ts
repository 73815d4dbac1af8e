import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { database, inTransaction } from "@/db/client";
import { files } from "@/db/schema";
import { endSession } from "@/lib/auth/closing";
import { mintToken, revokeToken } from "@/lib/auth/personal-tokens";
import { spoolFolder } from "@/lib/files/spooling";
import { revocationSweepMs, watchedBytesMin } from "@/lib/limits";
import { deleteMessage } from "@/lib/messages/deletion";
import { removeMember } from "@/lib/rooms/members";
import { openDoor, type RestDoor } from "@/server/testing/door";
import { deactivate, found, person, roomOf, say, type TestPerson, tokenOf } from "@/server/testing/world";
import { attachFiles } from "./attaching";
import { storage } from "./storage";

const data = vi.hoisted(() => {
  // The environment is parsed when the first module asks: before any of the imports above.
  const folder = `${process.env.TMPDIR ?? "/tmp"}/staffroom-downloads-${process.pid}-${process.hrtime.bigint()}`;
  process.env.STAFFROOM_DATA = folder;
  return folder;
});

/** More than all that stands between the two ends takes in. */
const large = 256 * 1024 * 1024;
let door: RestDoor;
let anna: TestPerson;

beforeAll(async () => {
  await found();
  anna = await person("anna");
  door = await openDoor();
});
afterAll(async () => {
  await door.close();
  rmSync(data, { recursive: true, force: true });
});

async function fileIn(room: { id: number }, bytes: number) {
  const storageKey = `00/${randomUUID()}`;
  const path = join(spoolFolder(), `${randomUUID()}.part`);
  await mkdir(spoolFolder(), { recursive: true });
  const handle = await open(path, "w");
  await handle.truncate(bytes);
  await handle.close();
  await storage().put(storageKey, path);
  const row = { ownerId: anna.id, name: "film.bin", bytes, contentType: "application/octet-stream", storageKey };
  const [made] = await database().insert(files).values(row).returning({ id: files.id });
  const message = await say(anna, room, "here");
  await inTransaction((tx) => attachFiles(tx, anna.actor, message.id, [made?.id ?? 0]));
  return { fileId: made?.id ?? 0, messageId: message.id };
}

/** Begins to fetch, and takes nothing for the moment. */
async function fetching(token: string, fileId: number, headers = {}): Promise<IncomingMessage> {
  const asking = get(`${door.url}/api/v1/files/${fileId}`, {
    headers: { ...headers, authorization: `Bearer ${token}` },
  });
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  return answer;
}

async function rest(answer: IncomingMessage) {
  let bytes = 0;
  const error = await new Promise<Error | null>((resolve) => {
    answer.on("data", (chunk: Buffer) => (bytes += chunk.length));
    answer.once("error", resolve);
    answer.once("end", () => resolve(null));
  });
  return { bytes, isCut: error !== null };
}

interface Scene {
  boris: TestPerson;
  room: { id: number };
  messageId: number;
  token: string;
  tokenId: number;
}
const endings: [string, (scene: Scene) => Promise<unknown>][] = [
  ["their token is revoked", ({ boris, tokenId }) => revokeToken(boris.actor, { id: tokenId })],
  ["they are deactivated", ({ boris }) => deactivate(boris)],
  [
    "they are removed from the room",
    ({ boris, room }) => removeMember(anna.actor, { roomId: room.id, personId: boris.id }),
  ],
  ["the message is deleted", ({ messageId }) => deleteMessage(anna.actor, { messageId })],
];

test.each(endings)(
  "a download under way is cut within a second once %s, also where nobody takes it",
  async (_, end) => {
    const boris = await person("boris");
    const room = await roomOf(anna, boris);
    const { fileId, messageId } = await fileIn(room, large);
    const closings: Promise<unknown>[] = [];
    door.before = async ({ socket }) => void closings.push(new Promise((resolve) => socket.once("close", resolve)));
    const { token, ...minted } = await mintToken(boris.actor, { name: "a script" });
    const [whole, part] = [await fetching(token, fileId), await fetching(token, fileId, { range: "bytes=5-" })];
    expect([whole.statusCode, part.statusCode]).toEqual([200, 206]);

    await end({ boris, room, messageId, token, tokenId: minted.id });
    const endedAt = performance.now();
    await Promise.all(closings);

    expect(performance.now() - endedAt).toBeLessThan(1_000);
    expect([(await rest(whole)).isCut, (await rest(part)).isCut]).toEqual([true, true]);
  },
);

test("one by a session ends with the session, while another person's goes on to its end", async () => {
  const [boris, vera] = [await person("boris"), await person("vera")];
  const { fileId } = await fileIn(await roomOf(anna, boris, vera), large);
  const [cut, goesOn] = [await fetching(await tokenOf(boris), fileId), await fetching(await tokenOf(vera), fileId)];
  await endSession(boris.actor, boris.sessionId);
  expect((await rest(cut)).isCut).toBe(true);
  expect(await rest(goesOn)).toEqual({ bytes: large, isCut: false });
});

test("what is small is not watched, and comes whole", async () => {
  const { fileId } = await fileIn(await roomOf(anna), watchedBytesMin);
  const ticking = vi.spyOn(globalThis, "setInterval");
  expect(await rest(await fetching(await tokenOf(anna), fileId))).toEqual({ bytes: watchedBytesMin, isCut: false });
  expect(ticking.mock.calls.filter(([, ms]) => ms === revocationSweepMs)).toEqual([]);
  ticking.mockRestore();
});
