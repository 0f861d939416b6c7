import type { FastifyInstance } from 'fastify';
import { adminOf, frameOf } from '../../frame.js';
import type { ReviewParts } from '../../interfaces.js';
import { RulesPage } from '../../pages/rules/overview.js';
import { TermsPage } from '../../pages/rules/terms.js';
import { sendPage } from '../../render.js';
import type { Report, Statistics } from '../../rules-desk.js';
import { draftedOf, queryOf } from './common.js';

/** Numbers that are older are computed anew when somebody looks, in milliseconds; the old ones stay to be seen meanwhile. */
const freshMs = 15 * 60_000;

/** How the rules do. */
export async function ruleStatisticsRoutes(app: FastifyInstance, { rulesDesk: desk }: ReviewParts): Promise<void> {
  async function statistics(admin: ReturnType<typeof adminOf>): Promise<Report<Statistics>> {
    const report = await desk.statistics();
    const stale = report.outdated && Date.now() - Date.parse(report.finishedAt ?? '') > freshMs;
    if (report.hash === null || (report.state !== 'none' && !stale)) return report;
    await desk.computeStatistics(admin);
    return desk.statistics();
  }

  app.get('/rules', async (request, reply) => {
    const admin = adminOf(request);
    const [standing, workspace, others, report] = await Promise.all([
      desk.standing(),
      desk.workspace(admin),
      desk.otherDrafts(admin),
      statistics(admin),
    ]);
    const frame = frameOf(request, reply, 'rules');
    const sort = queryOf(request, 'sort');
    return sendPage(
      reply,
      <RulesPage frame={frame} standing={standing} workspace={workspace} others={others} report={report} sort={sort} />,
    );
  });

  app.get('/rules/terms', async (request, reply) => {
    const admin = adminOf(request);
    const report = await statistics(admin);
    const query = { file: queryOf(request, 'file'), show: queryOf(request, 'show'), sort: queryOf(request, 'sort') };
    const frame = frameOf(request, reply, 'rules');
    return sendPage(
      reply,
      <TermsPage frame={frame} report={report} query={query} drafted={await draftedOf(desk, admin)} />,
    );
  });

  app.post('/rules/statistics', async (request, reply) => {
    await desk.computeStatistics(adminOf(request));
    return reply.redirect('/rules#how', 303);
  });

  app.post('/rules/statistics/stop', async (request, reply) => {
    await desk.stop('statistics', adminOf(request));
    return reply.redirect('/rules#how', 303);
  });
}
