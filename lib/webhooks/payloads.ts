import { AppError } from "@/lib/errors";
import type { Locale } from "@/lib/i18n/locale";
import { webhookWords } from "@/lib/i18n/webhooks";
import { displayNameCharsMax, messageCharsMax } from "@/lib/limits";
import { cleanLine, cleanText, isBlank } from "@/lib/text";
import { fromAlerts } from "./alerts";
import { textAt } from "./fields";
import { fromGitlab } from "./gitlab";
import { fromJenkins } from "./jenkins";
import { cut } from "./markup";
import type { HookMessage } from "./schema";
import { fromSlack } from "./slack";

/**
 * What a program posted, as a message: Slack's form, or one of those that are known by their shape. Whatever else is in
 * it is ignored: these callers send much. What is longer than a message ends with dots rather than not at all.
 * @param locale of the company: of what is told in words of this program
 * @throws AppError `invalid` (`webhookEmpty`) where nothing in it can be told
 */
export function readPayload(payload: unknown, locale: Locale): HookMessage {
  const telling = { locale, words: webhookWords[locale].told };
  const told =
    fromSlack(payload) ||
    (fromGitlab(payload, telling) ?? fromAlerts(payload, telling) ?? fromJenkins(payload, telling) ?? "");
  const text = cleanText(told);
  if (isBlank(text)) throw new AppError("invalid", "webhookEmpty");
  const saidAs = cleanLine(textAt(payload, "username")).slice(0, displayNameCharsMax).toWellFormed();
  return { text: cut(withoutCommand(text), messageCharsMax), ...(!isBlank(saidAs) && { saidAs }) };
}

/** Programs give no commands: what begins like one is said as it stands. */
const withoutCommand = (text: string): string => text.replace(/^(?=\/\p{L})/u, "\\");
