import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { persons } from "@/db/schema";
import { beginFactor, confirmFactor } from "@/lib/auth/factors";
import { hashPassword } from "@/lib/auth/passwords";
import { mintToken } from "@/lib/auth/personal-tokens";
import { changeProvider } from "@/lib/auth/provider";
import { firstTokens } from "@/lib/auth/refresh";
import { providerInput } from "@/lib/auth/schema";
import { totpCode } from "@/lib/auth/totp";
import type { ErrorCode } from "@/lib/errors";
import { uploadFile } from "@/lib/files/mutations";
import { uploadOf } from "@/lib/files/spooling";
import { draftImport } from "@/lib/imports/mutations";
import { createInvitation } from "@/lib/invitations/mutations";
import { personalTokensMax, webhooksPerRoomMax } from "@/lib/limits";
import { deleteMessage } from "@/lib/messages/deletion";
import { startDirect } from "@/lib/rooms/direct";
import { createWebhook } from "@/lib/webhooks/mutations";
import { deactivate, haveFactor, person, roomOf, say, type TestPerson } from "./world";

/** Who calls, and what: something that the matrix of callers does not show, since it hangs on what is there. */
export interface Circumstance {
  /** As the table names it. */
  call: string;
  /** Its status, where it is done, else the code of its refusal. */
  gives: 200 | 201 | 204 | ErrorCode;
  where: string;
  stand: () => Promise<{ who: TestPerson | null; path: string; body?: unknown }>;
}

const origin = "https://chat.example.com";
const missing = 2_000_000_000;
const password = "four plain words here";
const unique = () => `y${randomUUID().slice(0, 8)}`;
const account = (username = unique()) => ({ username, email: `${username}@example.com` });

const boss = () => person("boss", "owner");

async function withPassword(): Promise<TestPerson> {
  const who = await person("anna");
  await database()
    .update(persons)
    .set({ passwordHash: await hashPassword(password) })
    .where(eq(persons.id, who.id));
  return who;
}

/** Somebody with a second factor that works. */
async function secured(): Promise<TestPerson> {
  const who = await withPassword();
  const { secret } = await beginFactor(who.actor);
  await confirmFactor(who.actor, { otp: totpCode(secret, new Date()) });
  return who;
}

async function ofDeleted(): Promise<{ who: TestPerson; id: number }> {
  const who = await person("anna");
  const { id } = await say(who, await roomOf(who), "soon gone");
  await deleteMessage(who.actor, { messageId: id });
  return { who, id };
}

async function invited(): Promise<string> {
  const { token } = await createInvitation((await boss()).actor, {}, origin);
  return token;
}

