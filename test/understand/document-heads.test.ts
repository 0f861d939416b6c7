import { describe, expect, it } from 'vitest';
import type { DocumentType } from '../../src/domain/index.js';
import { judge, makeApplication } from '../support/applications.js';
import { makeDocument } from '../support/messages.js';

/** What the judgement of an application makes of one attachment: its parts' types. */
const typesOf = (name: string, pages: string | readonly string[]): readonly DocumentType[] =>
  judge(makeApplication([makeDocument(name, pages)], { text: 'I apply. My documents are attached.' })).documents.map(
    (one) => one.type,
  );

type Row = readonly [what: string, name: string, text: string];

/** Front pages of theses: a title, who wrote it, and a line that says what it is. The body may look like a paper's. */
const theses: readonly Row[] = [
  [
    'Turkish',
    'YL_tez_son.pdf',
    'Rastgele Matrislerde Uç Değerler\nYüksek Lisans Tezi · Ada Örnek · Örnek Üniversitesi, Fen Bilimleri Enstitüsü, 2024\n\nÖzet\nBu çalışmada rastgele matrislerin uç değerleri incelenmiştir.\n\nAbstract\nWe study extreme eigenvalues of random matrices.\n\n1 Giriş\nRastgele matrisler 1950’den beri incelenir.\n2 Temel bilgiler\n3 Sonuçlar',
  ],
  [
    'Turkish with an English summary only',
    'scan0003.pdf',
    "Selecting Ports under Seasonal Demand\nMaster's Thesis · Ada Örnek · Örnek University, Graduate School of Social Sciences, İzmir 2019\n\nSummary\nThe thesis compares ports for exports.\n\nChapter 1: Introduction\nPorts are important.\n\nChapter 2: Literature\nChoice has been studied.\n\nChapter 3: Method\nExperts compared criteria.\n\nChapter 5: Conclusion\nIt depends on the season.\n\nReferences\n[1] Port choice. 2012.",
  ],
  [
    'Romanian',
    'Disertatie.pdf',
    'Aproximarea soluțiilor\necuațiilor eliptice\nLucrare de disertație · Absolvent: Ada Exemplu · Iași, iulie 2025\n\nRezumat\nSe studiază o ecuație eliptică.\n\nAbstract\nWe study an elliptic equation and prove estimates.\n\nCuprins\n1 Introducere\n2 Formularea\n3 Estimări\n\n1 Introducere\nEcuațiile eliptice apar în fizică.\n\nBibliografie\n(38 de titluri)',
  ],
  [
    'French, short extract',
    'document.pdf',
    'Stabilité des affectations scolaires\nMémoire de Master 2 · Ada Exemple · Toulouse, juin 2025 · sous la direction de B. Modèle\n\nRésumé\nCe mémoire étudie l’affectation des élèves aux écoles publiques.\n\nAbstract\nWe study school assignment.\n\nTable des matières\n1 Introduction\n2 Le modèle\n3 Mécanismes\n4 Données\n\n1 Introduction\nÀ la rentrée 2022, des élèves ont été affectés.\n\nBibliographie\nArticles (47 références).',
  ],
  [
    'French as text',
    'memoire.txt',
    'Le bus scolaire augmente-t-il la présence ?\nAda Exemple\nMémoire présenté en vue de l’obtention du Master en sciences économiques, École d’économie, juin 2024. Promoteur: Prof. V. Modèle\n\nAbstract\nWe evaluate a programme of free buses.\n\n1 Introduction\n\nAttendance is low...\n\n2 Data\n\n...\n\n3 Results\n\nTable 7 shows it.\n\nReferences\n(52 references)',
  ],
  [
    'French engineer, only a summary',
    'memoire_resume.txt',
    'Couche de transport pour la visioconférence\nAda Exemple\nMémoire de fin d’études, École d’ingénieurs, septembre 2023. Tuteur: O. Modèle\n\nRésumé\nOn compare deux protocoles.\n\n1 Introduction\n\nLes délais gênent.\n\n2 Mesures\n\nSix machines.\n\nReferences\n(19 références)',
  ],
  [
    'Swedish degree project',
    'who_was_it.txt',
    'Who was it? Lineages from snapshots\nAda Exempel\nDegree project in computational biology, second cycle, 30 credits. Royal Institute of Examples, Stockholm 2025. Supervisor: K. Modell. Examiner: L. Prov\n\nAbstract\nWe estimate a joint law.\n\n1 Introduction\n\nA tissue is a movie.\n\n2 Background\n\n3 Consistency\n\nTheorem 3.2. It converges.\n\nReferences\n[1] M. et al. Journal, 2020.',
  ],
  [
    'Swedish',
    'rapport.pdf',
    'Tidsserier med luckor\nExamensarbete för masterexamen i matematisk statistik, 30 hp\nAda Exempel\nHandledare: B. Modell · Exempels universitet 2023\n\nSammanfattning\nVi studerar tidsserier.\n\nAbstract\nWe study time series.\n\nInnehåll\n1 Inledning\n2 Metod\n3 Resultat',
  ],
  [
    'English, an extract named so',
    'MSc_thesis_extract.pdf',
    'Policy under uncertain demand\nAda Example\nThesis submitted for the degree of Master of Science, Department of Civil Engineering, Example University of Technology, 2019\nAbstract. Freight demand between provinces is forecast.\n\n1 Introduction\nRoads carry goods.\n\n2 Gravity model\nThe model is calibrated.\n\n3 Policies\nThree tolls are compared.',
  ],
  [
    'English, named as a paper',
    'paper.pdf',
    'On Sparse Examples\n\nAda Example\n\nA dissertation presented to the Faculty of Example University in candidacy for the degree of Doctor of Philosophy\n\nMay 2024\n\nAbstract\nWe show that examples are sparse.\n\n1 Introduction\nExamples are everywhere [1].\n\n2 Related work\nSee Sample et al.',
  ],
  [
    'English, an essay for a degree that calls itself nothing',
    'essay.pdf',
    'Diagrams with prescribed volumes\n\nAda Example\nSubmitted in partial fulfilment of a structured master’s degree at the Institute of Examples, June 2024\n\nAbstract\nA density is divided among points.\n\n1 Introduction\nIn 1781 it was asked.\n\n2 The dual\n3 Newton\n\nReferences\n[1] 1781.',
  ],
  [
    'English, honours project',
    'final.pdf',
    'Counting trees in random graphs\n\nHonours Thesis\nSchool of Mathematics, University of Example\nStudent: Ada Example, Supervisor: Dr B. Sample\nOctober 2022\n\nAbstract\nWe count trees.\n\n1 Introduction\n2 Random graphs\n3 Moments',
  ],
  [
    'German print version',
    'Druckfassung.pdf',
    'Metriken auf Kurvenräumen\nMasterarbeit im Fach Mathematik · vorgelegt von Ada Beispiel · TU Musterstadt, September 2023\n\nZusammenfassung\nKurven werden verglichen.\n\nInhaltsverzeichnis\n1 Einleitung\n2 Räume\n3 Existenz\n\n1 Einleitung\nWann sind zwei Umrisse ähnlich?\n\nLiteratur\n(44 Titel)',
  ],
  [
    'German, degree in another line',
    'arbeit.pdf',
    'Technische Universität Musterstadt\nFakultät für Informatik\n\nGraphen mit vielen Kreisen\n\nAbschlussarbeit zur Erlangung des Grades Master of Science\n\nAda Beispiel\nMatrikelnummer 471100\nGutachter: Prof. B. Muster\n\nKurzfassung\nWir untersuchen Graphen.\n\n1 Einleitung\n2 Grundlagen',
  ],
  [
    'Italian',
    'tesi_def.pdf',
    'UNIVERSITÀ DEGLI STUDI DI ESEMPIO\nCorso di Laurea Magistrale in Matematica\n\nEquazioni degeneri\n\nTesi di Laurea\nRelatore: Prof. B. Modello\nCandidata: Ada Esempio\nAnno Accademico 2022/2023\n\nSommario\nStudiamo equazioni degeneri.\n\n1 Introduzione\n2 Preliminari',
  ],
  [
    'Spanish',
    'memoria.pdf',
    'Redes con memoria\nTrabajo Fin de Máster · Máster en Matemáticas · Universidad de Ejemplo\nAutora: Ada Ejemplo · Tutor: B. Modelo · julio de 2024\n\nResumen\nEstudiamos redes.\n\nAbstract\nWe study networks.\n\nÍndice\n1 Introducción\n2 Modelos\n3 Experimentos',
  ],
  [
    'Portuguese',
    'doc1.pdf',
    'Florestas que esquecem\nDissertação para obtenção do grau de Mestre em Ciência de Dados\nAda Exemplo · Orientador: B. Modelo · Porto, 2023\n\nResumo\nEstudamos florestas.\n\nAbstract\nWe study forests.\n\n1 Introdução\n2 Métodos\n3 Resultados',
  ],
  [
    'Brazilian bachelor',
    'TCC_final.pdf',
    'UNIVERSIDADE FEDERAL DE EXEMPLO\nTRABALHO DE CONCLUSÃO DE CURSO\nCiência da Computação\n\nRedes esparsas\nAda Exemplo\nOrientador: Prof. B. Modelo\n2021\n\nResumo\nEstudamos redes.\n\n1 Introdução\n2 Redes',
  ],
  [
    'Polish',
    'praca_mgr.pdf',
    'Uniwersytet Przykładowy\nWydział Matematyki\n\nAda Przykład\nNr albumu: 418832\n\nFiltry w najgorszym przypadku\nPraca magisterska na kierunku MATEMATYKA\nPraca wykonana pod kierunkiem dr. B. Wzór\n\nStreszczenie\nBadamy filtry.\n\n1 Wstęp\n2 Filtry',
  ],
  [
    'Czech',
    'DP.pdf',
    'Univerzita Příkladů\nDIPLOMOVÁ PRÁCE\nAda Příkladová\nNáhodné procházky\nVedoucí diplomové práce: doc. B. Vzor\nPraha 2022\n\nAbstrakt\nStudujeme procházky.\n\nAbstract\nWe study walks.\n\n1 Úvod\n2 Procházky',
  ],
  [
    'Russian',
    'diplom.pdf',
    'Московский примерный университет\nМагистерская диссертация\nСлучайные матрицы\nВыполнила: А. Пример\nНаучный руководитель: Б. Образец\nМосква 2023\n\nАннотация\nИзучаются случайные матрицы.\n\n1 Введение\n2 Результаты',
  ],
  [
    'Ukrainian',
    'робота.pdf',
    'Прикладний університет\nКваліфікаційна робота магістра\nВипадкові графи\nВиконала: А. Приклад\nНауковий керівник: Б. Зразок\n2024\n\nАнотація\nВивчаються графи.\n\n1 Вступ\n2 Графи',
  ],
  [
    'Greek',
    'ptyxiaki.pdf',
    'Εθνικό Πανεπιστήμιο Παραδειγμάτων\nΔιπλωματική Εργασία\nΤυχαίοι γράφοι\nΆντα Παράδειγμα\nΕπιβλέπων: Β. Υπόδειγμα\nΑθήνα 2023\n\nΠερίληψη\nΜελετάμε γράφους.\n\n1 Εισαγωγή\n2 Γράφοι',
  ],
  [
    'Dutch',
    'scriptie_v4.pdf',
    'Bomen in grafen\nMasterscriptie Wiskunde\nAda Voorbeeld\nBegeleider: dr. B. Model\nUniversiteit Voorbeeld, juli 2024\n\nSamenvatting\nWij tellen bomen.\n\n1 Inleiding\n2 Grafen',
  ],
  [
    'Danish',
    'speciale.pdf',
    'Træer i grafer\nSpeciale i matematik\nAda Eksempel\nVejleder: B. Model\nEksempel Universitet, juni 2022\n\nResumé\nVi tæller træer.\n\n1 Indledning\n2 Grafer',
  ],
  [
    'Norwegian',
    'oppgave.pdf',
    'Trær i grafer\nMasteroppgave i anvendt matematikk\nAda Eksempel\nVeileder: B. Modell\nUniversitetet i Eksempel, 2022\n\nSammendrag\nVi teller trær.\n\n1 Innledning\n2 Grafer',
  ],
  [
    'Finnish',
    'gradu.pdf',
    'Puut verkoissa\nPro gradu -tutkielma\nAda Esimerkki\nEsimerkin yliopisto, matematiikan laitos, 2023\n\nTiivistelmä\nLaskemme puita.\n\n1 Johdanto\n2 Verkot',
  ],
  [
    'Hungarian',
    'szakdolgozat.pdf',
    'Fák gráfokban\nMSc diplomamunka\nPélda Ada\nTémavezető: Dr. Minta B.\nPélda Egyetem, Budapest, 2021\n\nÖsszefoglaló\nFákat számolunk.\n\n1 Bevezetés\n2 Gráfok',
  ],
  [
    'Serbian',
    'rad.pdf',
    'Univerzitet Primera\nMATEMATIČKI FAKULTET\nMaster rad\nStabla u grafovima\nAda Primer\nMentor: prof. dr B. Uzor\nBeograd, 2023\n\nSažetak\nBrojimo stabla.\n\n1 Uvod\n2 Grafovi',
  ],
  [
    'Chinese',
    'lw_final.pdf',
    '示例大学\n硕士学位论文\n随机图中的树\n作者：王小明\n指导教师：李教授\n2023年6月\n\n摘要\n本文研究随机图中的树。\n\nAbstract\nThis thesis studies trees.\n\n第一章 绪论\n第二章 随机图',
  ],
  [
    'Japanese',
    'ronbun.pdf',
    '例大学大学院\n修士論文\nグラフの木について\n氏名 例 花子\n指導教員 見本 太郎 教授\n2024年2月\n\n概要\n本論文ではグラフの木を数える。\n\n1 はじめに\n2 グラフ',
  ],
  [
    'Korean',
    'thesis_kr.pdf',
    '예제대학교 대학원\n석사학위논문\n그래프의 나무\n김예제\n지도교수 이견본\n2023년 2월\n\n초록\n본 논문에서는 나무를 센다.\n\n1 서론\n2 그래프',
  ],
  [
    'Persian',
    'payanname.pdf',
    'دانشگاه نمونه\nپایان‌نامه کارشناسی ارشد\nدرخت‌ها در گراف‌ها\nنگارش: ادا نمونه\nاستاد راهنما: دکتر ب. الگو\n۱۴۰۲\n\nچکیده\nدرخت‌ها را می‌شماریم.\n\n1 مقدمه\n2 گراف‌ها',
  ],
  [
    'Vietnamese',
    'luanvan.pdf',
    'Cây trong đồ thị\nLuận văn thạc sĩ Toán học\nNguyễn Ví Dụ\nNgười hướng dẫn: TS. Trần Mẫu\nHà Nội, 2022\n\nTóm tắt\nChúng tôi đếm cây.\n\n1 Mở đầu\n2 Đồ thị',
  ],
  [
    'Indonesian',
    'skripsi.pdf',
    'Pohon dalam graf\nSkripsi untuk memperoleh gelar Sarjana Matematika\nAda Contoh\nPembimbing: Dr. B. Model\nUniversitas Contoh, 2021\n\nAbstrak\nKami menghitung pohon.\n\n1 Pendahuluan\n2 Graf',
  ],
];

