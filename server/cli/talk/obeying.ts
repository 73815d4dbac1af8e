import { say } from "@/lib/i18n/say";
import { messagePageSizeMax } from "@/lib/limits";
import { type MessageView, type OpenedThread, StaffroomError } from "@/server/client";
import { exits } from "../staffroom/exits";
import { plainLine } from "../staffroom/plain";
import { aimedAt, type Came, follow, sentenceOf } from "./doing";
import type { Setting } from "./index";
import { type Order, orderOf } from "./orders";
import type { Outbox } from "./outbox";
import type { Panel } from "./panel";
import type { People } from "./people";
import type { Story } from "./story";
import type { Threads } from "./threads";
import { edit, editLine, react } from "./touching";
import { cut } from "./wrap";

const askedColumns = 60;

interface Parts {
  setting: Setting;
  panel: Panel;
  people: People;
  story: Story;
  outbox: Outbox;
  threads: Threads;
  quit: () => void;
  leave: (exit: number, note: string) => void;
}

/** Does what is typed into the line, one after the other, so that what is typed first is said first. */
export class Obeying {
  /** What is done once it is agreed to, and what is said where it is not. */
  #question: { yes: () => Promise<unknown>; no: string } | null = null;
  #isLeaving = false;
  #doing: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: Parts) {}

