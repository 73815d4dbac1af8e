import { filesPerMessageMax } from "@/lib/limits";
import type { FileView } from "./schema";

/**
 * A file on its way to a message that is being written.
 *
 *   waiting ──► sending ──► stored
 *      ▲          │  │
 *      │ the line │  └──refused──► refused (too large, no room …) ──retried──► waiting
 *      │ is back  ▼
 *      └──────── lost ──retried──► waiting
 */
export interface Sending {
  id: string;
  name: string;
  /** Bytes. */
  size: number;
  state: "waiting" | "sending" | "lost" | "refused" | "stored";
  /** Bytes that have gone out. */
  sent: number;
  problem: TrayProblem | null;
  /** What the server made of it. */
  file: FileView | null;
}

/** Each has its sentence in the catalogue (`live.files.problems`). */
export type TrayProblem = "tooLarge" | "empty" | "full" | "refused";

export interface Tray {
  items: readonly Sending[];
  /** More were chosen than a message carries: so many were left out. */
  leftOut: number;
}

export type TrayEvent =
  | { type: "added"; files: readonly Pick<Sending, "id" | "name" | "size">[]; bytesMax: number }
  | { type: "started"; id: string }
  | { type: "progressed"; id: string; sent: number }
  | { type: "stored"; id: string; file: FileView }
  | { type: "refused"; id: string; problem: TrayProblem }
  | { type: "lost" | "retried" | "removed"; id: string }
  | { type: "lineBack" }
  | { type: "cleared"; ids: readonly string[] };

export const emptyTray: Tray = { items: [], leftOut: 0 };

export function trayReducer(tray: Tray, event: TrayEvent): Tray {
  switch (event.type) {
    case "added":
      return add(tray, event.files, event.bytesMax);
    case "started":
      return change(tray, event.id, { state: "sending", sent: 0, problem: null });
    case "progressed":
      return change(tray, event.id, { sent: event.sent });
    case "stored":
      return change(tray, event.id, { state: "stored", file: event.file });
    case "refused":
      return change(tray, event.id, { state: "refused", problem: event.problem });
    case "lost":
      return change(tray, event.id, { state: "lost", sent: 0 });
    case "retried":
      return change(tray, event.id, { state: "waiting", sent: 0, problem: null });
    case "lineBack":
      return { ...tray, items: tray.items.map((one) => (one.state === "lost" ? { ...one, state: "waiting" } : one)) };
    case "removed":
      return { items: tray.items.filter((one) => one.id !== event.id), leftOut: 0 };
    case "cleared":
      return { items: tray.items.filter((one) => !event.ids.includes(one.id)), leftOut: 0 };
    default:
      return event satisfies never;
  }
}

function add(tray: Tray, files: readonly Pick<Sending, "id" | "name" | "size">[], bytesMax: number): Tray {
  const room = Math.max(0, filesPerMessageMax - tray.items.length);
  const fresh = files.slice(0, room).map((file): Sending => {
    const problem = file.size > bytesMax ? "tooLarge" : file.size === 0 ? "empty" : null;
    return { ...file, state: problem ? "refused" : "waiting", sent: 0, problem, file: null };
  });
  return { items: [...tray.items, ...fresh], leftOut: Math.max(0, files.length - room) };
}

const change = (tray: Tray, id: string, to: Partial<Sending>): Tray => ({
  ...tray,
  items: tray.items.map((one) => (one.id === id ? { ...one, ...to } : one)),
});

export const storedFiles = ({ items }: Tray): FileView[] => items.flatMap(({ file }) => (file ? [file] : []));

/** Whether a message with these files would go out with all of them: what was refused must be taken out first. */
export const isReady = ({ items }: Tray): boolean => items.every(({ state }) => state === "stored");
export const isUnderWay = ({ items }: Tray): boolean =>
  items.some(({ state }) => state === "waiting" || state === "sending" || state === "lost");
