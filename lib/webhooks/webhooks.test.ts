import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { GET, OPTIONS, POST } from "@/app/hooks/[[...token]]/route";
import { database } from "@/db/client";
import { auditEntries, persons } from "@/db/schema";
import { requireRoom } from "@/lib/access/gate";
import { readSession } from "@/lib/auth/sessions";
import { hookPostsPerHook, webhookBodyBytesMax, webhooksPerRoomMax } from "@/lib/limits";
import { postMessage } from "@/lib/messages/mutations";
import { readMessages } from "@/lib/messages/pages";
import { readsOf } from "@/lib/messages/reads";
import { listMembers } from "@/lib/rooms/data";
import { startDirect } from "@/lib/rooms/direct";
import { removeMember } from "@/lib/rooms/members";
import { createRoom, deleteRoom, editRoom } from "@/lib/rooms/mutations";
import { readersOf, unreadIn } from "@/lib/rooms/readings";
import { Stage } from "@/server/testing/stage";
import { deactivate, found, person, roomOf, say, type TestPerson } from "@/server/testing/world";
import { listWebhooks } from "./data";
import { createWebhook, deleteWebhook } from "./mutations";

const origin = "https://chat.example.com";

async function hookOf(who: TestPerson, room: { id: number }, name = "GitLab") {
  const made = await createWebhook(who.actor, { roomId: room.id, name }, origin);
  return { ...made, token: made.url.split("/").at(-1) ?? "" };
}

function send(token: string, body: BodyInit, type = "application/json"): Promise<Response> {
  const headers = type === "" ? undefined : { "content-type": type };
  const request = new Request(`${origin}/hooks/${token}`, { method: "POST", headers, body });
  return POST(request, { params: Promise.resolve({ token: [token] }) });
}

const sendText = (token: string, text: string, username?: string) => send(token, JSON.stringify({ text, username }));

async function saidIn(who: TestPerson, room: { id: number }) {
  const { items } = await readMessages(who.actor, { roomId: room.id });
  return items.map(({ text, author }) => ({ text, name: author.display_name, bot: author.bot }));
}

async function refusal(response: Response): Promise<unknown> {
  const { code, detail } = (await response.json()) as { code: string; detail: string };
  expect(detail.length).toBeGreaterThan(10);
  return [response.status, code];
}

beforeAll(found);

