import type { FastifyInstance } from 'fastify';
import JSZip from 'jszip';
import { notFound, PageError } from '../../errors.js';
import { formFields } from '../../form.js';
import { adminOf, frameOf, leaveNotice } from '../../frame.js';
import type { ReviewParts } from '../../interfaces.js';
import { RulesClashPage } from '../../pages/rules/clash.js';
import { RulesDraftPage } from '../../pages/rules/draft.js';
import { count, editPath } from '../../parts/rules/words.js';
import { sendPage } from '../../render.js';
import { type RulesAdmin, type RuleText, textsOf } from '../../rules-desk.js';
import { draftedOf, workspaceOf } from './common.js';

/** What an admin has changed: to be looked at, taken back, brought up to date, downloaded. */
export async function ruleDraftRoutes(app: FastifyInstance, { rulesDesk: desk }: ReviewParts): Promise<void> {
  app.get('/rules/draft', async (request, reply) => {
    const admin = adminOf(request);
    const [workspace, standing] = await Promise.all([workspaceOf(desk, admin), desk.standing()]);
    const texts = textsOf(workspace);
    const [base, findings] = await Promise.all([desk.files(workspace.base), desk.check(texts, { quick: true })]);
    const changes = desk.changes(base ?? [], texts);
    const frame = frameOf(request, reply, 'rules');
    return sendPage(
      reply,
      <RulesDraftPage frame={frame} workspace={workspace} changes={changes} findings={findings} standing={standing} />,
    );
  });

  app.post('/rules/draft/revert', async (request, reply) => {
    const admin = adminOf(request);
    const { path, sure } = formFields(request.body);
    if (path === undefined && sure !== 'yes')
      throw new PageError(422, 'Not confirmed', 'Say that you are sure; the draft can’t be had back.');
    await desk.revert(admin, path ?? null);
    leaveNotice(
      reply,
      'done',
      path === undefined ? 'Your draft is thrown away.' : `Your changes to ${path} are undone.`,
    );
    return reply.redirect('/rules/draft', 303);
  });

  app.post('/rules/draft/remove', async (request, reply) => {
    const admin = adminOf(request);
    const { path = '' } = formFields(request.body);
    const workspace = await workspaceOf(desk, admin);
    if (!workspace.files.some((file) => file.path === path)) throw notFound();
    await desk.write(admin, path, null, null);
    leaveNotice(reply, 'done', `${path} is taken out in your draft. It stays live until you apply that.`);
    const after = await workspaceOf(desk, admin);
    return reply.redirect(after.files.some((file) => file.path === path) ? editPath(path) : '/rules/edit', 303);
  });

  app.post('/rules/draft/folder', async (request, reply) => {
    const admin = adminOf(request);
    if ((await draftedOf(desk, admin)) > 0 && formFields(request.body).sure !== 'yes')
      throw new PageError(422, 'Not confirmed', 'You have a draft: say that the folder may take its place.');
    const files = await desk.takeFolder(admin);
    leaveNotice(reply, 'done', `${count(files, 'file')} of the folder stand in your draft now.`);
    return reply.redirect('/rules/draft', 303);
  });

  app.post('/rules/draft/update', async (request, reply) => {
    const admin = adminOf(request);
    const fields = formFields(request.body);
    const choices = Object.create(null) as Record<string, 'mine' | 'theirs'>;
    for (let index = 0; index < 300 && fields[`path${index}`] !== undefined; index++) {
      const choice = fields[`choice${index}`];
      if (choice === 'mine' || choice === 'theirs') choices[fields[`path${index}`] ?? ''] = choice;
    }
    const { outcome, clashes } = await desk.bringUpToDate(admin, choices);
    if (clashes.length > 0) {
      const frame = frameOf(request, reply, 'rules');
      const drafted = await draftedOf(desk, admin);
      return sendPage(reply, <RulesClashPage frame={frame} clashes={clashes} drafted={drafted} />, 409);
    }
    if (outcome === 'clash') leaveNotice(reply, 'warning', 'Your draft was changed at that moment. Try again.');
    else leaveNotice(reply, 'done', 'Your draft stands upon the live rules now.');
    return reply.redirect('/rules/draft', 303);
  });

  app.get<{ Params: { name: string } }>('/rules/files/:name', async (request, reply) => {
    const admin = adminOf(request);
    const which = /^(draft|[0-9a-f]{8,64})\.zip$/.exec(request.params.name)?.[1];
    if (which === undefined) throw notFound();
    const zip = new JSZip();
    // Without times: the same rules give the same file.
    const date = new Date(Date.UTC(2000, 0, 1));
    for (const { path, text } of await textsNamed(admin, which)) zip.file(`rules/${path}`, text, { date });
    const bytes = await zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
    return reply
      .type('application/zip')
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="rules-${which}.zip"`)
      .send(bytes);
  });

  app.get<{ Params: { which: string; '*': string } }>('/rules/file/:which/*', async (request, reply) => {
    const admin = adminOf(request);
    const { which, '*': path } = request.params;
    if (!/^(?:draft|[0-9a-f]{8,64})$/.test(which)) throw notFound();
    const file = (await textsNamed(admin, which)).find((one) => one.path === path);
    if (file === undefined) throw notFound();
    const name =
      path
        .split('/')
        .at(-1)
        ?.replace(/[^\w.-]/g, '_') ?? 'rules';
    return reply
      .type('text/plain; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(file.text);
  });

  async function textsNamed(admin: RulesAdmin, which: string): Promise<readonly RuleText[]> {
    const files = which === 'draft' ? textsOf(await workspaceOf(desk, admin)) : await desk.files(which);
    if (files === null) throw notFound();
    return files;
  }
}