/** Tables of marks, by whatever name; a thesis may be one of their rows. */
const transcripts: readonly Row[] = [
  [
    'Sammelzeugnis',
    'sammelzeugnis.txt',
    'Universität für Beispiele Krems\nSammelzeugnis - Masterstudium Informationsrecht und -management\n\nAda Beispiel, Matrikelnr. 51900000\n\nLehrveranstaltung                   ECTS  Note\nDatenschutzrecht                    8     Sehr gut\nIT-Sicherheitsrecht                 6     Gut\nCompliance Management               6     Sehr gut\nStatistik für Juristen              3     Befriedigend\nMaster-Thesis                       18    Sehr gut\n\nGesamtbeurteilung: mit Auszeichnung bestanden',
  ],
  [
    'German Zeugnis with a broken heading',
    'Zeugnis.pdf',
    'Technische Universität Musterstadt — Zeugnis über die\nMasterprüfung\nFrau Ada Beispiel · Studiengang Mathematik · Matrikel 523117\n\nModul  LP  Note\nFunktionalanalysis II  9  1,0\nInverse Probleme  6  1,3\nDifferentialgeometrie  9  1,7\nMasterarbeit  30  1,0\n\nGesamtnote: sehr gut (1,2)',
  ],
  [
    'Polish',
    'scan0002.pdf',
    'Uniwersytet Przykładowy — Karta przebiegu studiów\nWydział Matematyki · Przykład Ada · nr albumu 418832\n\nPrzedmiot  ECTS  Ocena\nAnaliza funkcjonalna  7  5\nProcesy stochastyczne  6  5!\nUczenie maszynowe  6  4,5\nSeminarium magisterskie  12  5\nPraca dyplomowa  20  5!\n\nŚrednia: 4,92.',
  ],
  [
    'Turkish',
    'belge.pdf',
    'Örnek Üniversitesi – Not Durum Belgesi / Transcript\n\nÖrnek, Ada — 2022700142\nCourse  Cr Grade\nCSE 501 Numerical Linear Algebra 3 AA\nCSE 512 Optimization  3 AA\nMATH 533 Measure and Integration 4 BA\nCSE 690 MS Thesis  0 S\nGPA 3.72',
  ],
  [
    'Romanian',
    'foaie.pdf',
    'Foaie matricolă (extras)\nUniversitatea Exemplu · Facultatea de Matematică\n\nDisciplina  Credite Nota\nEcuații 6  10\nMetode numerice 6  10\nAnaliză convexă  5  9\nLucrare de disertație  10  10\n\nMedia de absolvire: 9,21',
  ],
  [
    'Bulgarian supplement in English',
    'supplement.pdf',
    'EXAMPLE UNIVERSITY\nDIPLOMA SUPPLEMENT - Academic transcript, Master of Probability and Statistics\n\nAda Example, faculty no. 26441\n\nSubject  Hours ECTS Grade\nMeasure theoretic probability  60  7  Excellent 6.00\nTime series  45  5  Very good 5.25\nState examination and thesis defence -  15  Excellent 6.00',
  ],
  [
    'French, no year',
    'notes.txt',
    "ÉCOLE EXEMPLE\nRelevé de notes - cycle ingénieur, 3e année\n\nEXEMPLE Ada\n\nModule                            ECTS  Note\nIngénierie du trafic              4     14,0\nSécurité                          4     13,5\nAnglais                           2     15,0\nProjet de fin d'études            30    16,0\n\nDiplôme obtenu.",
  ],
  [
    'Italian self-certification',
    'autocertificazione_esami.pdf',
    'DICHIARAZIONE SOSTITUTIVA DI CERTIFICAZIONE (art. 46 D.P.R. 445/2000)\nLa sottoscritta Ada Esempio dichiara di aver sostenuto i seguenti esami\n\nInsegnamento  CFU  Voto\nAnalisi 1  12  30 e lode\nAnalisi 2  12  28\nAlgebra  9  27\nFisica  9  30\nTesi di laurea magistrale  24  superata\n\nVoto di laurea 110/110 e lode',
  ],
  [
    'Spanish expediente',
    'expediente.pdf',
    'UNIVERSIDAD DE EJEMPLO\nExpediente académico personal\nEjemplo, Ada\n\nAsignatura  Créditos  Calificación  Convocatoria\nAnálisis  6  9,1  Sobresaliente\nÁlgebra  6  7,5  Notable\nGeometría  6  8,0  Notable\nTrabajo de fin de grado  12  9,5  Sobresaliente',
  ],
  [
    'Portuguese',
    'certidao.pdf',
    'Universidade do Exemplo\nCertidão de aproveitamento escolar\nAda Exemplo\n\nUnidade curricular  ECTS  Classificação\nAnálise Numérica  6  17\nProbabilidades  6  16\nEstatística  6  18\nDissertação  42  18\n\nMédia final: 18 valores',
  ],
  [
    'Chinese',
    '成绩.pdf',
    '示例大学本科生成绩单\n姓名：王小明  学号：20190001\n\n课程名称  学分  成绩\n数学分析  5  95\n高等代数  4  92\n概率论  3  优\n毕业论文  10  优\n\n平均学分绩点 3.85',
  ],
  [
    'Indian marks memo',
    'marks memo consolidated.pdf',
    'EXAMPLE INSTITUTE OF TECHNOLOGY\nCONSOLIDATED MEMORANDUM OF GRADES\nName: Ada Example   Hall Ticket No. 17XX1A0501\n\nCode  Subject  Credits  Grade\nMA101  Mathematics I  4  O\nCS201  Data Structures  3  A+\nCS305  Operating Systems  3  A\nCS490  Project Work  12  O\nCGPA 9.12',
  ],
  [
    'Dutch',
    'cijfers.pdf',
    'Universiteit Voorbeeld\nCijferlijst Master Wiskunde\nStudent: A. Voorbeeld  Studentnummer 4711\n\nVak  EC  Cijfer\nMaattheorie  8  9\nFunctionaalanalyse  8  8,5\nSeminarium  6  V\nMasterscriptie  36  8,5',
  ],
  [
    'Swedish',
    'intyg.pdf',
    'Nationellt intyg\nResultatintyg - Ladok\nAda Exempel 970101\n\nKurs  Omfattning  Betyg\nSannolikhetsteori  7,5 hp  VG\nMatematisk statistik  7,5 hp  G\nExamensarbete  30,0 hp  VG\n\nSumma 120,0 hp',
  ],
  [
    'Russian',
    'vkladysh.pdf',
    'Приложение к диплому магистра\nПример Ада\n\nДисциплина  Часы  Оценка\nФункциональный анализ  144  отлично\nТеория вероятностей  108  отлично\nФизика  108  хорошо\nВыпускная квалификационная работа  -  отлично',
  ],
  [
    'Ukrainian',
    'dodatok.pdf',
    'ДОДАТОК ДО ДИПЛОМА МАГІСТРА\nПриклад Ада\n\nНазва дисципліни  Кредити  Оцінка\nФункціональний аналіз  5  95\nТеорія ймовірностей  4  90\nФілософія  3  88\nМагістерська робота  15  97',
  ],
  [
    'Greek',
    'analytiki.pdf',
    'ΑΝΑΛΥΤΙΚΗ ΒΑΘΜΟΛΟΓΙΑ\nΠανεπιστήμιο Παραδειγμάτων\nΆντα Παράδειγμα, ΑΜ 4711\n\nΜάθημα  ECTS  Βαθμός\nΑνάλυση Ι  7  9\nΆλγεβρα  7  8,5\nΠιθανότητες  7  10\nΔιπλωματική εργασία  15  10',
  ],
  [
    'Japanese',
    'seiseki.pdf',
    '成績証明書\n例大学 理学部\n氏名 例 花子\n\n科目名  単位  評価\n微分積分学  4  優\n線形代数  4  秀\n確率論  2  良\n卒業研究  8  優',
  ],
  [
    'American',
    'unofficial.pdf',
    'Example State University\nUnofficial Academic Record\n\nFall 2021\nMATH 501  Real Analysis  3.00  A  12.00\nSTAT 510  Probability  3.00  A-  11.10\nTerm GPA 3.85\nSpring 2022\nMATH 502  Functional Analysis  3.00  A  12.00\nSTAT 511  Inference  3.00  B+  9.90\nCumulative GPA 3.77',
  ],
  [
    'Web page of the student portal',
    'portal_print.pdf',
    'My studies > Results\nAda Example  (m4711)\n\nDate  Course  EC  Result\n2023-01-27  Stochastic processes  6.0  8.5\n2023-06-30  Convex analysis  6.0  9.0\n2023-06-28  Measure theory  6.0  8.0\n2024-08-31  Thesis  30.0  9.0\nTotal credits 120',
  ],
];

