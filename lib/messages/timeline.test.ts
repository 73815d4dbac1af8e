import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ServerFrame } from "@/lib/events/schema";
import { timelineRowsMax } from "@/lib/limits";
import type { RoomView } from "@/lib/rooms/schema";
import { comesBefore } from "./order";
import type { MessagePage, MessageView } from "./schema";
import { openTimeline, type Timeline, type TimelineEvent, timelineReducer } from "./timeline";

const roomId = 1;
const viewerId = 10;
const author = { id: 11, username: "anna", display_name: "Anna", avatar_url: null };

const message = (seq: number, version: number, over: Partial<MessageView> = {}): MessageView => ({
  id: seq * 10,
  room_id: roomId,
  seq,
  version,
  revision: version,
  author,
  text: `${seq}`,
  html: `<p>${seq}</p>`,
  to: null,
  reply_to: null,
  thread_id: null,
  replies: null,
  attachments: [],
  reactions: [],
  mentions: [],
  pinned: false,
  edited_at: null,
  deleted_at: null,
  created_at: "2026-06-01T12:00:00.000Z",
  client_id: `client-${seq}`,
  ...over,
});

const room = { id: roomId, version: 0 } as RoomView;
const span = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
const page = (from: number, to: number, before = false, after = false): MessagePage => ({
  items: span(from, to).map((seq) => message(seq, seq)),
  has_before: before,
  has_after: after,
});
const opened = (at: MessagePage = page(1, 3), version = 3): Timeline =>
  openTimeline({ roomId, viewerId, version, page: at, lastSeq: at.items.at(-1)?.seq ?? 0, readers: [] });
const frame = (state: Timeline, sent: ServerFrame) => timelineReducer(state, { type: "frame", frame: sent });
const run = (state: Timeline, ...events: TimelineEvent[]) => events.reduce(timelineReducer, state);
const seqs = (state: Timeline) => state.messages.map((one) => one.seq);
const said = (seq: number, version = seq): ServerFrame => ({
  type: "message",
  room_id: roomId,
  version,
  message: message(seq, version),
});

