import type { FileView } from "@/lib/files/schema";
import { emptyTray, type Sending, type Tray, type TrayEvent, type TrayProblem, trayReducer } from "@/lib/files/tray";
import { uploadRetryMsMax, uploadRetryMsMin, uploadSilentMs, uploadsAtOnce } from "@/lib/limits";

interface Kept {
  tray: Tray;
  sources: Map<string, File>;
  requests: Map<string, XMLHttpRequest>;
}

/**
 * Sends the files of messages that are being written, few at a time, and again when the line is back. What belongs to
 * one room stays with it while one looks at another. A file that arrived without our hearing of it is sent anew: the
 * first is carried by no message and is cleared away.
 */
class Uploads {
  readonly #kept = new Map<string, Kept>();
  readonly #watchers = new Set<() => void>();
  #pauseMs = uploadRetryMsMin;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly tray = (key: string): Tray => this.#kept.get(key)?.tray ?? emptyTray;

  /** The file itself, for a glance at it before it has arrived. */
  readonly source = (key: string, id: string): File | undefined => this.#kept.get(key)?.sources.get(id);

  add(key: string, files: readonly File[], bytesMax: number): void {
    const named = files.map((file) => ({ id: `${Date.now()}-${made++}`, name: file.name, size: file.size, file }));
    const { sources } = this.#of(key);
    for (const { id, file } of named) sources.set(id, file);
    this.#apply(key, { type: "added", files: named.map(({ id, name, size }) => ({ id, name, size })), bytesMax });
    this.#next();
  }

  retry(key: string, id: string): void {
    this.#apply(key, { type: "retried", id });
    this.#next();
  }

  remove(key: string, id: string): void {
    const kept = this.#of(key);
    kept.requests.get(id)?.abort();
    this.#forget(kept, id);
    this.#apply(key, { type: "removed", id });
    this.#next();
  }

  /** Their message has gone out. */
  clear(key: string, ids: readonly string[]): void {
    const kept = this.#of(key);
    for (const id of ids) this.#forget(kept, id);
    this.#apply(key, { type: "cleared", ids });
  }

  lineBack(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const key of this.#kept.keys()) this.#apply(key, { type: "lineBack" });
    this.#next();
  }

  #next(): void {
    let busy = [...this.#kept.values()].reduce((sum, { requests }) => sum + requests.size, 0);
    for (const [key, { tray }] of this.#kept)
      for (const one of tray.items)
        if (one.state === "waiting" && busy < uploadsAtOnce) {
          busy++;
          this.#send(key, one);
        }
  }

  #send(key: string, { id }: Sending): void {
    const kept = this.#of(key);
    const source = kept.sources.get(id);
    if (!source) return;
    const request = new XMLHttpRequest();
    kept.requests.set(id, request);
    this.#apply(key, { type: "started", id });
    // A line that is dead without saying so is given up after a while of silence.
    let silence = setTimeout(() => request.abort(), uploadSilentMs);
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), uploadSilentMs);
    };
    request.upload.onprogress = (event) => {
      heard();
      this.#apply(key, { type: "progressed", id, sent: Math.min(source.size, event.loaded) });
    };
    request.onloadend = () => {
      clearTimeout(silence);
      // Whoever took it out of the tray has done so already.
      if (kept.requests.get(id) !== request) return;
      kept.requests.delete(id);
      this.#settle(key, id, request);
      this.#next();
    };
    const form = new FormData();
    form.append("file", source, source.name);
    request.responseType = "json";
    request.open("POST", "/uploads");
    request.send(form);
  }

  #settle(key: string, id: string, request: XMLHttpRequest): void {
    if (request.status === 201 && request.response) {
      this.#pauseMs = uploadRetryMsMin;
      const file: FileView = request.response;
      this.#apply(key, { type: "stored", id, file });
      return;
    }
    const problem = problemOf(request.status);
    this.#apply(key, problem ? { type: "refused", id, problem } : { type: "lost", id });
    if (problem || this.#timer) return;
    this.#timer = setTimeout(() => this.lineBack(), this.#pauseMs);
    this.#pauseMs = Math.min(uploadRetryMsMax, this.#pauseMs * 2);
  }

  #forget(kept: Kept, id: string): void {
    kept.requests.delete(id);
    kept.sources.delete(id);
  }

  #of(key: string): Kept {
    const kept = this.#kept.get(key) ?? { tray: emptyTray, sources: new Map(), requests: new Map() };
    this.#kept.set(key, kept);
    return kept;
  }

  #apply(key: string, event: TrayEvent): void {
    const kept = this.#of(key);
    kept.tray = trayReducer(kept.tray, event);
    for (const watcher of this.#watchers) watcher();
  }
}

let made = 0;

/** What no second try would mend; null for what may pass (no answer, a server that restarts, too many at once, cut short). */
function problemOf(status: number): TrayProblem | null {
  if (status === 413) return "tooLarge";
  if (status === 507) return "full";
  return status >= 401 && status < 500 && status !== 408 && status !== 429 ? "refused" : null;
}

/** One for the whole window: it outlives rooms and pages. */
export const uploads = new Uploads();
