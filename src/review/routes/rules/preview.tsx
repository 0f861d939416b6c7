import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Aspect, aspects } from '../../../pipeline/index.js';
import { sightOf, type Viewer } from '../../auth/viewer.js';
import { maskOf } from '../../blind.js';
import { notFound, PageError } from '../../errors.js';
import { formFields } from '../../form.js';
import { adminOf, frameOf, keeperOf, leaveNotice } from '../../frame.js';
import type { ReviewParts } from '../../interfaces.js';
import { type NamedChange, pageSize, RulesPreviewPage } from '../../pages/rules/preview.js';
import { sendPage } from '../../render.js';
import type { Applied, ApplyWish, PreviewChange, Which } from '../../rules-desk.js';
import { queryOf, workspaceOf } from './common.js';

/** What other rules would change, and making them live. */
export async function rulePreviewRoutes(app: FastifyInstance, { rulesDesk: desk, store }: ReviewParts): Promise<void> {
  app.get('/rules/preview', async (request, reply) => {
    const admin = adminOf(request);
    const of = await hashNamed(queryOf(request, 'of'));
    const [workspace, standing] = await Promise.all([workspaceOf(desk, admin), desk.standing()]);
    if (of === null && !workspace.current) {
      leaveNotice(reply, 'warning', 'Bring your draft up to date first.');
      return reply.redirect('/rules/draft', 303);
    }
    const report = await desk.preview(whichOf(admin, of));
    const aspect = aspects.find((one) => one === queryOf(request, 'aspect')) ?? null;
    const matching = (report.result?.changes ?? []).filter((one) => aspect === null || one.changed.includes(aspect));
    const from = pageOf(queryOf(request, 'from'));
    const live = standing.live?.hash ?? '';
    const hash = of ?? workspace.hash;
    const page = {
      report,
      of,
      hash,
      live,
      rows: await named(admin, matching.slice(from, from + pageSize)),
      matching: matching.length,
      from,
      aspect: aspect as Aspect | null,
      drafted: workspace.files.filter((file) => file.state !== 'same').length,
      same: hash === live,
    };
    return sendPage(reply, <RulesPreviewPage frame={frameOf(request, reply, 'rules')} {...page} />);
  });

  app.post('/rules/preview', async (request, reply) => {
    const admin = adminOf(request);
    const of = await hashNamed(formFields(request.body).of);
    await desk.computePreview(admin, whichOf(admin, of));
    return reply.redirect(previewPath(of), 303);
  });

  app.post('/rules/preview/stop', async (request, reply) => {
    const admin = adminOf(request);
    const of = await hashNamed(formFields(request.body).of);
    await desk.stop('preview', admin, whichOf(admin, of));
    return reply.redirect(previewPath(of), 303);
  });

  app.post('/rules/apply', async (request, reply) => {
    const admin = keeperOf(request);
    const { wish, hash } = wishOf(request);
    return applied(reply, await desk.apply(admin, hash, wish), '/rules/draft');
  });

  app.post('/rules/rollback', async (request, reply) => {
    const admin = keeperOf(request);
    const { wish, hash, live } = wishOf(request);
    const known = await hashNamed(hash);
    if (known === null) throw notFound();
    return applied(reply, await desk.rollback(admin, known, live, wish), '/rules/history');
  });

  app.post('/rules/rescore', async (request, reply) => {
    await desk.rescore(keeperOf(request), formFields(request.body).labels === 'yes');
    leaveNotice(reply, 'done', 'Past mail is being judged again. Nobody is answered because of it.');
    return reply.redirect('/rules/history', 303);
  });

  /** A kept ruleset's hash as it stands in an address or a form; null for none. */
  async function hashNamed(text: string | undefined): Promise<string | null> {
    if (text === undefined || text === '') return null;
    if (!/^[0-9a-f]{8,64}$/.test(text) || (await desk.files(text)) === null) throw notFound();
    return text;
  }

  /** Changes with who wrote the mails: only of accounts that the admin sees, and masked for who reviews blind. */
  async function named(viewer: Viewer, changes: readonly PreviewChange[]): Promise<NamedChange[]> {
    const rows = await store.namedMessages(
      sightOf(viewer),
      changes.map((change) => change.id),
    );
    const byId = new Map(rows.map((row) => [row.messageId, row]));
    return changes.map((change) => {
      const message = byId.get(change.id) ?? null;
      if (message === null) return { change, message, mask: null };
      const { applicationId, name, email, institution, messageId } = message;
      const row = { applicationId: applicationId ?? messageId, applicant: { name, email }, institution };
      return { change, message, mask: maskOf(viewer, row) };
    });
  }
}

const whichOf = (admin: Viewer, of: string | null): Which => (of === null ? { draftOf: admin } : { hash: of });
const previewPath = (of: string | null): string => (of === null ? '/rules/preview' : `/rules/preview?of=${of}`);

function pageOf(text: string | undefined): number {
  const from = Number(text ?? 0);
  return Number.isInteger(from) && from >= 0 && from < 100_000 ? from : 0;
}

/** What the form asks for. @throws PageError 422 when the box that says so was not ticked */
function wishOf(request: FastifyRequest): { wish: ApplyWish; hash: string; live: string } {
  const { sure, note = '', rescore, labels, hash = '', live = '' } = formFields(request.body);
  if (sure !== 'yes') throw new PageError(422, 'Not confirmed', 'Say that you have looked at what changes.');
  const why = note.replace(/\s+/g, ' ').trim().slice(0, 300);
  return {
    wish: { note: why === '' ? null : why, rescore: rescore === 'yes', labels: labels === 'yes' },
    hash,
    live,
  };
}

/** Says what came of it, on the page that shows what can be done about it. */
function applied(reply: FastifyReply, end: Applied, back: string): FastifyReply {
  switch (end.outcome) {
    case 'live':
      leaveNotice(
        reply,
        'done',
        `Ruleset ${end.hash} is live. Running programs take it over within seconds.${end.folderDiffers ? ' The rules folder still holds other rules: download these and commit them.' : ''}`,
      );
      return reply.redirect('/rules/history', 303);
    case 'same':
      leaveNotice(reply, 'warning', 'These rules are live already; nothing was done.');
      return reply.redirect('/rules/history', 303);
    case 'overtaken':
      leaveNotice(
        reply,
        'warning',
        'Nothing was applied: other rules went live meanwhile. Look at what they change first.',
      );
      return reply.redirect(back, 303);
    case 'changed':
      leaveNotice(reply, 'warning', 'Nothing was applied: this is not what you looked at any more. Look at it again.');
      return reply.redirect(back, 303);
    case 'unsound': {
      const [first] = end.findings;
      const more = end.findings.length > 1 ? ` and ${end.findings.length - 1} more` : '';
      leaveNotice(
        reply,
        'warning',
        `Nothing was applied: ${first?.file ?? ''} ${first?.message ?? ''}${more}.`.slice(0, 600),
      );
      return reply.redirect(back, 303);
    }
  }
}