/** What somebody's provider says of itself, for as long as the tests last. */
async function provider() {
  const server = createServer((_request, response) => {
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const places = { authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` };
    response.end(JSON.stringify({ issuer, ...places, jwks_uri: `${issuer}/jwks` }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  return { issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, client_id: "staffroom" };
}

async function aFile(who: TestPerson): Promise<number> {
  const form = new FormData();
  form.append("file", new Blob(["a few words"]), "words.txt");
  return (await uploadFile(who.actor, uploadOf(new Request(origin, { method: "POST", body: form })))).id;
}

const entering: Circumstance[] = [
  {
    call: "POST auth/register",
    gives: 201,
    where: "with an invitation",
    stand: async () => ({
      who: null,
      path: "auth/register",
      body: { ...account(), password, invite: await invited() },
    }),
  },
  {
    call: "POST auth/register",
    gives: "conflict",
    where: "under a name that is taken",
    stand: async () => ({
      who: null,
      path: "auth/register",
      body: { ...account((await person("anna")).actor.username), password, invite: await invited() },
    }),
  },
  {
    call: "POST auth/token",
    gives: 200,
    where: "with the password",
    stand: async () => ({
      who: null,
      path: "auth/token",
      body: { username: (await withPassword()).actor.username, password },
    }),
  },
  {
    call: "POST auth/refresh",
    gives: 200,
    where: "with a token that was not used yet",
    stand: async () => {
      const { refresh_token } = await firstTokens((await person("anna")).sessionId);
      return { who: null, path: "auth/refresh", body: { refresh_token } };
    },
  },
];

const oneself: Circumstance[] = [
  {
    call: "PUT me/password",
    gives: 204,
    where: "with the present one",
    stand: async () => ({
      who: await withPassword(),
      path: "me/password",
      body: { current: password, password: "four other plain words" },
    }),
  },
  {
    call: "POST me/prove",
    gives: 204,
    where: "with the password",
    stand: async () => ({ who: await withPassword(), path: "me/prove", body: { current: password } }),
  },
  {
    call: "POST me/second-factor",
    gives: "conflict",
    where: "there is one",
    stand: async () => ({ who: await secured(), path: "me/second-factor" }),
  },
  {
    call: "PUT me/second-factor",
    gives: 200,
    where: "with its first code",
    stand: async () => {
      const who = await withPassword();
      const { secret } = await beginFactor(who.actor);
      return { who, path: "me/second-factor", body: { otp: totpCode(secret, new Date()) } };
    },
  },
  {
    call: "PUT me/second-factor",
    gives: "conflict",
    where: "it was confirmed before",
    stand: async () => ({ who: await secured(), path: "me/second-factor", body: { otp: "000000" } }),
  },
  {
    call: "DELETE me/second-factor",
    gives: 204,
    where: "with the password",
    stand: async () => ({ who: await secured(), path: "me/second-factor", body: { current: password } }),
  },
  {
    call: "POST me/recovery-codes",
    gives: 201,
    where: "there is a factor",
    stand: async () => ({ who: await secured(), path: "me/recovery-codes" }),
  },
  {
    call: "POST me/tokens",
    gives: "conflict",
    where: "one has as many as there may be",
    stand: async () => {
      const who = await person("anna");
      for (let at = 0; at < personalTokensMax; at++) await mintToken(who.actor, { name: `token ${at}` });
      return { who, path: "me/tokens", body: { name: "one more" } };
    },
  },
];

const people: Circumstance[] = [
  {
    call: "GET users",
    gives: "not_found",
    where: "those are asked for who are not in a room that is not there",
    stand: async () => ({ who: await person("anna"), path: `users?not_in=${missing}` }),
  },
  {
    call: "POST users",
    gives: "conflict",
    where: "the name is taken",
    stand: async () => {
      const who = await boss();
      return { who, path: "users", body: account(who.actor.username) };
    },
  },
  {
    call: "POST users",
    gives: "not_found",
    where: "into a room that is not there",
    stand: async () => ({ who: await boss(), path: "users", body: { ...account(), room_ids: [missing] } }),
  },
  {
    call: "PATCH users/ID",
    gives: "conflict",
    where: "the e-mail address is another's",
    stand: async () => {
      const [who, { id }] = [await boss(), await person("anna")];
      return { who, path: `users/${id}`, body: { email: who.actor.email } };
    },
  },
  {
    call: "POST users/ID/password-reset",
    gives: "conflict",
    where: "of somebody who was deactivated",
    stand: async () => {
      const gone = await person("gone");
      await deactivate(gone);
      return { who: await boss(), path: `users/${gone.id}/password-reset` };
    },
  },
  {
    call: "DELETE users/ID/second-factor",
    gives: 204,
    where: "there is one",
    stand: async () => {
      const anna = await person("anna");
      await haveFactor(anna);
      return { who: await boss(), path: `users/${anna.id}/second-factor` };
    },
  },
  {
    call: "GET imports/ID",
    gives: 200,
    where: "a list was read",
    stand: async () => {
      const who = await boss();
      const { username, email } = account();
      const bytes = new TextEncoder().encode(`name,login,e-mail\nAnna,${username},${email}`);
      return { who, path: `imports/${(await draftImport(who.actor, bytes)).id}` };
    },
  },
  {
    call: "POST invites",
    gives: "not_found",
    where: "into a room that is not there",
    stand: async () => ({ who: await boss(), path: "invites", body: { room_ids: [missing] } }),
  },
];

const rooms: Circumstance[] = [
  {
    call: "POST rooms",
    gives: "not_found",
    where: "with somebody who is not there",
    stand: async () => ({ who: await person("anna"), path: "rooms", body: { name: "room", member_ids: [missing] } }),
  },
  {
    call: "POST direct",
    gives: 200,
    where: "these people have one",
    stand: async () => {
      const [who, { id }] = [await person("anna"), await person("boris")];
      await startDirect(who.actor, { user_ids: [id] });
      return { who, path: "direct", body: { user_ids: [id] } };
    },
  },
  {
    call: "PUT rooms/ID/members/me",
    gives: 200,
    where: "one is in it",
    stand: async () => {
      const who = await person("anna");
      return { who, path: `rooms/${(await roomOf(who)).id}/members/me` };
    },
  },
  {
    call: "PUT rooms/ID/members/me",
    gives: "conflict",
    where: "the room would be left without an admin",
    stand: async () => {
      const who = await person("anna");
      return { who, path: `rooms/${(await roomOf(who)).id}/members/me`, body: { role: "member" } };
    },
  },
  {
    call: "PUT rooms/ID/members/USER",
    gives: 200,
    where: "they are in it",
    stand: async () => {
      const [who, boris] = [await person("anna"), await person("boris")];
      return { who, path: `rooms/${(await roomOf(who, boris)).id}/members/${boris.id}` };
    },
  },
  {
    call: "PUT rooms/ID/members/USER",
    gives: "conflict",
    where: "the room would be left without an admin",
    stand: async () => {
      const who = await person("anna");
      return { who, path: `rooms/${(await roomOf(who)).id}/members/${who.id}`, body: { role: "member" } };
    },
  },
  {
    call: "POST rooms/ID/webhooks",
    gives: "conflict",
    where: "the room has as many as there may be",
    stand: async () => {
      const who = await person("anna");
      const { id } = await roomOf(who);
      for (let at = 0; at < webhooksPerRoomMax; at++)
        await createWebhook(who.actor, { roomId: id, name: `hook ${at}` }, origin);
      return { who, path: `rooms/${id}/webhooks`, body: { name: "one more" } };
    },
  },
];

const messages: Circumstance[] = [
  {
    call: "POST rooms/ID/messages",
    gives: 200,
    where: "it was sent before",
    stand: async () => {
      const who = await person("anna");
      const said = await say(who, await roomOf(who), "once");
      return { who, path: `rooms/${said.room_id}/messages`, body: { text: "once", client_id: said.client_id } };
    },
  },
  {
    call: "POST rooms/ID/messages",
    gives: "conflict",
    where: "another message bears its client_id",
    stand: async () => {
      const who = await person("anna");
      const said = await say(who, await roomOf(who), "once");
      return { who, path: `rooms/${said.room_id}/messages`, body: { text: "twice", client_id: said.client_id } };
    },
  },
  {
    call: "PATCH messages/ID",
    gives: 200,
    where: "it is one's own",
    stand: async () => {
      const who = await person("anna");
      const { id } = await say(who, await roomOf(who), "words");
      return { who, path: `messages/${id}`, body: { text: "other words" } };
    },
  },
  {
    call: "PATCH messages/ID",
    gives: "conflict",
    where: "it was deleted",
    stand: async () => {
      const { who, id } = await ofDeleted();
      return { who, path: `messages/${id}`, body: { text: "other words" } };
    },
  },
  ...(
    [
      "PUT messages/ID/reactions/EMOJI",
      "DELETE messages/ID/reactions/EMOJI",
      "PUT messages/ID/pin",
      "DELETE messages/ID/pin",
    ] as const
  ).map((call) => ({
    call,
    gives: "conflict" as const,
    where: "it was deleted",
    stand: async () => {
      const { who, id } = await ofDeleted();
      return { who, path: call.replace(/^\w+ /, "").replace("ID", String(id)).replace("EMOJI", "👍") };
    },
  })),
  {
    call: "GET files/ID",
    gives: 200,
    where: "one has uploaded it oneself",
    stand: async () => {
      const who = await person("anna");
      return { who, path: `files/${await aFile(who)}` };
    },
  },
];

const company: Circumstance[] = [
  {
    call: "PATCH settings",
    gives: "conflict",
    where: "whoever asks everybody for a second factor has none",
    stand: async () => ({ who: await boss(), path: "settings", body: { second_factor: "everyone" } }),
  },
  {
    call: "PUT settings/provider",
    gives: 200,
    where: "a provider answers",
    stand: async () => ({ who: await boss(), path: "settings/provider", body: await provider() }),
  },
  {
    call: "DELETE settings/provider",
    gives: 204,
    where: "one is connected",
    stand: async () => {
      const who = await boss();
      await changeProvider(who.actor, providerInput.parse(await provider()));
      return { who, path: "settings/provider" };
    },
  },
];

export const circumstances: Circumstance[] = [...entering, ...oneself, ...people, ...rooms, ...messages, ...company];
