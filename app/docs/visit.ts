import type { Metadata } from "next";
import { groupsOf } from "@/lib/api/explaining";
import { openApi } from "@/lib/api/openapi";
import { routes } from "@/lib/api/table";
import { docs } from "@/lib/i18n/docs";
import { isLocale, type Locale } from "@/lib/i18n/locale";
import { currentActor, visitorLocale, visitorOrigin } from "@/lib/visitor";

type Query = Promise<Record<string, string | string[] | undefined>>;

/** What each page for programs knows of its visitor; a stranger's choice of language stays in the address. */
export async function docsVisit(query: Query) {
  const { lang } = await query;
  const locale = await visitorLocale(lang);
  const document = openApi(routes);
  return {
    document,
    origin: await visitorOrigin(),
    frame: {
      locale,
      suffix: isLocale(lang) ? `?lang=${lang}` : "",
      groups: groupsOf(document, locale),
      isSignedIn: (await currentActor()) !== null,
    },
  };
}

export async function docsTitle(query: Query, title: (locale: Locale) => string | undefined): Promise<Metadata> {
  const locale = await visitorLocale((await query).lang);
  const name = title(locale);
  return { title: { absolute: [...(name ? [name] : []), docs[locale].title, "Staffroom"].join(" · ") } };
}