const letters: readonly Row[] = [
  [
    'letter that tells of a thesis',
    'thesis_and_me.pdf',
    "Ada Example, Exampleton\n\n3 November 2025\nDear Professor Sample,\n\nin my master's thesis at the University of Exampleton I proved that examples exist. I would like to go on with it in your group.\n\nIt would be a pleasure to talk to you.\n\nYours sincerely,\nAda Example",
  ],
  [
    'French letter',
    'LM.pdf',
    'Ada Exemple\nToulouse, le 3 novembre 2025\n\nObjet : candidature à la thèse\n\nMadame, Monsieur,\n\nje vous écris pour proposer ma candidature au poste de doctorat. Mon mémoire de master porte sur les graphes.\n\nJe vous prie d’agréer, Madame, Monsieur, mes salutations distinguées.\nAda Exemple',
  ],
  [
    'Italian letter',
    'lettera.pdf',
    'Gentile Professor Modello,\n\nmi chiamo Ada Esempio e vorrei candidarmi per il dottorato. La mia tesi magistrale riguarda i grafi.\n\nCordiali saluti,\nAda Esempio',
  ],
  [
    'statement of purpose',
    'doc4.txt',
    'Statement of Purpose\nAda Example\n\nI want to understand why examples work. In my bachelor thesis I counted them. In your group I would like to prove it.',
  ],
];

