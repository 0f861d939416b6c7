import type { Line } from './lines.js';
import { headsMarks } from './mark-rows.js';

/**
 * What a thesis is called, in the languages that applicants write theirs in. A stem at the end of a compound
 * (`Masterscriptie`, `diplomamunka`) is enough; the declaration around it is asked for besides.
 */
const THESIS = new RegExp(
  [
    'thes[ei]s|dissertations?|degree (?:project|work)|graduation (?:project|work|report)|honou?rs project|capstone thesis',
    '\\p{L}*(?:master|bachelor|diplom|abschluss|doktor|magister)arbeit|dissertation|inauguraldissertation',
    'mémoire|thèse',
    'tesi(?: di laurea| magistrale| di dottorato)?|tesina|elaborato finale|prova finale',
    'tesis|tesina|trabajo (?:de )?fin de (?:máster|grado|estudios)|trabajo de (?:máster|grado|titulación)|TFM|TFG|memoria de (?:título|máster)',
    'dissertação|tese|trabalho de conclusão(?: de curso)?|monografia|projeto de mestrado',
    'treball (?:de )?fi de (?:màster|grau)|tesi doctoral',
    '\\p{L}*scriptie|masterproef|bachelorproef|proefschrift|eindwerk|afstudeerverslag',
    'examensarbete|\\p{L}*uppsats|avhandling|licentiatavhandling',
    'speciale|kandidatspeciale|ph\\.?d\\.?-afhandling|\\p{L}*oppgave|hovedfagsoppgave|meistararitgerð|lokaritgerð',
    'pro gradu(?:[- ]tutkielma)?|diplomityö|opinnäytetyö|väitöskirja|kandidaatintyö',
    'magistritöö|bakalaureusetöö|lõputöö|maģistra darbs|bakalaura darbs|magistro (?:baigiamasis )?darbas|baigiamasis darbas',
    'praca (?:magisterska|dyplomowa|licencjacka|inżynierska)|rozprawa doktorska',
    'diplomová práce|bakalářská práce|dizertační práce|disertační práce|diplomová práca|bakalárska práca|dizertačná práca',
    '(?:master|diplomski|završni|magistarski) rad|magistrsko delo|diplomsko delo|doktorska disertacija',
    'diplomamunka|diplomadolgozat|szakdolgozat|doktori értekezés',
    'lucrare de (?:disertație|disertaţie|licență|licenţă|diplomă)|teză de doctorat',
    '(?:yüksek lisans|doktora|lisans|bitirme|mezuniyet) (?:tezi|projesi|ödevi)|tez',
    '(?:магистерская |кандидатская )?диссертация|дипломная работа|выпускная (?:квалификационная )?работа|бакалаврская работа',
    '(?:кваліфікаційна|магістерська|дипломна|бакалаврська) робота|дисертація|(?:дипломна|магистърска) (?:работа|теза)|дипломски рад|мастер рад',
    '(?:διπλωματική|πτυχιακή|μεταπτυχιακή)(?: διπλωματική)? εργασία|διδακτορική διατριβή',
    'luận (?:văn|án)|khóa luận|đồ án tốt nghiệp|skripsi|tugas akhir|disertasi',
  ].join('|'),
  'iu',
);
/** Written without spaces, or in a script where no word ends are seen. */
const THESIS_UNSPACED =
  /(?:硕士|博士|學士|学士|碩士|本科|学位|學位|毕业|畢業|修士|卒業)(?:学位|學位|毕业|畢業)?(?:论文|論文|设计|設計)|학위\s?논문|졸업\s?논문|پایان[\u200c\s]?نامه|رساله|رسالة (?:ماجستير|دكتوراه)|أطروحة|עבודת (?:גמר|תזה|מחקר)|חיבור לשם קבלת|วิทยานิพนธ์|थीसिस/u;

