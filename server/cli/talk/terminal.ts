import { emitKeypressEvents } from "node:readline";
import { say } from "@/lib/i18n/say";
import { messagePageSizeMax } from "@/lib/limits";
import type { MessagePage, MessageView, PersonRef, RoomView } from "@/server/client";
import { exits } from "../staffroom/exits";
import { plainLine } from "../staffroom/plain";
import { completed } from "./completing";
import { sentenceOf } from "./doing";
import type { Setting } from "./index";
import { type Input, type Key, press, sent, withText } from "./input";
import { Obeying } from "./obeying";
import { Outbox } from "./outbox";
import { Panel } from "./panel";
import { People } from "./people";
import { drawNote } from "./rows";
import { Seen } from "./seen";
import { Sitting } from "./sitting";
import { drawStatus } from "./status";
import { Story } from "./story";
import { Threads } from "./threads";
import { cut } from "./wrap";
import { Writers } from "./writers";

/** Pasted text comes between marks, and the terminal says when it is in front. */
const modesOn = "\u001b[?2004h\u001b[?1004h";
const modesOff = "\u001b[?2004l\u001b[?1004l";
const notSentColumns = 60;
/** Messages that stand there first: what is unread, with some before it. */
const shownMin = 30;
const contextRows = 10;

/** A room in a terminal. */
export class Talk {
  readonly #panel: Panel;
  readonly #story: Story;
  readonly #people: People;
  readonly #seen: Seen;
  readonly #outbox: Outbox;
  readonly #writers: Writers;
  readonly #sitting: Sitting;
  readonly #obeying: Obeying;
  readonly #threads: Threads;
  #room: RoomView;
  #isLost = false;
  /** The line over what is new was drawn since the terminal went out of sight. */
  #isLined = false;
  #isWarned = false;
  #isOver = false;
  /** What happens before the history stands there. */
  #early: (() => void)[] | null = [];
  #end: (exit: number) => void = () => {};