describe("frames", () => {
  test("the next message goes to the end", () => {
    const state = frame(opened(), said(4));
    expect({ seqs: seqs(state), version: state.version, wants: state.wants }).toEqual({
      seqs: [1, 2, 3, 4],
      version: 4,
      wants: "nothing",
    });
  });

  test("a frame that is known already changes nothing", () => {
    const state = opened();
    expect(frame(state, said(3))).toBe(state);
    expect(frame(state, { type: "membership", room_id: roomId, version: 2, user: author, change: "left" })).toBe(state);
  });

  test("a gap asks to catch up from before it", () => {
    const state = frame(opened(), said(5));
    expect({ seqs: seqs(state), version: state.version, heard: state.heardVersion, wants: state.wants }).toEqual({
      seqs: [1, 2, 3],
      version: 3,
      heard: 5,
      wants: "resume",
    });
  });

  test("a change takes the place of the message, and of quotes of it", () => {
    const quoting = message(3, 3, { reply_to: { id: 20, author, text: "2" } });
    const state = frame(opened({ ...page(1, 2), items: [message(1, 1), message(2, 2), quoting] }), {
      type: "message_changed",
      room_id: roomId,
      version: 4,
      message: message(2, 4, { text: "changed" }),
    });
    expect(state.messages.map((one) => one.text)).toEqual(["1", "changed", "3"]);
    expect(state.messages[2]?.reply_to?.text).toBe("changed");
  });

  test("members and the room's name move the version alone", () => {
    const state = frame(opened(), { type: "membership", room_id: roomId, version: 4, user: author, change: "joined" });
    expect(frame(state, { type: "room", room_id: roomId, version: 5, room })).toMatchObject({
      version: 5,
      heardVersion: 5,
      messages: state.messages,
    });
  });

  test("a whisper stands behind the message of its number and moves no version", () => {
    const whisper = message(2, 2, { id: 25, to: author });
    const told = frame(opened(), { type: "message", room_id: roomId, message: whisper });
    expect(told).toMatchObject({ version: 3, lastSeq: 3 });
    expect(told.messages.map(({ id }) => id)).toEqual([10, 20, 25, 30]);
  });

  test("a thread's window holds its replies and its root as these are now", () => {
    const root = message(1, 1);
    const thread = openTimeline({ roomId, viewerId, root, version: 3, page: page(1, 0), lastSeq: 0, readers: [] });
    const reply = message(1, 4, { id: 99, thread_id: root.id });
    const replied = run(
      thread,
      { type: "frame", frame: { type: "message", room_id: roomId, version: 4, message: reply } },
      { type: "frame", frame: { type: "message_changed", room_id: roomId, version: 5, message: message(1, 5) } },
      { type: "frame", frame: said(6) },
    );
    expect(replied.messages).toEqual([reply]);
    expect(replied.root).toEqual(message(1, 5));
    expect(replied.version).toBe(6);
  });

  test("an answer in a thread moves the version and stays out of the stream", () => {
    const sent: ServerFrame = {
      type: "message",
      room_id: roomId,
      version: 4,
      message: message(1, 4, { id: 99, thread_id: 10 }),
    };
    expect(frame(opened(), sent)).toMatchObject({ version: 4, messages: opened().messages });
  });

  test("what is of another room, or of no stream, changes nothing", () => {
    const state = opened();
    const strange: ServerFrame[] = [
      { type: "message", room_id: 2, version: 4, message: message(4, 4) },
      { type: "room", room_id: 2, version: 9, room },
      { type: "resumed", room_id: 2, version: 9, room, messages: [] },
      { type: "reset", room_id: 2 },
      { type: "removed", room_id: 2 },
      { type: "read", room_id: 2, user_id: 11, message_id: 1, seq: 1 },
      { type: "added", room: { ...room, id: 2 } },
      { type: "ready", user_id: viewerId, heartbeat_ms: 1, rooms: {}, unread: [], drafts: [] },
      { type: "unread", room_id: roomId, count: 1, mentions: 0, first_unread_id: 1 },
      { type: "typing", room_id: roomId, user_id: 11 },
      { type: "presence", user_id: 11, status: "online", last_seen_at: null },
      { type: "ack", client_id: "x", message: message(9, 9) },
      { type: "error", code: "invalid", detail: "", errors: [] },
      { type: "pong" },
    ];
    for (const sent of strange) expect(frame(state, sent), sent.type).toBe(state);
  });

  test("being removed shows, being let in again catches up", () => {
    const out = frame(opened(), { type: "removed", room_id: roomId });
    expect(out.removed).toBe(true);
    expect(frame(out, { type: "added", room })).toMatchObject({ removed: false, wants: "resume" });
  });

  test("reading of others moves on and never back, one's own is not told here", () => {
    const read = (user_id: number, seq: number): ServerFrame => ({
      type: "read",
      room_id: roomId,
      user_id,
      message_id: 1,
      seq,
    });
    const state = run(opened(), { type: "frame", frame: read(11, 2) }, { type: "frame", frame: read(11, 1) });
    expect([...state.readers]).toEqual([[11, 2]]);
    expect(frame(state, read(viewerId, 3))).toBe(state);
  });

  test("a page that stays open lets go of what is far above, and knows it", () => {
    const full = openTimeline({
      roomId,
      viewerId,
      version: 2 * timelineRowsMax,
      page: page(1, 2 * timelineRowsMax),
      lastSeq: 2 * timelineRowsMax,
      readers: [],
    });
    const state = frame(full, said(2 * timelineRowsMax + 1));
    expect(state.messages).toHaveLength(timelineRowsMax);
    expect(state.hasBefore).toBe(true);
    expect(state.messages.at(-1)?.seq).toBe(2 * timelineRowsMax + 1);
  });
});