const references: readonly Row[] = [
  [
    'recommendation',
    'letter.pdf',
    'Letter of recommendation\nSchool of Examples, 3 November 2025\n\nTo whom it may concern,\n\nIt is my pleasure to recommend Ms Ada Example, who attended two of my courses. She has my full support.\n\nSincerely,\nB. Sample, Associate Professor',
  ],
  [
    'Slovene mentor',
    'podpora_mentorja.pdf',
    'Priporočilo mentorja\n\nSpoštovani,\n\nAdo Primer poznam tri leta kot njen mentor in jo toplo priporočam.\n\nprof. dr. B. Vzorec',
  ],
  [
    'German Gutachten',
    'gutachten.pdf',
    'Empfehlungsschreiben\n\nSehr geehrte Damen und Herren,\n\nFrau Beispiel kenne ich seit drei Jahren als Studentin. Ich empfehle sie ohne Einschränkung.\n\nMit freundlichen Grüßen\nProf. B. Muster',
  ],
  [
    'letter of a supervisor without a title',
    'scan.pdf',
    'University of Example, Department of Mathematics\n\nDear colleagues,\n\nI have known Ada Example since 2021, when she was my student. I supervised her thesis. I recommend her without reservation.\n\nBest regards,\nProf. Ben Sample',
  ],
  [
    'list of referees',
    '4_referees.txt',
    'Referees\n\nProf. B. Sample, University of Example, b.sample@example.com\nProf. C. Model, University of Exampleton, c.model@example.org',
  ],
];

