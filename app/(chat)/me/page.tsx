import type { Metadata } from "next";
import Link from "next/link";
import { Devices } from "@/components/people/devices";
import { Avatar } from "@/components/ui/avatar";
import { Card } from "@/components/ui/card";
import { Field, Form, Submit } from "@/components/ui/form";
import { Select } from "@/components/ui/select";
import type { Actor } from "@/lib/access/actor";
import { mayInvite } from "@/lib/access/policy";
import { readFactor } from "@/lib/auth/factors";
import { isConnected } from "@/lib/auth/identities";
import { listSessions } from "@/lib/auth/sessions";
import { catalogue } from "@/lib/i18n";
import { docs } from "@/lib/i18n/docs";
import { say } from "@/lib/i18n/say";
import { dateOf } from "@/lib/i18n/time";
import { displayNameCharsMax, statusTextCharsMax } from "@/lib/limits";
import { currentCompany, requireVisitor } from "@/lib/visitor";
import {
  changeAvatarAction,
  changePasswordAction,
  editLookAction,
  editProfileAction,
  endSessionAction,
  removeAvatarAction,
  signOutAction,
  signOutEverywhereAction,
} from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor("/me")).locale).pages.titles.settings };
}

const themes = ["system", "light", "dark"] as const;

export default async function SettingsPage() {
  const actor = await requireVisitor("/me");
  const [sessions, company, factor, connected] = await Promise.all([
    listSessions(actor),
    currentCompany(),
    readFactor(actor),
    isConnected(actor),
  ]);
  const words = catalogue(actor.locale);
  const { settings, fields, titles, secondFactor, exporting } = words.pages;
  const person = {
    id: actor.personId,
    username: actor.username,
    display_name: actor.displayName,
    avatar_url: actor.avatarUrl,
  };
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="page grid max-w-[640px] gap-5">
        <div className="flex items-center gap-3">
          <Avatar person={person} size="l" />
          <div className="min-w-0">
            <h1 className="page-title">{titles.settings}</h1>
            <p className="truncate text-ink-2">{`${actor.displayName} · @${actor.username}`}</p>
          </div>
          {mayInvite(actor) && (
            <Link href="/admin" className="button ml-auto" prefetch={false}>
              {settings.admin}
            </Link>
          )}
        </div>
        <nav aria-label={words.live.nav.more} className="flex flex-wrap gap-2.5 md:hidden">
          <Link href="/people" className="button" prefetch={false}>
            {words.live.nav.people}
          </Link>
          <Link href="/browse" className="button" prefetch={false}>
            {words.live.nav.browse}
          </Link>
          <Link href="/saved" className="button" prefetch={false}>
            {words.live.message.saved}
          </Link>
        </nav>
        <Card title={settings.profile}>
          <Form action={editProfileAction}>
            <Field
              name="display_name"
              label={fields.displayName}
              defaultValue={actor.displayName}
              maxLength={displayNameCharsMax}
              autoComplete="name"
              required
            />
            <Field
              name="status_text"
              label={`${fields.status} (${fields.optional})`}
              hint={fields.statusHint}
              defaultValue={actor.statusText}
              maxLength={statusTextCharsMax}
              autoComplete="off"
            />
            <Submit className="button mt-4">{settings.save}</Submit>
          </Form>
        </Card>
        <Card title={settings.picture}>
          <Form action={changeAvatarAction}>
            <Field
              name="picture"
              type="file"
              label={fields.picture}
              hint={settings.pictureHint}
              accept="image/*"
              required
            />
            <Submit className="button mt-4">{settings.upload}</Submit>
          </Form>
          {actor.avatarUrl && (
            <Form action={removeAvatarAction} className="mt-2">
              <Submit className="button button-danger">{settings.remove}</Submit>
            </Form>
          )}
        </Card>
        <Card title={settings.look}>
          <Form action={editLookAction}>
            <Select
              name="locale"
              label={fields.language}
              value={actor.locale}
              options={[
                ["ru", settings.languages.ru],
                ["en", settings.languages.en],
              ]}
            />
            <Select
              name="theme"
              label={fields.theme}
              value={actor.theme}
              options={themes.map((theme) => [theme, settings.themes[theme]])}
            />
            <Select
              name="time_zone"
              label={fields.timeZone}
              value={actor.timeZone}
              options={timeZones(actor.timeZone)}
            />
            <Submit className="button mt-4">{settings.save}</Submit>
          </Form>
        </Card>
        <Card title={settings.password}>
          <Form action={changePasswordAction}>
            <Field
              name="current"
              type="password"
              label={fields.currentPassword}
              autoComplete="current-password"
              required
            />
            <Field
              name="password"
              type="password"
              label={fields.newPassword}
              hint={say(actor.locale, fields.passwordHint, { n: company?.password_chars_min ?? 0 })}
              autoComplete="new-password"
              minLength={company?.password_chars_min}
              required
            />
            <Submit className="button mt-4">{settings.changePassword}</Submit>
          </Form>
        </Card>
        <Card title={secondFactor.title}>
          <p className="mt-0.5 text-ink-2">
            {factor.since === null ? secondFactor.lead : factorSince(actor, factor.since)}
          </p>
          <Link href="/second-factor" className="button mt-4" prefetch={false}>
            {factor.since === null ? secondFactor.setUp : secondFactor.manage}
          </Link>
        </Card>
        {company?.oidc_label && (
          <Card title={company.oidc_label}>
            <p className="mt-0.5 text-ink-2">{connected ? secondFactor.provider.on : secondFactor.provider.off}</p>
            {!connected && (
              <a href="/api/auth/signin/company?errand=connect&next=/me" className="button mt-4">
                {secondFactor.provider.connect}
              </a>
            )}
          </Card>
        )}
        <Card title={words.pages.tokens.title} lead={words.pages.tokens.lead}>
          <Link href="/me/tokens" className="button mt-4" prefetch={false}>
            {words.pages.tokens.manage}
          </Link>
          <p className="mt-3 text-sm">
            <a href="/docs" className="link">
              {docs[actor.locale].settingsTitle}
            </a>
          </p>
        </Card>
        <Card title={settings.devices}>
          <Devices
            sessions={sessions}
            words={words}
            clock={{ locale: actor.locale, timeZone: actor.timeZone, words: words.live.time }}
            endAction={endSessionAction}
          />
          <div className="mt-4 flex flex-wrap gap-2.5">
            <Form action={signOutAction}>
              <Submit className="button">{settings.signOut}</Submit>
            </Form>
            <Form action={signOutEverywhereAction}>
              <Submit className="button button-danger">{settings.signOutEverywhere}</Submit>
            </Form>
          </div>
        </Card>
        <Card title={exporting.own.title} lead={exporting.own.lead}>
          <a href="/api/v1/export" className="button mt-4" download>
            {exporting.own.link}
          </a>
        </Card>
        <Link href="/keys" className="link w-fit text-sm" prefetch={false}>
          {words.pages.keys.title}
        </Link>
      </div>
    </div>
  );
}

function factorSince(actor: Actor, since: string): string {
  const words = catalogue(actor.locale);
  const clock = { ...actor, words: words.live.time };
  return say(actor.locale, words.pages.secondFactor.on, { when: dateOf(clock, new Date(since), new Date()) });
}

const timeZones = (mine: string): [string, string][] =>
  [...new Set(["UTC", mine, ...Intl.supportedValuesOf("timeZone")])].sort().map((zone) => [zone, zone]);
