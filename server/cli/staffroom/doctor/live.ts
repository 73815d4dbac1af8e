import { WebSocket } from "ws";
import type { DraftView } from "@/lib/messages/schema";
import type { RoomView } from "@/lib/rooms/schema";
import { type Chat, connect, StaffroomError } from "@/server/client";
import { Stop } from "../exits";
import type { Shell } from "../shell";
import { type Notes, whyOf } from "./finding";

const answerMs = 8_000;
const wayMs = 10_000;

/** A socket to the server through all that stands before it, and, for whoever is signed in, the way of what is said. */
export async function lookAtLive(shell: Shell, server: string, token: (() => Promise<string>) | null, notes: Notes) {
  const { socket } = notes.words;
  try {
    notes.well("socket", socket.well, { ms: await knock(server) });
  } catch (error) {
    notes.broken("socket", socket.refused, { why: whyOf(error) }, socket.refusedMend);
    return notes.skip("message", socket.refused, { why: whyOf(error) });
  }
  if (!token) return notes.skip("message", notes.words.message.skippedOut, { server });
  const chat = await enter(shell, server, token, notes);
  if (!chat) return;
  try {
    await lookAtWay(chat, notes);
  } finally {
    chat.close();
  }
}

/** The sidecar itself refuses a token that is none, with a code that no proxy has. @returns milliseconds */
function knock(server: string): Promise<number> {
  const address = new URL("/ws", server);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const begun = performance.now();
  const ws = new WebSocket(address, { handshakeTimeout: answerMs, perMessageDeflate: false });
  return new Promise<number>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("ETIMEDOUT")), answerMs);
    ws.once("open", () => ws.send(JSON.stringify({ type: "auth", token: "-" })));
    ws.once("close", (code) => {
      clearTimeout(late);
      if (code === 4001) resolve(Math.round(performance.now() - begun));
      else reject(new Error(String(code)));
    });
    ws.once("error", reject);
  }).finally(() => ws.terminate());
}

async function enter(
  shell: Shell,
  server: string,
  token: () => Promise<string>,
  notes: Notes,
): Promise<Chat | undefined> {
  const { socket } = notes.words;
  const begun = performance.now();
  try {
    const chat = await connect({ url: server, token, language: shell.locale, patienceMs: answerMs });
    const ms = Math.round(performance.now() - begun);
    notes.well("socket", socket.line, { username: chat.me.username, ms });
    return chat;
  } catch (error) {
    const isOut =
      (error instanceof StaffroomError && error.code === "unauthenticated") ||
      (error instanceof Stop && error.code === "unauthenticated");
    const why = error instanceof StaffroomError ? error.detail : whyOf(error);
    if (isOut) notes.warn("socket", socket.out, { why }, socket.outMend, { server });
    else notes.broken("socket", socket.refused, { why }, socket.refusedMend);
    return undefined;
  }
}

/**
 * What one has half written goes the whole way of a message, and nobody else is told of it: by REST into the database,
 * over the bus to the sidecar, and back by the socket. It is taken away again.
 */
async function lookAtWay(chat: Chat, notes: Notes): Promise<void> {
  const { message } = notes.words;
  const drafts = await chat.list<DraftView>("me/drafts");
  const taken = new Set(drafts.map(({ room_id }) => room_id));
  const room = (await chat.rooms()).find(({ id, archived }) => !archived && !taken.has(id));
  if (!room) return notes.skip("message", message.skippedRoom);
  try {
    const ms = await send(chat, room);
    if (ms === null) notes.broken("message", message.late, { seconds: wayMs / 1_000 }, message.lateMend);
    else notes.well("message", message.well, { ms });
  } catch (error) {
    const isTokens = error instanceof StaffroomError && error.code === "forbidden";
    if (isTokens) return notes.skip("message", message.skippedToken);
    const why = error instanceof StaffroomError ? error.detail : whyOf(error);
    notes.broken("message", message.failed, { why }, message.lateMend);
  }
}

/** @returns milliseconds, or null where it did not come */
async function send(chat: Chat, room: RoomView): Promise<number | null> {
  const begun = performance.now();
  let late: NodeJS.Timeout | undefined;
  const come = new Promise<number | null>((resolve) => {
    late = setTimeout(() => resolve(null), wayMs);
    chat.on("draft", ({ room_id, text }) => {
      if (room_id === room.id && text !== "") resolve(Math.round(performance.now() - begun));
    });
  });
  try {
    await chat.call("PUT", `rooms/${room.id}/draft`, { text: "…" });
    return await come;
  } finally {
    clearTimeout(late);
    await chat.call("PUT", `rooms/${room.id}/draft`, { text: "" }).catch(() => {});
  }
}