describe("a webhook", () => {
  test("posts into its room as a bot of its own name, which everybody sees among the members", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const hook = await hookOf(anna, room);
    expect(hook.url).toMatch(/^https:\/\/chat\.example\.com\/hooks\/[A-Za-z0-9_-]{43}$/);
    const answer = await sendText(hook.token, "pushed");
    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
      200,
      expect.stringContaining("text/plain"),
      "ok",
    ]);
    expect(await saidIn(boris, room)).toEqual([{ text: "pushed", name: "GitLab", bot: true }]);
    const bots = (await listMembers(boris.actor, { roomId: room.id })).filter(({ user }) => user.bot);
    expect(bots.map(({ user, role }) => [user.id, user.role, role])).toEqual([[hook.bot.id, "bot", "member"]]);
  });

  test("shows its address once; only its hash is kept", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const { token } = await hookOf(anna, room);
    const dump = await database().execute(
      `select w::text from webhooks w union all select p::text from persons p union all select e::text from audit_entries e`,
    );
    expect(JSON.stringify([...dump, ...(await listWebhooks(anna.actor, { roomId: room.id }))])).not.toContain(token);
  });

  test("may speak under another name, which is marked as a program's all the same", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const { token } = await hookOf(anna, room);
    await sendText(token, "hello", "Anna Orlova");
    expect(await saidIn(anna, room)).toEqual([{ text: "hello", name: "Anna Orlova", bot: true }]);
  });

  test("a person takes no other name, whatever is passed", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const input = { roomId: room.id, text: "hello", clientId: randomUUID() };
    expect((await postMessage(anna.actor, input, { saidAs: "Boss" })).author.display_name).toBe("anna");
  });

  test("takes JSON however it is called, a form with a payload, and plain text", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const { token } = await hookOf(anna, room);
    const payload = JSON.stringify({ text: "as a payload" });
    const parts = new FormData();
    parts.append("payload", payload);
    const ways: [BodyInit, string][] = [
      [JSON.stringify({ text: "as JSON" }), "application/json; charset=utf-8"],
      [JSON.stringify({ text: "as curl sends it" }), "application/x-www-form-urlencoded"],
      [JSON.stringify({ text: "as text" }), "text/plain"],
      [JSON.stringify({ text: "as nothing" }), "application/octet-stream"],
      [new URLSearchParams({ payload }), "application/x-www-form-urlencoded"],
      [new URLSearchParams({ text: "as a form", username: "form" }), "application/x-www-form-urlencoded"],
      [parts, ""],
      ["just words", "text/plain"],
    ];
    for (const [body, type] of ways) expect((await send(token, body, type)).status).toBe(200);
    expect((await saidIn(anna, room)).map(({ text }) => text)).toEqual([
      "as JSON",
      "as curl sends it",
      "as text",
      "as nothing",
      "as a payload",
      "as a form",
      "as a payload",
      "just words",
    ]);
  });

  test("refuses in words what is empty, no JSON, or too large", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const { token } = await hookOf(anna, room);
    const refused: [BodyInit, string, number, string][] = [
      ["{}", "application/json", 422, "invalid"],
      ["", "application/json", 422, "invalid"],
      ['{"text":"', "application/json", 400, "invalid"],
      [new URLSearchParams({ payload: "no" }), "application/x-www-form-urlencoded", 400, "invalid"],
      ["no form", "multipart/form-data; boundary=x", 400, "invalid"],
      ["[".repeat(100_000), "application/json", 400, "invalid"],
      [`{"text":${JSON.stringify("x".repeat(webhookBodyBytesMax))}}`, "application/json", 413, "too_large"],
    ];
    for (const [body, type, status, code] of refused)
      expect(await refusal(await send(token, body, type))).toEqual([status, code]);
    expect(await saidIn(anna, room)).toEqual([]);
  });

  test("is not found under any other address", async () => {
    const anna = await person("anna");
    const { token } = await hookOf(anna, await roomOf(anna));
    for (const bad of ["", "x", `${token}x`, token.slice(0, -1), randomUUID()])
      expect(await refusal(await sendText(bad, "hello"))).toEqual([404, "not_found"]);
  });

  test("is told to wait when it posts too fast, each by itself", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const [busy, calm] = [await hookOf(anna, room), await hookOf(anna, room)];
    const sent = await Promise.all(Array.from({ length: hookPostsPerHook + 1 }, () => send(busy.token, "{}")));
    const slowed = sent.filter(({ status }) => status === 429);
    expect(slowed).toHaveLength(1);
    expect(Number(slowed[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await sendText(calm.token, "hello")).status).toBe(200);
  });

  test("says nothing in an archived room, as nobody does", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const { token } = await hookOf(anna, room);
    await editRoom(anna.actor, { roomId: room.id, archived: true });
    expect(await refusal(await sendText(token, "hello"))).toEqual([403, "forbidden"]);
    await expect(hookOf(anna, room)).rejects.toMatchObject({ reason: "roomArchived" });
  });

  test("calls everybody as a member may, and commands nothing", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const { token, bot } = await hookOf(anna, room);
    await sendText(token, "@all the rope is worn");
    await sendText(token, `/pm @${boris.actor.username} secret`);
    await sendText(token, "/topic other");
    const { items } = await readMessages(anna.actor, { roomId: room.id });
    expect(items.map(({ to, mentions }) => [to, mentions])).toEqual([
      [null, [anna.id, boris.id]],
      [null, [boris.id]],
      [null, []],
    ]);
    await say(boris, room, "@all and you");
    const last = (await readMessages(anna.actor, { roomId: room.id })).items.at(-1);
    expect(last?.mentions).not.toContain(bot.id);
  });

  test("its bot is among nobody who has read or has not", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const { token } = await hookOf(anna, room);
    const { id } = await say(anna, room, "hello");
    await sendText(token, "pushed");
    const reads = await readsOf(anna.actor, { messageId: id });
    expect([...reads.read.items, ...reads.unread.items].map(({ user }) => user.id)).toEqual([boris.id]);
    const readers = await readersOf(await requireRoom(anna.actor, room.id, "read"));
    expect(readers.map(({ person }) => person.id)).toEqual([boris.id]);
    expect((await unreadIn(boris.id, room.id)).unread.count).toBe(2);
  });

  test("what it says arrives at once, with its bot's mark", async () => {
    const stage = new Stage();
    await stage.start({});
    try {
      const anna = await person("anna");
      const room = await roomOf(anna);
      const socket = await stage.connect(anna);
      const { token, bot } = await hookOf(anna, room);
      await socket.next("membership", (frame) => frame.user.id === bot.id && frame.user.bot === true);
      await sendText(token, "pushed", "Pusher");
      const { message } = await socket.next("message");
      expect(message.author).toMatchObject({ id: bot.id, display_name: "Pusher", bot: true });
    } finally {
      stage.hangUp();
      await stage.stop();
    }
  });
});

