import type { FastifyInstance } from 'fastify';
import type { ReviewParts } from '../../interfaces.js';
import { ruleDraftRoutes } from './draft.js';
import { ruleEditorRoutes } from './editor.js';
import { ruleHistoryRoutes } from './history.js';
import { rulePreviewRoutes } from './preview.js';
import { ruleStatisticsRoutes } from './statistics.js';
import { ruleSuggestionRoutes } from './suggestions.js';

/** The rules pages. Every one is for admins: each route asks `adminOf` first. */
export async function rulesRoutes(app: FastifyInstance, parts: ReviewParts): Promise<void> {
  for (const routes of [
    ruleStatisticsRoutes,
    ruleEditorRoutes,
    ruleDraftRoutes,
    rulePreviewRoutes,
    ruleHistoryRoutes,
    ruleSuggestionRoutes,
  ])
    await routes(app, parts);
}