const others: readonly Row[] = [
  [
    'degree certificate',
    'degree.pdf',
    'University of Example\n\nDegree Certificate\n\nThis is to certify that Ada Example was awarded the degree of Master of Science on 3 July 2023.\n\nThe Rector',
  ],
  [
    'German Urkunde',
    'Masterurkunde.pdf',
    'Technische Universität Musterstadt\n\nURKUNDE\n\nFrau Ada Beispiel hat die Masterprüfung bestanden. Ihr wird der akademische Grad Master of Science verliehen.\n\nDer Dekan',
  ],
  [
    'TOEFL',
    'toefl.pdf',
    'TOEFL iBT Test Taker Score Report\nAda Example\nReading 28\nListening 29\nSpeaking 26\nWriting 27\nTotal 110',
  ],
  [
    'portfolio',
    'portfolio.pdf',
    'Portfolio\nAda Example\n\nSelected designs 2019-2024\n\nPoster for the city library\nIdentity of a bakery\nPhotographs of bridges',
  ],
  [
    'enrolment',
    'Immatrikulationsbescheinigung.pdf',
    'Immatrikulationsbescheinigung\n\nFrau Ada Beispiel, Matrikelnummer 4711, ist im Wintersemester 2025/26 im Studiengang Mathematik (Master) eingeschrieben.',
  ],
  [
    'outline of a thesis that is being written',
    'outline_v3.pdf',
    'Couplings and decisions\n\nOutline of the doctoral thesis, version 3 — A. Example\n\n1  Notation\n2  Couplings (paper A, accepted)\n3  Rates (open)\nTime table\nChapter 2 by December.',
  ],
  [
    'registration of a thesis',
    'Masterarbeit_Anmeldung.pdf',
    'Anmeldung der Masterarbeit\nPrüfungsamt der Universität Musterstadt\nName: Ada Beispiel\nThema: Bäume\nErstgutachter: Prof. B. Muster\nBeginn: 1. November 2025',
  ],
  [
    'an office’s checklist',
    'checklist.txt',
    'INTERNATIONAL APPOINTMENTS - CHECKLIST\nAppointee: new research assistant\n\n[x] offer letter signed\n[x] degree certificate\n[ ] official transcript\n[x] curriculum vitae\n[ ] proof of English\n\nReturn to the office by 5 December 2025.',
  ],
  [
    'an advert that asks for a CV',
    'Entwurf.docx',
    'Ausschreibung 25/31 (Entwurf)\n\nDoktorand:in (m/w/d)\n\n• Beginn: 1. April 2026, 36 Monate\n• Sie bringen mit: Masterstudium der Mathematik\n• Bewerbungen mit Lebenslauf und Zeugnissen bis zum 31. Januar 2026',
  ],
  [
    'research proposal',
    'research_proposal.docx',
    'Research proposal\n\nForgetting in organisations\n\n1 Background\nOrganisations forget.\n\n2 Aims\nWe ask why.\n\n3 Method\nInterviews.\n\n4 Time plan\nYear 1: interviews. Year 2: analysis.',
  ],
];

