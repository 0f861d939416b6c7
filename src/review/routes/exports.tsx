import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { QueueRow } from '../../domain/index.js';
import { csvOf, exported, pagesOf } from '../export-rows.js';
import { frameOf, viewerOf } from '../frame.js';
import type { ReviewParts } from '../interfaces.js';
import { SheetPage } from '../pages/sheet.js';
import { type QueueParams, queueQueryOf, queueString } from '../queue-query.js';
import { sendPage } from '../render.js';

/** Rows that a committee's sheet takes; more would not be read. */
const sheetRows = 400;

/** The queue as it is filtered, to be taken along: CSV, JSON, and a sheet for a meeting. */
export async function exportRoutes(app: FastifyInstance, parts: ReviewParts): Promise<void> {
  const { store, settings, logger } = parts;

  /** Rows of the queue that the address asks for, from its beginning, in the form of this viewer. */
  const chunks = async function* (request: FastifyRequest<{ Querystring: QueueParams }>) {
    const viewer = viewerOf(request);
    const url = settings.baseUrl ?? `${request.protocol}://${request.host}`;
    const days = new Map(parts.rules().positions.map(({ id, preferredBy }) => [id, preferredBy]));
    let rows = 0;
    for await (const page of pagesOf(store, queueQueryOf({ ...request.query, after: undefined }, viewer))) {
      rows += page.length;
      yield page.map((row) => exported(row, viewer, url, days.get(row.position ?? '') ?? null));
    }
    logger.info({ reviewer: viewer.login, rows, filters: queueString(request.query) }, 'the queue was exported');
  };

  app.get<{ Querystring: QueueParams }>('/export.csv', async (request, reply) => {
    const lines = async function* () {
      let header = true;
      for await (const rows of chunks(request)) {
        yield csvOf(rows, { header });
        header = false;
      }
    };
    return asFile(reply, 'csv', 'text/csv; charset=utf-8; header=present').send(Readable.from(lines()));
  });

  app.get<{ Querystring: QueueParams }>('/export.json', async (request, reply) => {
    const about = {
      madeAt: new Date().toISOString(),
      ruleset: parts.rules().hash,
      filters: queueString(request.query),
    };
    const pieces = async function* () {
      yield `${JSON.stringify(about).slice(0, -1)},"applications":[`;
      let first = true;
      for await (const rows of chunks(request)) {
        for (const row of rows) {
          yield `${first ? '' : ','}\n${JSON.stringify(row)}`;
          first = false;
        }
      }
      yield '\n]}\n';
    };
    return asFile(reply, 'json', 'application/json; charset=utf-8').send(Readable.from(pieces()));
  });

  app.get<{ Querystring: QueueParams }>('/sheet', async (request, reply) => {
    const rows: QueueRow[] = [];
    const query = queueQueryOf({ ...request.query, after: undefined }, viewerOf(request));
    for await (const page of pagesOf(store, query)) {
      rows.push(...page);
      if (rows.length > sheetRows) break;
    }
    return sendPage(
      reply,
      <SheetPage
        frame={frameOf(request, reply, 'queue')}
        params={request.query}
        rows={rows.slice(0, sheetRows)}
        more={rows.length > sheetRows}
        rules={parts.rules()}
      />,
    );
  });
}

function asFile(reply: FastifyReply, ending: string, type: string): FastifyReply {
  const name = `applications-${new Date().toISOString().slice(0, 10)}.${ending}`;
  return reply
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'no-store')
    .type(type);
}