/** A degree, a school, a supervisor, an act of handing in, a candidate, a date: what stands around it on a front page. */
const AROUND =
  /(?<!\p{L})(?:M\.?\s?Sc|B\.?\s?Sc|M\.?Phil|Master\p{L}*|Bachelor\p{L}*|Ph\.?\s?D|Doctor\p{L}*|Diplom\p{L}*|Magist\p{L}*|Mestr\p{L}*|Mestrado|Máster|Laurea|Licen\p{L}+|Univer\p{L}+|Üniversite\p{L}*|Uniwersyt\p{L}*|Egyetem|yliopisto\p{L}*|Universitet\p{L}*|Hochschule|École|Institut\p{L}*|Faculty|Fakult\p{L}+|Facul\p{L}+|Wydział|Department|School|College|submitted|presented|eingereicht|vorgelegt|présentée?|soutenue?|presentad[ao]|supervis\p{L}+|advis[eo]r|promot[eo]r|examiner|tut(?:eu|o)re?|relatore|candidat\p{L}*|orientador\p{L}*|encadr\p{L}+|sous la direction|Betreuer\p{L}*|Gutachter\p{L}*|handledare|vejleder|veileder|begeleider|témavezető|vedoucí|mentor|danışman\p{L}*|absolvent\p{L}*|author|autor\p{L}*|student|университет|кафедра|руководитель|керівник|Επιβλέπων|Πανεπιστήμιο|Pembimbing|hướng dẫn|for the degree|in partial)(?!\p{L})|大学|大學|学院|指导|指導|대학|지도|دانشگاه|استاد|جامعة|אוניברסיט|(?<!\d)(?:19|20)\d{2}(?!\d)|۱[۳۴]\d\d/iu;

/** What is handed in for a degree, whatever it is called. */
const FOR_DEGREE =
  /(?<!\p{L})(?:(?:in|as) partial fulfil?lment of|submitted (?:for|to obtain|in candidacy for) (?:the|a) (?:degree|title|\p{L}+ degree)|in candidacy for the degree|zur Erlangung des (?:akademischen )?(?:Grades|Titels)|présentée? (?:en vue de|pour) l[’']obtention|pour (?:l[’']obtention|obtenir) (?:du|le) (?:grade|diplôme|titre)|para (?:optar (?:al|a la obtención)|obtener el|la obtención del) (?:título|grado)|para obtenção do (?:grau|título)|como requisito (?:parcial|para)|requisito parcial|per il conseguimento|ter verkrijging van|w celu uzyskania)(?!\p{L})/iu;

/** In front of or behind the word: it is about a thesis, not one. */
const ABOUT_ONE =
  /(?<!\p{L})(?:my|meine[rnms]?|mon|ma|mi|mia|minha|our|his|her|their|your|this|dieser|cette|esta|outline|gliederung|proposal|proposed|plan|exposé|expose|draft of|topics?|thema|themen|register|registration|anmeldung|gutachten|report on|review|evaluation|assessment|certificate|confirmation|bescheinigung|defen[cs]e|verteidigung|kolloquium|soutenance|viva|slides|poster|grade|supervision of|template|subject|betreff|objet|asunto|oggetto|re|award|prize|looking for|apply\p{L}*|application|bewerbung|position|stelle)(?!\p{L})/iu;

/** `supervisor of the thesis` is no thesis, a `summary of the thesis` stands for it. */
const BELONGS_TO =
  /(?<!\p{L})(?:of|for|to|on|in|with|about|from|zur|zum|der|von|de|du|della|del|da|do|per|sur|om|över|til)(?!\p{L})/iu;
const PART_OF =
  /(?<!\p{L})(?:summary|abstract|extract|excerpt|chapters?|zusammenfassung|kurzfassung|auszug|kapitel|résumé|extrait|resumen|extracto|resumo|riassunto|estratto|streszczenie|özet|summaries|version)(?!\p{L})/iu;