describe("catching up", () => {
  test("after a new connection it asks, since a whisper leaves no gap", () => {
    expect(run(opened(), { type: "connected" }).wants).toBe("resume");
  });

  test("the sidecar's word that something was lost asks", () => {
    expect(frame(opened(), { type: "resync" }).wants).toBe("resume");
    expect(frame(opened(), { type: "reset", room_id: roomId }).wants).toBe("reload");
    expect(run(frame(opened(), { type: "resync" }), { type: "asked" }).wants).toBe("nothing");
  });

  test("the answer fills the gap", () => {
    const state = run(opened(), { type: "frame", frame: said(6) }, { type: "asked" });
    const answer: ServerFrame = {
      type: "resumed",
      room_id: roomId,
      version: 6,
      room,
      messages: [message(4, 4), message(5, 5), message(6, 6)],
    };
    expect(frame(state, answer)).toMatchObject({ version: 6, wants: "nothing" });
    expect(seqs(frame(state, answer))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("an answer from before what was heard asks again, one from before what is known changes nothing", () => {
    const gap = run(opened(), { type: "frame", frame: said(6) }, { type: "asked" });
    const early: ServerFrame = {
      type: "resumed",
      room_id: roomId,
      version: 5,
      room,
      messages: [message(4, 4), message(5, 5)],
    };
    expect(frame(gap, early)).toMatchObject({ version: 5, wants: "resume" });
    const ahead = opened(page(1, 3), 7);
    expect(frame(ahead, early)).toBe(ahead);
  });
});

describe("one's own message", () => {
  test("the answer of the server puts it in, the frame that follows finds it there", () => {
    const settled = run(opened(), { type: "settled", message: message(4, 4) });
    expect(seqs(settled)).toEqual([1, 2, 3, 4]);
    expect(settled.version).toBe(3);
    expect(seqs(frame(settled, said(4)))).toEqual([1, 2, 3, 4]);
    expect(frame(settled, said(4)).version).toBe(4);
  });

  test("an answer that comes after a later change does not undo it", () => {
    const changed = run(
      opened(),
      { type: "frame", frame: said(4) },
      {
        type: "frame",
        frame: { type: "message_changed", room_id: roomId, version: 5, message: message(4, 5, { text: "later" }) },
      },
      { type: "settled", message: message(4, 4) },
    );
    expect(changed.messages.at(-1)?.text).toBe("later");
  });

  test("a message settled before another told takes its place by its number", () => {
    expect(
      seqs(run(opened(), { type: "settled", message: message(5, 5) }, { type: "settled", message: message(4, 4) })),
    ).toEqual([1, 2, 3, 4, 5]);
  });
});

describe("pages of history", () => {
  test("older ones go above, newer ones below, none twice", () => {
    const middle = opened(page(5, 6, true, true), 9);
    const older = run(middle, { type: "older", version: 9_999, page: page(2, 5, true, true) });
    expect({ seqs: seqs(older), before: older.hasBefore, after: older.hasAfter }).toEqual({
      seqs: [2, 3, 4, 5, 6],
      before: true,
      after: true,
    });
    const newer = run(older, { type: "newer", version: 9_999, page: page(6, 9, true, false) });
    expect({ seqs: seqs(newer), before: newer.hasBefore, after: newer.hasAfter }).toEqual({
      seqs: span(2, 9),
      before: true,
      after: false,
    });
  });

  test("what is said beyond the window stays out, and comes in with the page that leads to it", () => {
    const state = frame(opened(page(1, 3, false, true), 9), said(10));
    expect(seqs(state)).toEqual([1, 2, 3]);
    const near = run(state, { type: "newer", version: 10, page: page(4, 7, true, true) });
    expect({ seqs: seqs(near), after: near.hasAfter }).toEqual({ seqs: span(1, 7), after: true });
    const there = run(near, { type: "newer", version: 10, page: page(8, 9, true, false) });
    expect({ seqs: seqs(there), after: there.hasAfter }).toEqual({ seqs: span(1, 10), after: false });
  });

  test("too many rows are let go on the far side, and can be read again", () => {
    const many = opened(page(1_000, 999 + timelineRowsMax, true), 9_999);
    const older = run(many, { type: "older", version: 9_999, page: page(950, 999, true, true) });
    expect({ first: older.messages[0]?.seq, rows: older.messages.length, after: older.hasAfter }).toEqual({
      first: 950,
      rows: timelineRowsMax,
      after: true,
    });
    const newer = run(many, { type: "newer", version: 9_999, page: page(1_300, 1_349, true, false) });
    expect({ rows: newer.messages.length, before: newer.hasBefore }).toEqual({ rows: timelineRowsMax, before: true });
  });

  test("a page put in place of all brings its version, and what was heard beyond it is asked for", () => {
    const ahead = run(opened(), { type: "frame", frame: said(6) }, { type: "asked" });
    const state = run(ahead, { type: "replaced", page: page(1, 5), version: 5 });
    expect(state).toMatchObject({ version: 5, wants: "resume" });
    expect(run(state, { type: "replaced", page: page(1, 6), version: 6 })).toMatchObject({
      version: 6,
      wants: "nothing",
      hasAfter: false,
    });
  });

  test("a page that the window has left behind is left out, so that the window stays whole", () => {
    const away = opened(page(20, 24, true, true), 30);
    for (const type of ["older", "newer"] as const) {
      const kept = run(away, { type, page: page(2, 4), version: 30 }, { type, page: page(27, 28), version: 30 });
      expect(seqs(kept)).toEqual(span(20, 24));
    }
  });

  test("a page from before what was never told is read again", () => {
    const jumped = run(opened(page(5, 6, true, true), 9), {
      type: "replaced",
      page: page(5, 6, true, true),
      version: 12,
    });
    for (const type of ["older", "newer", "replaced"] as const)
      expect(run(jumped, { type, page: page(3, 4), version: 11 })).toEqual({ ...jumped, wants: "reload" });
  });

  test("a page that was read before a change that was told meanwhile does not undo it", () => {
    const change: ServerFrame = {
      type: "message_changed",
      room_id: roomId,
      version: 10,
      message: message(2, 10, { text: "changed" }),
    };
    const above = run(
      opened(page(5, 6, true), 9),
      { type: "frame", frame: change },
      { type: "older", version: 9, page: page(1, 4) },
    );
    expect(above.messages[1]?.text).toBe("changed");
    const late: ServerFrame = { ...change, message: message(8, 10, { text: "changed" }) };
    const below = run(
      opened(page(5, 6, true, true), 9),
      { type: "frame", frame: late },
      { type: "newer", version: 9, page: page(7, 9, true) },
    );
    expect(below.messages[3]?.text).toBe("changed");
  });
});

test("the same state and event give the same state, and the old one is left as it was", () => {
  const state = opened();
  const before = structuredClone({ ...state, readers: [...state.readers] });
  expect(frame(state, said(4))).toEqual(frame(state, said(4)));
  expect({ ...state, readers: [...state.readers] }).toEqual(before);
});

/** A room as the database has it, with every change's frame and the pages and answers that a server would give. */
class Model {
  version = 0;
  lastSeq = 0;
  messages: MessageView[] = [];
  readonly frames: ServerFrame[] = [];
  private nextId = 1;

  post(): MessageView {
    const posted = message(++this.lastSeq, ++this.version, this.born());
    this.messages.push(posted);
    this.frames.push({ type: "message", room_id: roomId, version: this.version, message: posted });
    return posted;
  }

  /** It bears the numbers of the moment and takes none. */
  whisper(): MessageView {
    const whispered = message(this.lastSeq, this.version, { ...this.born(), to: author });
    this.messages.push(whispered);
    this.frames.push({ type: "message", room_id: roomId, message: whispered });
    return whispered;
  }

  /** A reply and its root take a version each; the reply itself stands in another stream. */
  reply(pick: number): void {
    const root = this.pick(pick, (one) => one.to === null);
    if (!root) return;
    const seq = (root.replies?.last_seq ?? 0) + 1;
    const reply = message(seq, ++this.version, { ...this.born(), thread_id: root.id });
    this.frames.push({ type: "message", room_id: roomId, version: this.version, message: reply });
    this.put({ ...root, replies: { count: seq, last_at: root.created_at, last_seq: seq, people: [] } });
  }

  change(pick: number): void {
    const old = this.pick(pick, () => true);
    if (old) this.put({ ...old, text: `${old.id}, changed ${old.revision + 1} times` });
    else this.member();
  }

  member(): void {
    this.frames.push({ type: "membership", room_id: roomId, version: ++this.version, user: author, change: "joined" });
  }

  private put(now: MessageView): void {
    const version = now.to ? this.version : ++this.version;
    const changed = { ...now, version, revision: now.revision + 1 };
    this.messages = this.messages.map((one) => (one.id === now.id ? changed : one));
    this.frames.push({
      type: "message_changed",
      room_id: roomId,
      ...(now.to ? {} : { version }),
      message: changed,
    });
  }

  private born(): Partial<MessageView> {
    const id = this.nextId++;
    return { id, text: `${id}`, client_id: `client-${id}`, revision: 0 };
  }

  private pick(at: number, which: (one: MessageView) => boolean): MessageView | undefined {
    const among = this.messages.filter(which);
    return among[at % Math.max(1, among.length)];
  }

  pageOf(wanted: (one: MessageView) => boolean, limit: number, fromEnd: boolean): MessagePage {
    const found = this.messages.filter(wanted);
    const items = fromEnd ? found.slice(-limit) : found.slice(0, limit);
    const [first, last] = [items[0], items.at(-1)];
    return {
      items,
      has_before: first ? this.messages[0] !== first : !fromEnd,
      has_after: last ? this.messages.at(-1) !== last : false,
    };
  }

  resumed(from: number): ServerFrame {
    const messages = this.messages
      .filter((one) => one.version > from || one.to !== null)
      .sort((a, b) => a.version - b.version || a.id - b.id);
    return { type: "resumed", room_id: roomId, version: this.version, room, messages };
  }
}

type Step =
  | {
      do:
        | "post"
        | "whisper"
        | "murmur"
        | "member"
        | "older"
        | "newer"
        | "newest"
        | "ask"
        | "answer"
        | "reload"
        | "reconnect"
        | "settle";
    }
  | { do: "change" | "reply" | "deliver" | "lose" | "repeat" | "arrive"; pick: number };

/** A browser whose frames are lost, repeated and out of order, whose questions are answered late. */
class Browser {
  state: Timeline;
  private waiting: ServerFrame[] = [];
  private told: ServerFrame[] = [];
  private answers: TimelineEvent[] = [];
  private relayed = 0;

  constructor(private readonly model: Model) {
    const first = model.pageOf(() => true, 4, true);
    this.state = openTimeline({
      roomId,
      viewerId,
      version: model.version,
      page: first,
      lastSeq: model.lastSeq,
      readers: [],
    });
    this.relayed = model.frames.length;
  }

  take(step: Step): void {
    this.relay();
    const { model, state } = this;
    switch (step.do) {
      case "post":
        model.post();
        break;
      case "member":
        model.member();
        break;
      case "change":
        model.change(step.pick);
        break;
      case "whisper":
        model.whisper();
        break;
      case "reply":
        model.reply(step.pick);
        break;
      case "settle":
        this.answers.push({ type: "settled", message: model.post() });
        break;
      case "murmur":
        this.answers.push({ type: "settled", message: model.whisper() });
        break;
      case "deliver":
        this.hear(this.waiting.splice(step.pick % Math.max(1, this.waiting.length), 1));
        break;
      case "lose":
        this.waiting.splice(step.pick % Math.max(1, this.waiting.length), 1);
        break;
      case "repeat":
        this.hear(this.told.slice(step.pick % Math.max(1, this.told.length)).slice(0, 1));
        break;
      case "older": {
        const first = state.messages[0];
        if (first && state.hasBefore)
          this.answers.push({
            type: "older",
            version: state.version,
            page: model.pageOf((one) => comesBefore(one, first), 3, true),
          });
        break;
      }
      case "newer": {
        const last = state.messages.at(-1);
        if (last && state.hasAfter)
          this.answers.push({
            type: "newer",
            version: state.version,
            page: model.pageOf((one) => comesBefore(last, one), 3, false),
          });
        break;
      }
      case "newest":
        this.answers.push({ type: "replaced", page: model.pageOf(() => true, 4, true), version: state.heardVersion });
        break;
      case "reload":
        this.reload();
        break;
      case "ask":
        if (state.wants === "resume") this.ask();
        break;
      case "reconnect":
        // What was under way on the old line never comes.
        this.waiting = [];
        this.answers = this.answers.filter((answer) => answer.type !== "frame");
        this.apply({ type: "connected" });
        break;
      case "answer":
        this.arrive(0);
        break;
      case "arrive":
        this.arrive(step.pick);
        break;
      default:
        step satisfies never;
        break;
    }
  }

  /** The line is good, and everything that is under way arrives. */
  settle(): void {
    this.relay();
    while (this.answers.length > 0) this.arrive(0);
    this.hear(this.waiting.splice(0));
    this.apply({ type: "connected" });
    for (let rounds = 0; this.state.wants !== "nothing" && rounds < 5; rounds += 1) {
      if (this.state.wants === "resume") this.ask();
      else this.reload();
      while (this.answers.length > 0) this.arrive(0);
    }
  }

  toTheEnd(): void {
    for (let pages = 0; this.state.hasAfter && pages < 100; pages += 1) {
      this.take({ do: "newer" });
      this.arrive(0);
    }
  }

  private reload(): void {
    const { model } = this;
    this.answers.push({ type: "replaced", page: model.pageOf(() => true, 4, true), version: model.version });
    this.apply({ type: "asked" });
  }

  private ask(): void {
    this.answers.push({ type: "frame", frame: this.model.resumed(this.state.version) });
    this.apply({ type: "asked" });
  }

  private arrive(pick: number): void {
    const [answer] = this.answers.splice(pick % Math.max(1, this.answers.length), 1);
    if (answer) this.apply(answer);
  }

  private hear(frames: ServerFrame[]): void {
    for (const sent of frames) {
      this.told.push(sent);
      this.apply({ type: "frame", frame: sent });
    }
  }

  private apply(event: TimelineEvent): void {
    this.state = timelineReducer(this.state, event);
  }

  private relay(): void {
    this.waiting.push(...this.model.frames.slice(this.relayed));
    this.relayed = this.model.frames.length;
  }
}

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<Step>(
      { do: "post" },
      { do: "settle" },
      { do: "member" },
      { do: "whisper" },
      { do: "murmur" },
    ),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("change" as const, "reply"), pick: fc.nat(50) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("deliver" as const), pick: fc.constant(0) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom("deliver" as const, "lose", "repeat", "arrive"), pick: fc.nat(20) }),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom<Step>(
      { do: "older" },
      { do: "newer" },
      { do: "newest" },
      { do: "ask" },
      { do: "answer" },
      { do: "reload" },
      { do: "reconnect" },
    ),
  },
);

