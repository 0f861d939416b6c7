import type { FastifyInstance } from 'fastify';
import { formFields } from '../../form.js';
import { adminOf, frameOf, leaveNotice } from '../../frame.js';
import type { ReviewParts } from '../../interfaces.js';
import { RulesSuggestionsPage } from '../../pages/rules/suggestions.js';
import { sendPage } from '../../render.js';
import { draftedOf } from './common.js';

/** What verdicts ask of the rules. */
export async function ruleSuggestionRoutes(app: FastifyInstance, { rulesDesk: desk }: ReviewParts): Promise<void> {
  app.get('/rules/suggestions', async (request, reply) => {
    const admin = adminOf(request);
    const [report, drafted] = await Promise.all([desk.suggestions(), draftedOf(desk, admin)]);
    const frame = frameOf(request, reply, 'rules');
    // Quotations are of all mailboxes, and names stand in them.
    const quotes = admin.accounts === null && !admin.blind;
    return sendPage(reply, <RulesSuggestionsPage frame={frame} report={report} drafted={drafted} quotes={quotes} />);
  });

  app.post('/rules/suggestions', async (request, reply) => {
    await desk.computeSuggestions(adminOf(request));
    return reply.redirect('/rules/suggestions', 303);
  });

  app.post('/rules/suggestions/stop', async (request, reply) => {
    await desk.stop('suggestions', adminOf(request));
    return reply.redirect('/rules/suggestions', 303);
  });

  app.post('/rules/suggestions/take', async (request, reply) => {
    const done = await desk.takeProposal(adminOf(request), formFields(request.body).id ?? '');
    if (done) leaveNotice(reply, 'done', 'It stands in your draft now.');
    else
      leaveNotice(reply, 'warning', 'It has no place in your draft: the file has changed, or the suggestion is gone.');
    return reply.redirect('/rules/suggestions', 303);
  });
}