const papers: readonly Row[] = [
  [
    'conference paper by an author from a university',
    'thesis.pdf',
    'Counting trees quickly\nAda Example, Ben Sample\nUniversity of Example\n\nAbstract\nWe give a fast algorithm that counts trees.\n\n1 Introduction\nTrees have been counted since Cayley [1].\n\n2 Related work\nSample et al. count forests.\n\n3 Experiments\nTable 1 shows it.\n\nReferences\n[1] Cayley. 1889.\n[2] C. Model. Trees. PhD thesis, 2011.',
  ],
  [
    'preprint as text',
    'a.txt',
    'Forests that forget\nA. Example, B. Sample\narXiv preprint, 2025\n\nAbstract. We show that forests can forget rows exactly.\n\n1. Introduction\nDeleting rows is required by law.\n\n2. Method\nEach leaf keeps its counts.\n\n3. Results\nIt works.',
  ],
  [
    'French paper',
    'article.pdf',
    'Compter les arbres\nA. Exemple, B. Modèle\nActes des journées des graphes, 2023\n\nRésumé\nNous donnons un algorithme rapide.\n\nAbstract\nWe give a fast algorithm.\n\n1 Introduction\nLes arbres sont partout.\n\n2 Algorithme\nOn compte.\n\nRéférences\n[1] Cayley. 1889.',
  ],
];

