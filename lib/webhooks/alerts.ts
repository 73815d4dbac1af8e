import { say } from "@/lib/i18n/say";
import { hookLabelsMax, hookLinesMax, hookQuoteCharsMax } from "@/lib/limits";
import { at, listAt, pairsAt, someAt, textAt } from "./fields";
import { firstOf, type Telling } from "./gitlab";
import { bold, code, cut, lines, link, paragraphs, plain } from "./markup";

/**
 * Alertmanager's webhook (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config, version 4) and
 * Grafana's, which is made after it, known by their list of alerts; and Grafana's of before, known by its rule.
 */
export function fromAlerts(payload: unknown, telling: Telling): string | null {
  if (Array.isArray(at(payload, "alerts"))) return fromGroup(payload, telling);
  return textAt(payload, "ruleName") === "" ? null : fromRule(payload, telling);
}

function fromGroup(payload: unknown, telling: Telling): string {
  const { locale, words } = telling;
  const alerts = listAt(payload, "alerts");
  const isFiring = textAt(payload, "status") !== "resolved";
  const n = alerts.filter((alert) => textAt(alert, "status") === "firing").length;
  const state = isFiring ? say(locale, words.firing, { n: n || alerts.length }) : words.resolved;
  const name = textAt(payload, "commonLabels", "alertname") || textAt(payload, "groupLabels", "alertname");
  const head = [bold(state), link(plain(name || textAt(payload, "title")), textAt(payload, "externalURL"))];
  const shared = new Map(pairsAt(payload, "commonLabels"));
  const cuts = Number(textAt(payload, "truncatedAlerts")) || 0;
  const told = alerts.slice(0, hookLinesMax).map((alert) => alertLines(alert, shared, isFiring, telling));
  return paragraphs(
    lines(head.filter(Boolean).join(" · "), labelsOf([...shared])),
    lines(...firstOf(told, alerts.length + cuts, telling)) || plain(cut(textAt(payload, "message"), hookQuoteCharsMax)),
  );
}

/** What the alert says of itself, what tells it from the others of its group, and where one looks further. */
function alertLines(alert: unknown, shared: Map<string, string>, isFiring: boolean, { words }: Telling): string {
  const note = (name: string) => textAt(alert, "annotations", name);
  const own = pairsAt(alert, "labels").filter(([name, value]) => shared.get(name) !== value);
  const summary = note("summary") || note("title") || note("message") || note("description");
  const more = summary === note("description") ? "" : note("description");
  const over = isFiring && textAt(alert, "status") === "resolved" ? words.resolved : "";
  const leads: [string, string][] = [
    [words.source, textAt(alert, "generatorURL")],
    [words.dashboard, textAt(alert, "dashboardURL")],
    [words.runbook, note("runbook_url")],
    [words.silence, textAt(alert, "silenceURL")],
  ];
  const links = leads.filter(([, url]) => /^https?:/.test(url)).map(([label, url]) => link(label, url));
  const told = [over, plain(cut(summary || textAt(alert, "labels", "alertname"), hookQuoteCharsMax)), labelsOf(own)];
  const first = [...told, ...links].filter(Boolean).join(" · ");
  return more === "" ? `- ${first}` : `- ${first}\n  ${plain(cut(more, hookQuoteCharsMax))}`;
}

const labelsOf = (labels: [string, string][]): string =>
  labels
    .filter(([name, value]) => value !== "" && name !== "alertname" && !name.startsWith("__"))
    .slice(0, hookLabelsMax)
    .map(([name, value]) => code(cut(`${name}=${value}`, hookQuoteCharsMax)))
    .join(" ");

function fromRule(payload: unknown, { words }: Telling): string {
  const isOver = textAt(payload, "state") === "ok";
  const name = link(plain(textAt(payload, "ruleName")), textAt(payload, "ruleUrl"));
  return lines(
    `${bold(isOver ? words.resolved : plain(textAt(payload, "state")))} · ${name}`,
    plain(cut(textAt(payload, "message"), hookQuoteCharsMax)),
    ...someAt(payload, "evalMatches").map(
      (match) => `- ${code(`${textAt(match, "metric")}=${textAt(match, "value")}`)}`,
    ),
  );
}
