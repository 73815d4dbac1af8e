import type { Browser, BrowserContext, BrowserContextOptions, ConsoleMessage, Page } from "@playwright/test";

export const desk: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};
export const english: BrowserContextOptions = { locale: "en-GB", timezoneId: "Europe/London" };
export const russian: BrowserContextOptions = { locale: "ru-RU", timezoneId: "Europe/Moscow" };

/**
 * Opens browsers that are watched: whatever goes to another origin, breaks the content policy, fails to hydrate
 * or throws is a fault, in every story and on every screen.
 */
export class Windows {
  readonly faults: string[] = [];
  readonly #contexts = new Set<BrowserContext>();
  /** While parts of the company are down on purpose, answers that fail are no fault of the page. */
  brokenOnPurpose = false;
  /** Other hosts that a story leads to on purpose. */
  readonly friends = new Set<string>();

  constructor(
    readonly browser: Browser,
    readonly url: string,
  ) {}

  async open(...options: BrowserContextOptions[]): Promise<Page> {
    const wanted: BrowserContextOptions = Object.assign({ baseURL: this.url }, ...options);
    const context = await this.browser.newContext(wanted);
    this.#contexts.add(context);
    context.on("request", (request) => {
      const { host } = new URL(request.url());
      if (!this.friends.has(host) && isElsewhere(request.url(), wanted.baseURL ?? this.url))
        this.faults.push(`asked another origin: ${request.url()}`);
    });
    context.on("console", (message) => this.#hear(message));
    context.on("weberror", ({ error }) => {
      const thrown = error();
      this.faults.push(`thrown: ${thrown.stack ?? thrown.message}`);
    });
    return context.newPage();
  }

  async close(): Promise<void> {
    for (const context of this.#contexts) await context.close();
    this.#contexts.clear();
  }

  #hear(message: ConsoleMessage): void {
    if (message.type() !== "error" && message.type() !== "warning") return;
    const text = message.text();
    const isNetwork = /Failed to load resource|WebSocket connection|ERR_INTERNET_DISCONNECTED|NetworkError/.test(text);
    const isAbsence = /status of 404/.test(text);
    if (isAbsence || (isNetwork && this.brokenOnPurpose)) return;
    this.faults.push(`console: ${text} (${message.location().url})`);
  }
}

const isElsewhere = (address: string, home: string): boolean =>
  !/^(data|blob|about):/.test(address) && new URL(address).host !== new URL(home).host;