const cvs: readonly Row[] = [
  [
    'French CV called résumé',
    'fichier.pdf',
    'Résumé\nAda Exemple\n\nFormation\n2021-2023 Master de mathématiques, Exemple\n\nMémoire\n2023 Compter les arbres\n\nExpérience\n2022 Monitrice\n\nLangues\nFrançais',
  ],
  [
    'CV with a profile called summary',
    'AE.pdf',
    "ADA EXAMPLE\nada@example.com\n\nSUMMARY\nMathematician with a master's thesis on trees.\n\nEDUCATION\n2021-2023 M.Sc. Mathematics, University of Example. Master's thesis: Counting trees\n\nEXPERIENCE\n2023- Engineer\n\nSKILLS\nPython",
  ],
  [
    'Polish CV',
    'dokument.pdf',
    'Ada Przykład\nŻyciorys\n\nWykształcenie\n2020-2023 Matematyka, Uniwersytet Przykładowy, praca magisterska: Drzewa\n\nDoświadczenie\n2022-2023 Asystentka\n\nUmiejętności\nPython',
  ],
  [
    'Turkish CV',
    'ozgecmis.pdf',
    'Ada Örnek\nÖzgeçmiş\n\nEğitim\n2020-2023 Yüksek Lisans, Matematik, Örnek Üniversitesi\n\nİş Deneyimi\n2022-2023 Asistan\n\nYayınlar\nA. Örnek. Ağaçlar. 2023',
  ],
  [
    'Dutch CV',
    'document(3).pdf',
    'Ada Voorbeeld\n\nOpleiding\n2020 - 2023 Master Wiskunde, scriptie: Bomen\n\nWerkervaring\n2022 - 2023 Student-assistent\n\nVaardigheden\nPython',
  ],
  [
    'headings of its own words, a thesis told of in a section',
    'rirekisho_en.pdf',
    'EXAMPLE Ada\nExampleton · ada@example.com\n\nLEARNED AT\n2022.4-2024.3\nMaster of Informatics, University of Example. Thesis: Trees\n2018.4-2022.3\nBachelor of Economics, Example University\n\nEARNED AT\n2024.4-now\nEngineer, reinsurance company\n\nMASTER THESIS, WHAT IS IN IT\nTrees may be counted within a forest.\n\nPRINTED\n• A. Example, B. Sample. Trees. Workshop, 2024',
  ],
  [
    'German, with the thesis in detail',
    'Bewerbung_final.pdf',
    'Ada Beispiel\nWien – ada@example.com\nWerdegang\n2022-2025  Diplomingenieurin (MSc), Informatik, TU Musterstadt. Diplomarbeit:\nBäume. Note 1\n2018-2022  BSc Informatik, Universität Beispiel\n\nDiplomarbeit im Einzelnen\n• Ein Netz von Bäumen\n• Daraus: Preprint\nBerufliches\nseit 07/2025  Softwareentwicklerin, Wien',
  ],
  [
    'numbered headings',
    'vita.pdf',
    '0. Summary\nAda Example. Institute of Examples. ada@example.com\nDr. (June 2025). What can be counted.\n1. Appointments\n07/2025 - University assistant\n09/2021 - 06/2025 Doctoral researcher\n2. Titles\n2025  Dr., TU Example. Dissertation: Trees\n2018  BSc\n3. Peer-reviewed writings\n[C5] A. Example. Trees. Symposium on Trees 2025\n4. References\nB. Sample',
  ],
  [
    'courses with their years, no degree',
    'HOJA DE VIDA.docx',
    'Ada Ejemplo\nRiobamba. ada@example.com\n\nESTUDIOS\n2017-2022 Ingeniería en Contabilidad. Promedio 8,1/10\n2011-2017 Bachillerato\n\nTRABAJO\n2022-hoy Auxiliar contable\n\nCURSOS CON CERTIFICADO\n• Machine Learning (2023)\n• Deep Learning (2023)\n• Statistics (2024)\n• Causal Inference (2025)\n• Cloud Practitioner (2025)',
  ],
  [
    'network profile',
    'Profile.pdf',
    'Ada Example\nContact\nada@example.com\nlinked.example.com/in/ada\n\nTop Skills\nPython\n\nExperience\nResearch engineer\nOctober 2023 - Present (2 years)\nBuilt things\n\nEducation\nUniversity of Example\nMaster of Science, Mathematics (2018 - 2021)',
  ],
];

