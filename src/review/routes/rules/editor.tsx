import type { FastifyInstance } from 'fastify';
import { renderToString } from 'preact-render-to-string';
import { notFound, PageError } from '../../errors.js';
import { formFields } from '../../form.js';
import { adminOf, frameOf, leaveNotice } from '../../frame.js';
import type { ReviewParts } from '../../interfaces.js';
import { EditorFindings, RuleEditorPage } from '../../pages/rules/editor.js';
import { newKinds, RuleFilesPage } from '../../pages/rules/files.js';
import { editPath } from '../../parts/rules/words.js';
import { sendPage } from '../../render.js';
import { seenOf, textsOf } from '../../rules-desk.js';
import { newFile } from '../../rules-new-file.js';
import { largeForm, queryOf, wantsJson, workspaceOf } from './common.js';

interface OneFile {
  Params: { '*': string };
}

/** The files of the rules and the editor of one. What is written goes into the admin's draft, and nowhere else. */
export async function ruleEditorRoutes(app: FastifyInstance, { rulesDesk: desk }: ReviewParts): Promise<void> {
  app.get('/rules/edit', async (request, reply) => {
    const workspace = await workspaceOf(desk, adminOf(request));
    const findings = await desk.check(textsOf(workspace), { quick: true });
    const frame = frameOf(request, reply, 'rules');
    return sendPage(reply, <RuleFilesPage frame={frame} workspace={workspace} findings={findings} />);
  });

  app.get<OneFile>('/rules/edit/*', async (request, reply) => {
    const admin = adminOf(request);
    const workspace = await workspaceOf(desk, admin);
    const file = workspace.files.find((one) => one.path === request.params['*']);
    if (file === undefined) throw notFound();
    const findings = await desk.check(textsOf(workspace), { quick: true });
    const frame = frameOf(request, reply, 'rules');
    const at = queryOf(request, 'at');
    return sendPage(
      reply,
      <RuleEditorPage
        frame={frame}
        workspace={workspace}
        file={file}
        text={file.text ?? ''}
        findings={findings}
        at={at}
      />,
    );
  });

  const keep = { bodyLimit: largeForm, config: { keep: true, keepCharacters: largeForm } };
  app.post<OneFile>('/rules/edit/*', keep, async (request, reply) => {
    const admin = adminOf(request);
    const path = request.params['*'];
    const { text: sent, seen = '' } = formFields(request.body);
    if (sent === undefined) throw new PageError(422, 'Nothing was sent', 'The form came without its text.');
    // Forms send line breaks as CRLF, whatever the file has (HTML, 4.10.21.4).
    const text = sent.replace(/\r\n?/g, '\n');
    const before = await workspaceOf(desk, admin);
    if (!before.files.some((one) => one.path === path)) throw notFound();
    const { outcome } = await desk.write(admin, path, text, seen);
    const workspace = await workspaceOf(desk, admin);
    const file = workspace.files.find((one) => one.path === path) ?? { path, text: null, state: 'removed' as const };
    if (outcome === 'other') {
      if (wantsJson(request))
        return reply.code(409).send({ message: 'Not saved: this file was changed in another window.' });
      const [other] = desk.changes([{ path, text: file.text ?? '' }], [{ path, text }]).files;
      const findings = await desk.check(textsOf(workspace), { quick: true });
      const frame = frameOf(request, reply, 'rules');
      const page = { frame, workspace, file, text, findings, other: other ?? null, at: undefined };
      return sendPage(reply, <RuleEditorPage {...page} />, 409);
    }
    if (!wantsJson(request)) {
      leaveNotice(reply, 'done', 'Saved in your draft. Nothing of it is live.');
      return reply.redirect(editPath(path), 303);
    }
    const findings = await desk.check(textsOf(workspace), { quick: true });
    const drafted = workspace.files.filter((one) => one.state !== 'same').length;
    const html = renderToString(<EditorFindings findings={findings} path={path} lines={text.split('\n')} />);
    return reply.send({ seen: seenOf(file.text), drafted, html });
  });

  app.post('/rules/new', async (request, reply) => {
    const admin = adminOf(request);
    const { kind = '', name = '' } = formFields(request.body);
    const known = newKinds.find((one) => one.id === kind);
    const file = known === undefined ? null : newFile(known.id, name.trim());
    if (file === null)
      throw new PageError(
        422,
        'No name for a file',
        'A name is made of small letters, digits and hyphens, as federated-learning.',
      );
    const workspace = await workspaceOf(desk, admin);
    const there = workspace.files.find((one) => one.path === file.path);
    if (there !== undefined && there.text !== null)
      throw new PageError(409, 'There is such a file', `${file.path} is there already: open it to change it.`);
    await desk.write(admin, file.path, file.text, null);
    leaveNotice(reply, 'done', 'Begun in your draft. Write what it is about; the findings say what is still missing.');
    return reply.redirect(editPath(file.path), 303);
  });
}
