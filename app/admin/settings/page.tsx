import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { PageHead } from "@/components/admin/page-head";
import { RoomRules } from "@/components/rooms/room-fields";
import { Card } from "@/components/ui/card";
import { Field, Form, Submit } from "@/components/ui/form";
import { Select } from "@/components/ui/select";
import { mayChangeWorkspace, mayExportWorkspace } from "@/lib/access/policy";
import { isProved } from "@/lib/auth/proofs";
import { catalogue } from "@/lib/i18n";
import { docs } from "@/lib/i18n/docs";
import type { PageWords } from "@/lib/i18n/en";
import { say } from "@/lib/i18n/say";
import { fileMegabytesMax, fileMegabytesMin, workspaceNameCharsMax } from "@/lib/limits";
import { requireVisitor } from "@/lib/visitor";
import { readSettings } from "@/lib/workspace/data";
import {
  changeCompanyAction,
  changeFilesAction,
  changeMarkAction,
  changeRoomDefaultsAction,
  removeMarkAction,
} from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor("/admin/settings")).locale).admin.frame.settings };
}

export default async function SettingsPage() {
  const actor = await requireVisitor("/admin/settings");
  if (!mayChangeWorkspace(actor)) notFound();
  const company = await readSettings(actor);
  const { admin, pages } = catalogue(actor.locale);
  const { settings, frame } = admin;
  const programs = docs[actor.locale];
  const { languages } = pages.settings;
  return (
    <div className="admin-page">
      <PageHead title={frame.settings} lead={settings.lead} />
      <div className="grid max-w-[640px] gap-5">
        <Card title={settings.company}>
          <Form action={changeCompanyAction}>
            <Field
              key={company.name}
              name="name"
              label={settings.name}
              defaultValue={company.name}
              maxLength={workspaceNameCharsMax}
              autoComplete="organization"
              required
            />
            <Select
              name="locale"
              label={settings.locale}
              value={company.locale}
              options={[
                ["ru", languages.ru],
                ["en", languages.en],
              ]}
            />
            <p className="hint">{settings.localeHint}</p>
            <Submit className="button mt-4">{frame.save}</Submit>
          </Form>
        </Card>
        <Card title={settings.mark} lead={settings.markLead}>
          <Form action={changeMarkAction}>
            <Field
              name="picture"
              type="file"
              label={settings.markFile}
              hint={settings.markHint}
              accept="image/*"
              required
            />
            <Submit className="button mt-4">{settings.markUpload}</Submit>
          </Form>
          {/* The form stays when there is nothing to remove any more: it says what was done. */}
          <Form action={removeMarkAction} className="mt-2">
            {company.mark_url && <Submit className="button button-danger">{settings.markRemove}</Submit>}
          </Form>
        </Card>
        <Card title={settings.rooms} lead={settings.roomsLead}>
          <Form action={changeRoomDefaultsAction}>
            <RoomRules
              words={admin.rooms}
              visibility={company.room_visibility}
              history={company.room_history}
              prefix="room_"
            />
            <Submit className="button mt-4">{frame.save}</Submit>
          </Form>
          <p className="hint mt-4">
            {`${settings.elsewhere} `}
            <Link className="link" href="/admin/security" prefetch={false}>
              {frame.security}
            </Link>
            {"."}
          </p>
        </Card>
        <Card title={settings.files} lead={settings.filesLead}>
          <Form action={changeFilesAction}>
            <Field
              key={company.file_bytes_max}
              name="file_megabytes"
              label={settings.filesMax}
              hint={say(actor.locale, settings.filesHint, { min: fileMegabytesMin, max: fileMegabytesMax })}
              defaultValue={String(Math.floor(company.file_bytes_max / 1024 ** 2))}
              inputMode="numeric"
              required
            />
            <Submit className="button mt-4">{frame.save}</Submit>
          </Form>
        </Card>
        <Card title={programs.settingsTitle} lead={programs.settingsLead}>
          <a href="/docs" className="button mt-4">
            {programs.settingsLink}
          </a>
        </Card>
        {mayExportWorkspace(actor) && <ExportCard words={pages.exporting.company} isOpen={isProved(actor)} />}
      </div>
    </div>
  );
}

/** Whoever has not typed the password lately does so first, and comes back here. */
function ExportCard({ words, isOpen }: { words: PageWords["exporting"]["company"]; isOpen: boolean }) {
  return (
    <Card title={words.title} lead={words.lead}>
      {isOpen ? (
        <a href="/api/v1/export?scope=workspace" className="button mt-4" download>
          {words.link}
        </a>
      ) : (
        <Link href="/prove?next=/admin/settings" className="button mt-4" prefetch={false}>
          {words.proof}
        </Link>
      )}
    </Card>
  );
}