/** Several documents in one file; a page that begins one need not say more than its own title page does. */
const merged: readonly (readonly [what: string, pages: readonly string[], types: readonly DocumentType[]])[] = [
  [
    'letter, CV and a Polish transcript',
    [row(letters, 'letter that tells of a thesis'), cvs[1]?.[2] ?? '', row(transcripts, 'Polish')],
    ['cover-letter', 'cv', 'transcript'],
  ],
  [
    'letter, CV and a German certificate of marks',
    [row(letters, 'Italian letter'), cvs[1]?.[2] ?? '', row(transcripts, 'German Zeugnis with a broken heading')],
    ['cover-letter', 'cv', 'transcript'],
  ],
  [
    'supplement and thesis',
    [row(transcripts, 'Bulgarian supplement in English'), row(theses, 'German print version')],
    ['transcript', 'thesis'],
  ],
  ['thesis and transcript', [row(theses, 'Dutch'), row(transcripts, 'Swedish')], ['thesis', 'transcript']],
  ['CV and thesis', [cvs[1]?.[2] ?? '', row(theses, 'Spanish')], ['cv', 'thesis']],
];

function row(rows: readonly Row[], what: string): string {
  return rows.find(([name]) => name === what)?.[2] ?? '';
}

describe('what a document is, by its head and body', () => {
  const table = (type: DocumentType, rows: readonly Row[]): void => {
    describe(type, () => {
      it.each(rows)('%s (%s)', (_, name, text) => {
        expect(typesOf(name, text)).toEqual([type]);
      });
    });
  };
  table('thesis', theses);
  table('transcript', transcripts);
  table('cover-letter', letters);
  table('references', references);
  table('other', others);
  table('paper', papers);
  table('cv', cvs);

  it.each(merged)('merged: %s', (_, pages, types) => {
    expect(typesOf('alles.pdf', pages)).toEqual(types);
  });
});
