import type { ColumnType } from 'kysely';

/** 64-bit numbers are text here: they don't fit a JavaScript number. */
export type Id = string;
export type Time = ColumnType<Date, Date | string, Date | string>;
export type MaybeTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** Read as a value, written as JSON text. */
export type Json<T> = ColumnType<T, string, string>;
