import type { FastifyInstance } from 'fastify';
import { notFound } from '../../errors.js';
import { adminOf, frameOf } from '../../frame.js';
import type { ReviewParts } from '../../interfaces.js';
import { RulesHistoryPage, RulesVersionPage } from '../../pages/rules/history.js';
import { sendPage } from '../../render.js';
import { draftedOf } from './common.js';

/** So many lines of the history are shown; all are kept, and `triage rules history` lists them. */
const most = 200;

/** What was live. */
export async function ruleHistoryRoutes(app: FastifyInstance, { rulesDesk: desk }: ReviewParts): Promise<void> {
  app.get('/rules/history', async (request, reply) => {
    const admin = adminOf(request);
    const [versions, standing, drafted] = await Promise.all([
      desk.history(most),
      desk.standing(),
      draftedOf(desk, admin),
    ]);
    const frame = frameOf(request, reply, 'rules');
    return sendPage(
      reply,
      <RulesHistoryPage frame={frame} versions={versions} standing={standing} drafted={drafted} />,
    );
  });

  app.get<{ Params: { id: string } }>('/rules/history/:id', async (request, reply) => {
    const admin = adminOf(request);
    const versions = await desk.history(most);
    const at = versions.findIndex((version) => version.id === request.params.id);
    const [version, live, before] = [versions[at], versions[0], versions[at + 1]];
    if (version === undefined || live === undefined) throw notFound();
    const [files, old] = await Promise.all([
      desk.files(version.hash),
      before === undefined ? null : desk.files(before.hash),
    ]);
    if (files === null) throw notFound();
    const changes = old === null ? null : desk.changes(old, files);
    const frame = frameOf(request, reply, 'rules');
    const drafted = await draftedOf(desk, admin);
    return sendPage(reply, <RulesVersionPage {...{ frame, version, files, changes, live, drafted }} />);
  });
}