  /** Whoever is taken out just now asked for it. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  enter(text: string): void {
    if (this.#question) this.#answer(this.#question, text);
    else if (text.trim() !== "") this.#obey(orderOf(text));
  }

  #obey(order: Order): void {
    const { setting, panel, quit } = this.parts;
    const { words, room } = setting;
    switch (order.does) {
      case "help":
        panel.note([...Object.values(words.commands), words.keys].join("\n"));
        break;
      case "who":
        panel.note(this.#who());
        break;
      case "quit":
        quit();
        break;
      case "leave":
        this.#ask(
          words.leaveAsk.replace("{room}", () => room.name),
          words.stayed,
          () => this.#leave(),
        );
        break;
      case "more":
        this.#do(() => this.#more());
        break;
      case "reply":
      case "thread":
        this.#do(() => this.#aimed(order));
        break;
      case "edit":
      case "delete":
      case "react":
        this.#do(() => this.#touch(order));
        break;
      default:
        this.#do(() => this.#follow(order));
    }
  }

  #do(work: () => Promise<unknown>): void {
    const { panel } = this.parts;
    this.#doing = this.#doing.then(work).catch((error: unknown) => panel.problem(sentenceOf(error)));
  }

  async #follow(order: Parameters<typeof follow>[1]): Promise<void> {
    const { setting, panel, people, outbox } = this.parts;
    const { chat, room, locale } = setting;
    const came = await follow({ chat, roomId: room.id, people, locale }, order);
    if ("say" in came) outbox.send(came.say);
    else if ("note" in came) panel.note(came.note);
    else panel.problem(came.problem);
  }

  /** What is about a message with a number. */
  async #aimed(order: Extract<Order, { does: "reply" | "thread" }>): Promise<void> {
    const { setting, panel, outbox } = this.parts;
    const about = await this.#message(order.number);
    const saying = about && order.text !== "" ? aimedAt(about, order, setting.chat.me.id) : null;
    if (!about) this.#missing(order.number);
    else if (order.does === "thread" && order.text === "") await this.#readThread(about.thread_id ?? about.id);
    else if (saying) outbox.send(saying);
    else panel.problem(setting.words[`${order.does}How`]);
  }

  /** What is done to a message that stands there. */
  async #touch(order: Extract<Order, { does: "edit" | "delete" | "react" }>): Promise<void> {
    const { setting, panel, story, outbox } = this.parts;
    const { chat, words } = setting;
    // It is another one than what one means.
    if (order.number === null && outbox.items.length > 0) {
      panel.problem(words.lastWaits);
      return;
    }
    const about = order.number === null ? story.lastOf(chat.me.id) : await this.#message(order.number);
    if (!about) this.#missing(order.number);
    else if (order.does === "react") this.#came(await react(setting, about, order.emoji));
    else if (about.deleted_at) panel.problem(words.deletedAlready);
    else if (order.does === "delete") this.#askToDelete(about);
    else if (about.author.id !== chat.me.id) panel.problem(words.notYours);
    else if (order.text !== "") this.#came(await edit(setting, about.id, order.text));
    else if (panel.input.text === "") panel.fill(editLine(about));
    else panel.problem(words.editHow);
  }

  #missing(number: number | null): void {
    const { setting, panel } = this.parts;
    const { words } = setting;
    panel.problem(number === null ? words.noneYours : words.noNumber.replace("{number}", String(number)));
  }

  #came(came: Came | null): void {
    if (came && "problem" in came) this.parts.panel.problem(came.problem);
  }

  #askToDelete({ id, text, attachments }: MessageView): void {
    const { words, chat } = this.parts.setting;
    const said = cut(plainLine([text, ...attachments.map(({ name }) => name)].join(" ")), askedColumns);
    const ask = words.deleteAsk.replace("{text}", () => said);
    this.#ask(ask, words.kept, () => chat.call("DELETE", `messages/${id}`));
  }

  async #message(id: number): Promise<MessageView | null> {
    const { story, setting } = this.parts;
    const known = story.message(id);
    if (known) return known;
    const found = await setting.chat.call<MessageView>("GET", `messages/${id}`).catch((error: unknown) => {
      if (error instanceof StaffroomError && error.code === "not_found") return null;
      throw error;
    });
    return found?.room_id === setting.room.id ? found : null;
  }

  async #readThread(rootId: number): Promise<void> {
    const { setting, panel, story, threads } = this.parts;
    const { chat, words, locale } = setting;
    const { root, items, first_unread_id, has_after } = await this.#openThread(rootId);
    const replies = say(locale, words.replies, { n: root.replies?.count ?? 0 });
    const title = say(locale, words.threadOf, { number: rootId, replies });
    panel.print(story.thread(title, [root, ...items], first_unread_id));
    if (has_after) panel.note(say(locale, words.threadMore, { number: rootId }));
    const last = items.at(-1);
    if (!last) return;
    const read = { message_id: last.id };
    threads.told(await chat.call("POST", `messages/${rootId}/thread/read`, read, { isRepeatable: true }));
  }

  /** Its end, or what one has not read of it where that begins before. */
  async #openThread(rootId: number): Promise<OpenedThread> {
    const { chat } = this.parts.setting;
    const limit = messagePageSizeMax;
    const end = await chat.thread(rootId, { limit });
    const first = end.first_unread_id;
    if (first === null || end.items.some(({ id }) => id === first)) return end;
    return chat.thread(rootId, { around: first, limit });
  }

  async #more(): Promise<void> {
    const { setting, panel, story } = this.parts;
    const before = story.firstId;
    const page = before === null ? null : await setting.chat.history(setting.room.id, { before });
    if (page && page.items.length > 0) panel.print(story.older(page.items, new Date()));
    else panel.note(setting.words.begins);
  }

  #who(): string {
    const { words, chat, locale } = this.parts.setting;
    const lines = this.parts.people.all.map(({ id, display_name, username, presence }) => {
      const isMe = id === chat.me.id;
      const state = words.whoPresence[isMe ? "online" : presence];
      return plainLine(`${display_name} (@${username}${isMe ? `, ${words.you}` : ""}): ${state}`);
    });
    return [say(locale, words.people, { n: lines.length }), ...lines].join("\n");
  }

  #ask(ask: string, no: string, yes: () => Promise<unknown>): void {
    this.#question = { yes, no };
    this.parts.panel.note(ask);
  }

  #answer({ yes, no }: { yes: () => Promise<unknown>; no: string }, text: string): void {
    const { setting, panel } = this.parts;
    this.#question = null;
    if ([setting.words.leaveYes, "yes"].includes(text.trim().toLowerCase())) this.#do(yes);
    else panel.note(no);
  }

  async #leave(): Promise<void> {
    const { setting, leave } = this.parts;
    this.#isLeaving = true;
    try {
      await setting.chat.call("DELETE", `rooms/${setting.room.id}/members/me`);
      leave(exits.done, setting.words.removed);
    } finally {
      this.#isLeaving = false;
    }
  }
}