/** A row with years in front is an entry of a CV. */
const DATED = /^[\s|*•·▪–—-]*(?:\d{1,2}[./])?(?:19|20)\d{2}\s*(?:[-–—:]|\s{2,}|$)/;
const SEPARATED = /\s[·|•—–]\s|[;(]|(?<=\p{L}{3})\.\s|\s{3,}/u;

/** A list of references names theses of others. */
const REFERENCE =
  /^\[\d{1,3}\]|^(?:\d\.?\s)?(?:references|bibliography|literatur|références|bibliographie|参考文献)\s*$/iu;
const FRONT = 14;
/** So many words may stand before its name: `A dissertation`, `Kandidatuppsats`, `MSc`, `Tema de la`. */
const WORDS_BEFORE = 4;

const GREETING =
  /^\s*(?:dear|to whom it may concern|sehr geehrte|liebe[rs]? |madame|monsieur|estimad|gentil|egregi|prezad|szanown|vážen|уважаем|шановн|尊敬的|spoštovan)/iu;

/**
 * Whether the front page says that this is a thesis: a line, or a part of one, begins with its name, and degree, school,
 * supervisor or date stand near. The title page says what a work is for; its body may look like a paper's.
 *
 * @param lines - the lines that are not empty, in order
 * @param isRow - whether a line is a row of a table of marks, which may name a thesis too
 * @param opensSection - whether a line is the heading of a CV's section: what stands below it is about a thesis
 */
export function declaresThesis(
  lines: readonly Pick<Line, 'text'>[],
  isRow: (text: string) => boolean,
  opensSection: (text: string) => boolean,
): boolean {
  const front = lines.slice(0, FRONT).map((line) => line.text.trim());
  if (lines.slice(0, 20).some((line) => GREETING.test(line.text))) return false;
  for (const [at, text] of front.entries()) {
    if (opensSection(text) && !namesThesis(text)) return false;
    if (headsMarks(text) || REFERENCE.test(text)) return false;
    if (text.length > 300 || isRow(text) || DATED.test(text)) continue;
    if (FOR_DEGREE.test(text)) return true;
    if (!namesThesis(text)) continue;
    const near = front.slice(Math.max(0, at - 4), at + 5).join(' \n ');
    if (AROUND.test(near.replace(THESIS, ' ')) || AROUND.test(text.replace(THESIS, ' '))) return true;
  }
  return false;
}

/** Whether a part of the line begins with a thesis's name. */
function namesThesis(text: string): boolean {
  return text.split(SEPARATED).some((part) => {
    const unspaced = THESIS_UNSPACED.exec(part);
    if (unspaced !== null) return unspaced.index < 24 && part.length < 60;
    const match = named.exec(part);
    if (match === null) return false;
    const before = part.slice(0, match.index);
    const words = before.split(/[\s:,]+/).filter((word) => word !== '');
    if (words.length > WORDS_BEFORE || /[.!?]\s/.test(before)) return false;
    if (BELONGS_TO.test(before) && !PART_OF.test(before)) return false;
    return !isAbout(part, match);
  });
}

/** Whether a line speaks about a thesis: `Outline of the doctoral thesis`, `Anmeldung der Masterarbeit`. */
export function speaksOfThesis(text: string): boolean {
  return text.split(SEPARATED).some((part) => {
    const match = named.exec(part);
    return match !== null && isAbout(part, match);
  });
}

function isAbout(part: string, match: RegExpExecArray): boolean {
  const [next = ''] = part
    .slice(match.index + match[0].length)
    .trim()
    .split(/[\s,:]+/);
  return ABOUT_ONE.test(part.slice(0, match.index)) || ABOUT_ONE.test(next);
}

const named = new RegExp(`(?<!\\p{L})(?:${THESIS.source})(?!\\p{L})`, 'iu');

/** An abstract's heading, alone or before its text. */
const ABSTRACT =
  /^(?:\d\.?\s+)?(?:abstract|summary|executive summary|zusammenfassung|kurzfassung|kurzzusammenfassung|résumé|resumé|resumen|resumo|resum|riassunto|sommario|samenvatting|sammanfattning|sammendrag|tiivistelmä|lühikokkuvõte|santrauka|anotācija|streszczenie|abstrakt|abstrak|souhrn|anotace|sažetak|apstrakt|povzetek|összefoglaló|absztrakt|kivonat|rezumat|özet|аннотация|анотація|реферат|резюме|περίληψη|tóm tắt|摘\s?要|概\s?要|要\s?旨|초\s?록|요\s?약|چکیده|ملخص|תקציר|บทคัดย่อ)(?!\p{L})/iu;

/** A line that heads an abstract, or begins with one. */
export function headsAbstract(text: string): boolean {
  return ABSTRACT.test(text.trim());
}

/** A line of running text, as it stands below an abstract's heading and not below the title `Résumé` of a CV. */
export function isProse(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.split(/\s+/).length >= 7 && (trimmed.length > 60 || /[.。]$/.test(trimmed));
}

/** `1 Introduction`, `2.1 Methods`, `Chapter 3: Method`, `第一章 绪论`. */
const NUMBERED =
  /^(?:\d{1,2}(?:\.\d)?\.?\s+[\p{Lu}\p{Lo}][\p{L}\u200c ,'’-]{1,50}|(?:Chapter|Kapitel|Chapitre|Capítulo|Capitolo|Глава|Розділ|Rozdział|Bölüm)\s+\d{1,2}[.:]?\s.{2,60}|第[一二三四五六七八九十\d]+章.{1,30})$/iu;

/** A numbered heading of a text, as papers and theses have them. */
export function isNumberedHeading(text: string): boolean {
  return text.length < 120 && NUMBERED.test(text.trim());
}
