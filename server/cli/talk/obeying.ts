import { say } from "@/lib/i18n/say";
import { messagePageSizeMax } from "@/lib/limits";
import { type MessageView, StaffroomError } from "@/server/client";
import { exits } from "../staffroom/exits";
import { plainLine } from "../staffroom/plain";
import { aimedAt, follow, sentenceOf } from "./doing";
import type { Setting } from "./index";
import { type Order, orderOf } from "./orders";
import type { Outbox } from "./outbox";
import type { Panel } from "./panel";
import type { People } from "./people";
import type { Story } from "./story";

interface Parts {
  setting: Setting;
  panel: Panel;
  people: People;
  story: Story;
  outbox: Outbox;
  quit: () => void;
  leave: (exit: number, note: string) => void;
}

/** Does what is typed into the line, one after the other, so that what is typed first is said first. */
export class Obeying {
  #isAsked = false;
  #isLeaving = false;
  #doing: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: Parts) {}

  /** Whoever is taken out just now asked for it. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  enter(text: string): void {
    if (this.#isAsked) this.#answer(text);
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
        this.#isAsked = true;
        panel.note(words.leaveAsk.replace("{room}", () => room.name));
        break;
      case "more":
        this.#do(() => this.#more());
        break;
      case "reply":
      case "thread":
        this.#do(() => this.#aimed(order));
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
  async #aimed(order: Extract<Order, { number: number }>): Promise<void> {
    const { setting, panel, outbox } = this.parts;
    const about = await this.#message(order.number);
    const saying = about && order.text !== "" ? aimedAt(about, order, setting.chat.me.id) : null;
    if (!about) panel.problem(setting.words.noNumber.replace("{number}", String(order.number)));
    else if (order.does === "thread" && order.text === "") await this.#readThread(about.thread_id ?? about.id);
    else if (saying) outbox.send(saying);
    else panel.problem(setting.words[`${order.does}How`]);
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
    const { setting, panel, story } = this.parts;
    const { chat, words, locale } = setting;
    const { root, items } = await chat.thread(rootId, { limit: messagePageSizeMax });
    const replies = say(locale, words.replies, { n: root.replies?.count ?? 0 });
    panel.print(story.thread(say(locale, words.threadOf, { number: rootId, replies }), [root, ...items]));
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

  #answer(text: string): void {
    const { setting, panel, leave } = this.parts;
    const { words, chat, room } = setting;
    this.#isAsked = false;
    if (![words.leaveYes, "yes"].includes(text.trim().toLowerCase())) {
      panel.note(words.stayed);
      return;
    }
    this.#do(async () => {
      this.#isLeaving = true;
      try {
        await chat.call("DELETE", `rooms/${room.id}/members/me`);
        leave(exits.done, words.removed);
      } finally {
        this.#isLeaving = false;
      }
    });
  }
}
