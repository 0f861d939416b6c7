/** Rows and heads of tables of marks, as transcripts have them in any language. */

/** Marks of one or two capitals; small letters end lines of running text. */
const LETTERS = '[A-F][+-]?|O|S|P|AA|BA|AB|BB|CB|BC|CC|DC|DD|MB|TB|VG|VD|HD|CR|G|V|U|SB|NT|MH|AP';
const MARK = [
  '\\d{1,2}[.,]\\d{1,3}|\\d{2,3}|\\d{1,2}\\s?\\/\\s?(?:20|30|100|10|6|5|4)|\\d{1,2}\\s?L|30 e lode|30L',
  'pass(?:ed)?|excellent|very good|good|satisfactory|distinction|merit|credit|high distinction',
  'sehr gut|gut|befriedigend|ausreichend|genügend|bestanden|mit (?:gutem )?Erfolg teilgenommen',
  'sobresaliente|notable|aprobado|matrícula de honor|convalidad[ao]|superat[ao]|idone[ao]|approvat[ao]|aprovad[ao]|admitid[ao]|acquis|validé',
  'zaliczone|zal\\.?|výborně|velmi dobře|dobře|výborne|godkänd|väl godkänd|bestått|hyväksytty|geslaagd|voldaan|odličan|odlično|kiváló|jeles',
  'отлично|хорошо|удовлетворительно|зачтено|зачёт|відмінно|добре|задовільно|зараховано',
  '优秀?|良好?|中等|合格|通过|秀|優|可|우수|합격',
].join('|');
/** When the exam was: `12.02.2024`, `2023-01-27`, `07/2022`. */
const DATE = '\\d{1,4}[./-]\\d{1,2}(?:[./-]\\d{2,4})?|\\d{2}[./]\\d{4}';
/** Something that is studied, then a mark at the end, perhaps with points behind it. */
const row = (marks: string, flags: string): RegExp =>
  new RegExp(
    `(?:^|[\\r\\u2028\\u2029]\\s*)\\S.{2,}\\s\\(?(?:${marks})\\)?\\s*(?:\\(?[\\d.,]+\\)?\\s*(?:hp|op|EC)?\\s*|\\(?(?:SB|NT|MH|AP|[A-F][+-]?)\\)?|${DATE})?$`,
    flags,
  );
const MARK_ROW = row(MARK, 'iu');
const LETTER_ROW = row(LETTERS, 'u');
/** Credits, then a mark of one figure: `Analiza funkcjonalna  7  5!`. */
const TWO_NUMBERS = /^\S.{2,}\s\d{1,3}(?:[.,]\d{1,2})?\s+\d{1,2}[!+-]?\s*$/u;
/** `2.1 Methods ..... 12`: a line of contents ends with a page. */
const CONTENTS =
  /^(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,4}\.?|[A-H]\.?|Chapter \d+:?|Kapitel \d+:?)\s+\p{L}.*[\p{L})?](?:\s|\.)+\d{1,3}$|(?:\.\s?){4,}\s*\d{1,3}$/u;
const EXAM_DATE = new RegExp(`\\s(?:${MARK}|${LETTERS})\\s+(?:${DATE})\\s*$`, 'iu');
const YEAR_END = /(?:19|20)\d{2}[)\].,]*\s*$/;

/** Whether a line is a row of a table of marks. */
export function isMarkRow(text: string): boolean {
  const line = text.trim();
  if (line.length >= 140 || CONTENTS.test(line)) return false;
  if (YEAR_END.test(line) && !EXAM_DATE.test(line)) return false;
  return MARK_ROW.test(line) || LETTER_ROW.test(line) || TWO_NUMBERS.test(line);
}

const among = (words: string): RegExp => new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})`, 'iu');
const COURSE = among(
  "courses?(?: title| name| code)?|subjects?|modules?|modul|units?|title|description|lehrveranstaltung(?:en)?|veranstaltung|fach|prüfung|matières?|unités? d[’']enseignement|enseignements?|UE|insegnament[oi]|esam[ei]|attività(?: formativa| didattica)?|asignaturas?|materias?|disciplinas?|unidades? curricular(?:es)?|przedmiot|disciplină|ders(?:in adı)?|předmět|predmet|predmeti|premet|tantárgy|tárgy|vak|kurs|kurssi|emne|fag|opintojakso|μάθημα|дисциплин[аы]|дисципліни?|предмет|môn học|mata kuliah",
);
const COURSE_UNSPACED = /课程|科目|课目|과목|교과목|درس|المقرر|קורס/u;
const CREDITS = among(
  'credits?|credit hours|cr|ects(?:-credits| credits)?|ec|lp|cp|sws|cfu|crédits?|créditos?|credite|crediti|units?|hours|hrs|std|hp|omfattning|sks|l-t-p|op|kredyty|kredity|kredi|akts|kredit|studiepoeng|studiepunten|coefficient|coef|часы|часов|з\\.?е|кредит[иы]?|tín chỉ|punti|points|leistungspunkte',
);
const CREDITS_UNSPACED = /学分|单位|単位|학점|واحد|نقاط|נקודות/u;
const GRADE = among(
  'grades?|marks?|marks obtained|note[ns]?|nota|notas|score|results?|résultats?|voto|votazione|calificación|classificação|classificações|ocen[aay]|ocjena|betyg|karakter|cijfer|resultaat|not|harf notu|başarı notu|známka|hodnocení|hodnotenie|érdemjegy|jegy|arvosana|hinne|vērtējums|pažymys|βαθμός|оценка|оцінка|điểm|nilai|bewertung|nachweis|gp|gpa|letter',
);
const GRADE_UNSPACED = /成绩|评价|評価|評点|分数|성적|평점|등급|نمره|الدرجة|ציון/u;

/** Whether a line heads the columns of a table of marks: `Course  ECTS  Grade`, `科目名  単位  評価`. */
export function headsMarks(text: string): boolean {
  const line = text.trim();
  if (line.length > 110 || /[.!?。]$/.test(line)) return false;
  const words = line.split(/[\s/|()[\],]+/).filter((word) => word !== '');
  if (words.length < 2 || words.length > 12) return false;
  const course = COURSE.test(line) || COURSE_UNSPACED.test(line);
  const credits = CREDITS.test(line) || CREDITS_UNSPACED.test(line);
  const grade = GRADE.test(line) || GRADE_UNSPACED.test(line);
  return grade ? course || credits : course && credits && words.length <= 6;
}