describe("its end", () => {
  test("deleted, it is no address any more, and its bot is out of the room and shut off; what it said stays", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const { id, token, bot } = await hookOf(anna, room);
    await sendText(token, "pushed");
    await deleteWebhook(anna.actor, { roomId: room.id, hookId: id });
    expect((await sendText(token, "again")).status).toBe(404);
    expect(await listWebhooks(anna.actor, { roomId: room.id })).toEqual([]);
    expect((await listMembers(boris.actor, { roomId: room.id })).map(({ user }) => user.id)).not.toContain(bot.id);
    const [row] = await database().select().from(persons).where(eq(persons.id, bot.id));
    expect(row).toMatchObject({ role: "bot", active: false });
    expect(await saidIn(boris, room)).toEqual([{ text: "pushed", name: "GitLab", bot: true }]);
    await expect(deleteWebhook(anna.actor, { roomId: room.id, hookId: id })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("a room that is deleted takes its webhooks and their bots along", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const { token, bot } = await hookOf(anna, room);
    await deleteRoom(anna.actor, { roomId: room.id });
    expect((await sendText(token, "pushed")).status).toBe(404);
    const [row] = await database().select().from(persons).where(eq(persons.id, bot.id));
    expect(row?.active).toBe(false);
  });

  test("one whose bot was taken out or shut off posts nothing, and says so in the list", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const [out, off] = [await hookOf(anna, room), await hookOf(anna, room)];
    await removeMember(anna.actor, { roomId: room.id, personId: out.bot.id });
    await database().update(persons).set({ active: false }).where(eq(persons.id, off.bot.id));
    for (const { token } of [out, off]) expect((await sendText(token, "pushed")).status).toBe(404);
    expect((await listWebhooks(anna.actor, { roomId: room.id })).map(({ works }) => works)).toEqual([false, false]);
  });
});

describe("who may", () => {
  test("the room's admins and the company's make, see and delete them; a member is forbidden, others find no room", async () => {
    const [host, member, outsider, removed, gone] = [
      await person("host"),
      await person("member"),
      await person("outsider"),
      await person("removed"),
      await person("gone"),
    ];
    const admin = await person("admin", "admin");
    const room = await roomOf(host, member, removed, gone);
    await removeMember(host.actor, { roomId: room.id, personId: removed.id });
    const { id } = await hookOf(host, room);
    await deactivate(gone);
    const acts = (who: TestPerson, hookId = id) => [
      () => createWebhook(who.actor, { roomId: room.id, name: "x" }, origin),
      () => listWebhooks(who.actor, { roomId: room.id }),
      () => deleteWebhook(who.actor, { roomId: room.id, hookId }),
    ];
    for (const act of acts(member)) await expect(act()).rejects.toMatchObject({ code: "forbidden" });
    for (const who of [outsider, removed, { ...gone, actor: { ...gone.actor, active: false } }])
      for (const act of acts(who)) await expect(act()).rejects.toMatchObject({ code: "not_found" });
    for (const act of acts(admin)) await act();
    expect(await readSession(gone.sessionId)).toBeNull();
  });

  test("a webhook of another room is not found here, and a direct room has none", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const [here, there] = [await roomOf(anna), await roomOf(anna)];
    const { id } = await hookOf(anna, there);
    await expect(deleteWebhook(anna.actor, { roomId: here.id, hookId: id })).rejects.toMatchObject({
      code: "not_found",
    });
    const { room } = await startDirect(anna.actor, { user_ids: [boris.id] });
    await expect(hookOf(anna, room)).rejects.toMatchObject({ code: "forbidden", reason: "directFixed" });
  });

  test("a room has a bounded number of them", async () => {
    const anna = await person("anna");
    const room = await createRoom(anna.actor, { name: "many" });
    for (let at = 0; at < webhooksPerRoomMax; at += 1) await hookOf(anna, room);
    await expect(hookOf(anna, room)).rejects.toMatchObject({ code: "conflict", reason: "tooManyWebhooks" });
  });

  test("making and deleting stands in the journal", async () => {
    const anna = await person("anna");
    const room = await createRoom(anna.actor, { name: "told" });
    const { id } = await hookOf(anna, room);
    await deleteWebhook(anna.actor, { roomId: room.id, hookId: id });
    const deeds = await database()
      .select({ action: auditEntries.action, subject: auditEntries.subject })
      .from(auditEntries)
      .where(eq(auditEntries.roomId, room.id))
      .orderBy(auditEntries.id);
    expect(deeds.slice(1)).toEqual([
      { action: "webhook.created", subject: "GitLab" },
      { action: "webhook.deleted", subject: "GitLab" },
    ]);
  });
});

test("the address is only posted to, and without a token there is none", async () => {
  const request = (method: string) => new Request("https://chat.example.com/hooks/x", { method });
  const at = (...token: string[]) => ({ params: Promise.resolve({ token }) });
  const read = await GET(request("GET"), at("x"));
  expect([read.status, read.headers.get("allow"), await read.json()]).toEqual([
    405,
    "POST, OPTIONS",
    expect.objectContaining({ code: "invalid", status: 405 }),
  ]);
  expect((await OPTIONS(request("OPTIONS"), at("x"))).headers.get("allow")).toBe("POST, OPTIONS");
  for (const place of [at(), at("x", "y")]) {
    const nowhere = await POST(request("POST"), place);
    expect([nowhere.status, nowhere.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  }
});