  constructor(private readonly setting: Setting) {
    const { chat, room } = setting;
    const draw = () => this.#panel.draw();
    this.#room = room;
    this.#panel = new Panel(setting, (look) => drawStatus(look, this.#status));
    this.#story = new Story(() => this.#panel.look);
    this.#people = new People(chat, room.id);
    this.#seen = new Seen(chat, room.id);
    this.#sitting = new Sitting(chat, room.id);
    this.#writers = new Writers(draw);
    this.#outbox = new Outbox(chat, room.id, draw, (one, error) => this.#refused(one.text, error));
    const quit = () => this.#interrupt();
    const leave = (exit: number, note: string) => this.#leave(exit, note);
    this.#threads = new Threads(chat, room.id, () => this.#early || draw());
    const parts = { panel: this.#panel, people: this.#people, story: this.#story, outbox: this.#outbox };
    this.#obeying = new Obeying({ setting, ...parts, threads: this.#threads, quit, leave });
  }

  /** @returns the exit code */
  async run(): Promise<number> {
    const ended = new Promise<number>((resolve) => {
      this.#end = resolve;
    });
    const stops = [this.#listen()];
    try {
      await this.#begin();
      stops.push(this.#watchKeys());
      return await ended;
    } finally {
      for (const stop of stops) stop();
      for (const part of [this.#seen, this.#writers, this.#sitting]) part.stop();
    }
  }

  async #begin(): Promise<void> {
    const { chat, words, io } = this.setting;
    const place = { limit: Math.min(messagePageSizeMax, Math.max(shownMin, this.#room.unread.count + contextRows)) };
    const reading = this.#people.read().catch(() => {});
    // It was read before the line was there: what was changed in between was told to nobody.
    const [page, room] = await Promise.all([chat.history(this.#room.id, place), chat.room(this.#room.id)]);
    this.#room = room;
    await reading;
    const { unread, last_read_seq, archived } = this.#room;
    const rows = this.#story.open(page.items, unread.count > 0 ? last_read_seq : null, new Date());
    const end = archived ? drawNote(this.#panel.look, words.archived) : [];
    io.stdout.write(modesOn);
    this.#panel.print([...this.#head(page), ...rows, ...end]);
    const last = page.items.at(-1);
    if (last) this.#seen.shown(last.id);
    const early = this.#early ?? [];
    this.#early = null;
    for (const happen of early) happen();
    this.#readThreads();
  }

  /** The room's name and topic, and what stands above the first page. */
  #head(page: MessagePage): string[] {
    const { words, locale } = this.setting;
    const { name, topic, unread, last_read_seq } = this.#room;
    const first = page.items.find(({ to }) => to === null)?.seq ?? 0;
    const n = unread.count > 0 && page.has_before ? Math.max(0, first - 1 - last_read_seq) : 0;
    const begins = page.items.length > 0 ? words.begins : words.noTalk;
    const notes = [
      topic === "" ? name : `${name}: ${topic}`,
      ...(n > 0 ? [say(locale, words.above, { n })] : []),
      ...(page.has_before ? [] : [begins]),
    ];
    return notes.flatMap((note) => drawNote(this.#panel.look, note));
  }

  /** What happens in the room. */
  #listen(): () => void {
    const { chat, words } = this.setting;
    const here = (roomId: number, act: () => void) => {
      if (roomId !== this.#room.id) return;
      if (this.#early) this.#early.push(act);
      else act();
    };
    const stops = [
      chat.on("message", (one) => here(one.room_id, () => this.#said(one))),
      chat.on("message_changed", (one) => here(one.room_id, () => this.#turned(one))),
      chat.on("typing", ({ room_id, user_id }) => here(room_id, () => this.#writers.writes(user_id))),
      chat.on("presence", ({ user_id, status }) => {
        this.#people.presence(user_id, status);
        if (!this.#early) this.#panel.draw();
      }),
      chat.on("membership", ({ room_id, user, change }) => here(room_id, () => this.#moved(user, change))),
      chat.on("thread", (place) => this.#threads.told(place)),
      chat.on("room", (room) => here(room.id, () => this.#changed(room))),
      chat.on("reset", ({ room_id }) => here(room_id, () => this.#panel.note(words.reset))),
      chat.on("removed", ({ room_id }) => here(room_id, () => this.#removed())),
      chat.on("disconnected", ({ returns }) => this.#lost(returns)),
      chat.on("connected", () => this.#found()),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  #watchKeys(): () => void {
    const { stdin, stdout } = this.setting.io;
    const key = (sign: string | undefined, one: Key) => this.#key(sign, one);
    const resize = () => this.#panel.draw();
    const hangUp = () => this.#end(exits.interrupted);
    emitKeypressEvents(stdin);
    stdin.setRawMode(true);
    stdin.on("keypress", key).on("end", hangUp).resume();
    stdout.on("resize", resize);
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, hangUp);
    this.#sitting.stir();
    this.#panel.draw();
    return () => {
      this.#panel.shut();
      stdout.write(modesOff);
      stdout.off("resize", resize);
      stdin.off("keypress", key).off("end", hangUp);
      stdin.setRawMode(false);
      stdin.pause();
      for (const signal of ["SIGTERM", "SIGHUP"] as const) process.off(signal, hangUp);
    };
  }

  #key(sign: string | undefined, key: Key): void {
    const { input, act } = press(this.#panel.input, sign, key);
    this.#panel.input = input;
    if (act === "front" || act === "behind") {
      this.#front(act === "front");
      return;
    }
    this.#sitting.stir();
    if (act === "interrupt" || act === "end") this.#interrupt();
    else this.#isWarned = false;
    if (act === "enter") this.#enter();
    else if (act === "complete") this.#complete(input);
    else if (act === "typed") this.#sitting.writes(input.text);
    this.#panel.draw();
  }

  #complete(before: Input): void {
    const { input, choices } = completed(before, (start) => this.#people.startingWith(start));
    this.#panel.input = input;
    if (choices.length > 1) this.#panel.note(choices.join("  "));
  }

  #enter(): void {
    const { text } = this.#panel.input;
    this.#panel.input = sent(this.#panel.input);
    this.#obeying.enter(text);
  }

  #said(message: MessageView): void {
    const { author, thread_id, id } = message;
    this.#outbox.arrived(message);
    this.#writers.rests(author.id);
    this.#threads.said(message);
    const isNew = !this.#seen.isFront && !this.#isLined && author.id !== this.setting.chat.me.id;
    this.#isLined ||= isNew;
    this.#panel.print(this.#story.said(message, isNew, new Date()));
    if (thread_id === null) this.#seen.shown(id);
  }

  #readThreads(): void {
    this.#threads.read().catch(() => {});
  }

  /** What was deleted before it was told is told as changed: it waits no longer, either. */
  #turned(message: MessageView): void {
    this.#outbox.arrived(message);
    this.#panel.print(this.#story.changed(message));
  }

  #refused(text: string, error: unknown): void {
    const { words } = this.setting;
    const what = cut(plainLine(text), notSentColumns);
    // It is not to be typed again.
    if (this.#panel.input.text === "") this.#panel.input = withText(this.#panel.input, text);
    this.#panel.problem(`${words.notSent.replace("{text}", () => what)}\n${sentenceOf(error)}`);
  }

  #moved(user: PersonRef, change: "joined" | "left" | "role"): void {
    if (change === "role") return;
    if (change === "left") this.#people.left(user.id);
    else this.#readPeople();
    this.#panel.note(this.setting.words[change].replace("{name}", () => user.display_name));
  }

  #readPeople(): void {
    this.#people.read().then(
      () => this.#panel.draw(),
      () => {},
    );
  }

  /** The socket may tell of one's own leaving before the call for it is answered. */
  #removed(): void {
    this.#leave(this.#obeying.isLeaving ? exits.done : exits.refused, this.setting.words.removed);
  }

  #changed(room: RoomView): void {
    const { words } = this.setting;
    if (room.version < this.#room.version) return;
    if (room.member_count !== this.#people.all.length) this.#readPeople();
    const { name, topic, archived } = this.#room;
    this.#room = room;
    if (room.name !== name) this.#panel.note(words.renamed.replace("{name}", () => room.name));
    const said = room.topic === "" ? words.noTopic : words.topic.replace("{topic}", () => room.topic);
    if (room.topic !== topic) this.#panel.note(said);
    if (room.archived && !archived) this.#panel.note(words.archived);
  }

  #lost(returns: boolean): void {
    this.#isLost = true;
    if (!returns) this.#leave(exits.notSignedIn, this.setting.words.ended);
    else if (!this.#early) this.#panel.draw();
  }

  #found(): void {
    if (!this.#isLost) return;
    this.#isLost = false;
    this.#panel.note(this.setting.words.back);
    // Who came and went meanwhile.
    this.#readPeople();
    this.#readThreads();
    this.#seen.again();
  }

  #front(isFront: boolean): void {
    if (isFront) this.#isLined = false;
    this.#seen.front(isFront);
  }

  #interrupt(): void {
    const n = this.#outbox.items.length;
    if (n === 0 || this.#isWarned) {
      this.#end(exits.done);
      return;
    }
    this.#isWarned = true;
    this.#panel.problem(say(this.setting.locale, this.setting.words.unsent, { n }));
  }

  #leave(exit: number, note: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#panel.note(note);
    this.#end(exit);
  }

  get #status() {
    return {
      room: this.#room.name,
      isLost: this.#isLost,
      people: this.#people.all.length,
      here: this.#people.here,
      writing: this.#writers.ids.map((id) => this.#people.nameOf(id) ?? "…"),
      waiting: this.#outbox.items,
      threads: this.#threads.unread,
    };
  }
}
