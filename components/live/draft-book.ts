import type { ServerFrame } from "@/lib/events/schema";
import { draftSaveMs, messageCharsMax } from "@/lib/limits";
import type { DraftView } from "@/lib/messages/schema";
import type { LiveSocket } from "./socket";

type Line = Pick<LiveSocket, "send" | "listen">;
type DraftFrame = Extract<ServerFrame, { type: "draft" }>;
/** What this device has written and the server does not have yet, with the moment. */
interface Unsent {
  text: string;
  at: number;
}

/** What is half written in all places that this tab has opened, the same on all of one's devices. */
export class DraftBook {
  readonly #drafts = new Map<string, Draft>();

  constructor(
    private readonly personId: number,
    private readonly line: Line,
    private readonly fetchDraft: (roomId: number, threadId: number) => Promise<DraftView | null>,
  ) {}

  start(): () => void {
    const keep = () => this.#each((draft) => draft.keep());
    const hide = () => document.visibilityState === "hidden" && keep();
    window.addEventListener("blur", keep);
    window.addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", hide);
    const stop = this.line.listen((frame) => this.hear(frame));
    return () => {
      stop();
      window.removeEventListener("blur", keep);
      window.removeEventListener("pagehide", keep);
      document.removeEventListener("visibilitychange", hide);
    };
  }

  /** The draft of a place, with what the page was rendered with. */
  open(roomId: number, threadId: number, seed: DraftView | null): Draft {
    const place = `${roomId}/${threadId}`;
    const known = this.#drafts.get(place);
    const draft = known ?? new Draft(this.line, roomId, threadId, `staffroom:draft:${this.personId}:${place}`);
    this.#drafts.set(place, draft);
    if (seed) draft.begin(seed);
    return draft;
  }

  hear(frame: ServerFrame): void {
    if (frame.type === "draft") this.#drafts.get(`${frame.room_id}/${frame.thread_id ?? 0}`)?.hear(frame);
    if (frame.type !== "ready") return;
    const kept = new Map(frame.drafts.map((one) => [`${one.room_id}/${one.thread_id ?? 0}`, one.updated_at]));
    for (const [place, draft] of this.#drafts) {
      draft.lineIsBack();
      if (draft.lags(kept.get(place) ?? null))
        void this.fetchDraft(draft.roomId, draft.threadId).then((now) => now && draft.hear(now));
    }
  }

  #each(act: (draft: Draft) => void): void {
    for (const draft of this.#drafts.values()) act(draft);
  }
}

/**
 * One half-written text. What one types here stands until the server has it; what another device has written is taken
 * only where nothing of this one's is on its way. The server's moments say which of two is the later.
 */
export class Draft {
  #text = "";
  /** The server's moment of the last change that is known here. */
  #knownAt = "";
  #isUnsent = false;
  /** Sent and not confirmed yet. */
  #awaited = 0;
  #waiting: DraftView | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #watchers = new Set<() => void>();

  constructor(
    private readonly line: Line,
    readonly roomId: number,
    readonly threadId: number,
    private readonly storageKey: string,
  ) {}

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly text = (): string => this.#text;

  /** What was typed on this device and had not reached the server when the page was left; once, when the page runs. */
  recover(): void {
    const stored = readStored(this.storageKey);
    if (!stored || this.#isBusy) return;
    if (this.#knownAt === "" || stored.at > Date.parse(this.#knownAt)) this.type(stored.text, stored.at);
    else writeStored(this.storageKey, null);
  }

  type(text: string, at = Date.now()): void {
    this.#show(text);
    this.#isUnsent = true;
    writeStored(this.storageKey, { text, at });
    clearTimeout(this.#timer);
    // What was sent as a message is gone from here at once.
    if (text === "") this.keep();
    else this.#timer = setTimeout(() => this.keep(), draftSaveMs);
  }

  /** Hands over what is unsent; without a line it stays on this device until there is one. */
  keep(): void {
    clearTimeout(this.#timer);
    if (!this.#isUnsent || this.#text.length > messageCharsMax) return;
    const thread_id = this.threadId || null;
    if (!this.line.send({ type: "draft", room_id: this.roomId, thread_id, text: this.#text })) return;
    this.#isUnsent = false;
    this.#awaited += 1;
  }

  /** With what a page was rendered with; said to nobody, since whoever asks is just being drawn. */
  begin(seed: DraftView): void {
    if (!this.#isBusy && this.#isNews(seed)) this.#take(seed);
  }

  hear(draft: DraftView & Partial<Pick<DraftFrame, "saved">>): void {
    if (draft.saved) this.#confirm(draft);
    else if (this.#isBusy && this.#isNews(draft)) this.#waiting = draft;
    else if (this.#isNews(draft)) this.#show(this.#take(draft));
  }

  /** What was sent over the old line may have been lost with it. */
  lineIsBack(): void {
    if (this.#awaited > 0) this.#isUnsent = true;
    this.#awaited = 0;
    this.keep();
  }

  /** @param keptAt when the server says that something is kept here; null for nothing */
  lags(keptAt: string | null): boolean {
    if (this.#isBusy) return false;
    return keptAt === null ? this.#text !== "" : keptAt > this.#knownAt;
  }

  #confirm(draft: DraftView): void {
    this.#awaited = Math.max(0, this.#awaited - 1);
    if (draft.updated_at !== null && draft.updated_at > this.#knownAt) this.#knownAt = draft.updated_at;
    if (this.#isBusy) return;
    writeStored(this.storageKey, null);
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting) this.hear(waiting);
  }

  /** Something of this device's is on its way. */
  get #isBusy(): boolean {
    return this.#isUnsent || this.#awaited > 0;
  }

  /** The server's moments are of one shape, so that they compare as they are written. */
  #isNews(draft: DraftView): boolean {
    return draft.updated_at !== null && draft.updated_at > this.#knownAt;
  }

  #take(draft: DraftView): string {
    this.#knownAt = draft.updated_at ?? this.#knownAt;
    this.#text = draft.text;
    return draft.text;
  }

  #show(text: string): void {
    this.#text = text;
    for (const watcher of this.#watchers) watcher();
  }
}

function readStored(key: string): Unsent | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    return isUnsent(stored) ? stored : null;
  } catch {
    return null;
  }
}

const isUnsent = (value: unknown): value is Unsent =>
  typeof value === "object" &&
  value !== null &&
  "text" in value &&
  typeof value.text === "string" &&
  "at" in value &&
  typeof value.at === "number";

function writeStored(key: string, unsent: Unsent | null): void {
  try {
    if (unsent) localStorage.setItem(key, JSON.stringify(unsent));
    else localStorage.removeItem(key);
  } catch {
    // Without storage what could not be sent lives as long as the page.
  }
}