describe("whatever the line does", () => {
  const play = (before: number, script: Step[]): { model: Model; browser: Browser } => {
    const model = new Model();
    for (let at = 0; at < before; at += 1) model.post();
    const browser = new Browser(model);
    for (const step of script) browser.take(step);
    browser.settle();
    return { model, browser };
  };
  const shown = (messages: MessageView[]) =>
    messages.map((one) => `${one.seq} ${one.id} ${one.revision} ${one.replies?.count ?? 0} ${one.text}`);

  test("the window ends as the database is, contiguous, each message once in its last form", () => {
    fc.assert(
      fc.property(fc.nat(12), fc.array(steps, { maxLength: 40 }), (before, script) => {
        const { model, browser } = play(before, script);
        const { state } = browser;
        const from = state.messages[0] ? model.messages.findIndex(({ id }) => id === state.messages[0]?.id) : 0;
        const to = from + state.messages.length;
        expect(shown(state.messages)).toEqual(shown(model.messages.slice(from, to)));
        expect({ version: state.version, before: state.hasBefore, after: state.hasAfter, wants: state.wants }).toEqual({
          version: model.version,
          before: from > 0,
          after: state.hasAfter || to < model.messages.length,
          wants: "nothing",
        });
        browser.toTheEnd();
        expect(shown(browser.state.messages)).toEqual(shown(model.messages.slice(from)));
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);
});
