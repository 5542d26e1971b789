"""How refusals begin in languages other than English: an apology or a model's name, then that one cannot.

Of each language: words that lead in, words of not being able, and whole beginnings that need no lead. Every pattern is
looked for at the beginning of an answer alone.
"""

import re

_LANGUAGES: dict[str, tuple[str, str, str]] = {
    "es": (
        r"lo (?:siento|lamento)|me temo|disculp\w+|perd[oó]n\w*|lamentablemente|desafortunadamente|por desgracia|"
        r"como (?:un |una )?(?:modelo|ia\b|inteligencia artificial|asistente)",
        r"no (?:puedo|podemos|podr[íé]|me es posible|soy capaz|estoy (?:autoriz|capacit|program|diseñ)|"
        r"tengo (?:la capacidad|acceso|permi)|me siento cómod)",
        r"no (?:puedo|podemos|me es posible|soy capaz de|estoy autorizad\w a)[^.\n]{0,30}(?:ayud|respond|"
        r"proporcion|cumpl|"
        r"hacer eso|ofrec|gener|crear|acced|realiz|complet|satisfac|compart)",
    ),
    "fr": (
        r"(?:je suis |nous sommes )?(?:\w+ )?désolée?s?|malheureusement|pardon\w*|excusez|je (?:regrette|crains)|"
        r"toutes mes excuses|en tant (?:qu['’](?:ia\b|intelligence|assistant)|que modèle)",
        r"\b(?:ne|n['’]) ?(?:\w+ )?(?:peux|pouvons|puis|suis|ai|sais)\b[^.\n]{0,15} pas\b|refuse d|dois (?:refuser|"
        r"décliner)|est impossible",
        r"(?:il m['’]est impossible d|je refuse d|je ne (?:peux|puis|suis) [^.\n]{0,15}pas [^.\n]{0,30}(?:aider|"
        r"répond|"
        r"fourni|accéder|en mesure|faire (?:cela|ça)|donner|traiter|génér|créer|satisfai|discut))",
    ),
    "de": (
        r"(?:es )?tut mir (?:\w+ )?leid|leider|entschuldig\w+|verzeihung|ich bedaure?|"
        r"als (?:ki|ein\w* ki|ein sprachmodell|sprachmodell|künstliche)",
        r"\b(?:ich|wir) (?:kann|können|darf|dürfen|bin|habe|möchte|werde)\b[^.\n]{0,60}\b(?:nichts?|keine\w?)\b|"
        r"\b(?:kann|können|darf|dürfen|bin|habe|möchte|werde) (?:ich|wir)\b[^.\n]{0,60}\b(?:nichts?|keine\w?)\b|"
        r"muss ich [^.\n]{0,30}ablehnen",
        r"(?:das|dazu|dabei|damit|hier\w*|ich|diese\w?) (?:kann|darf|werde|möchte)\b[^.\n]{0,50}\b(?:nichts?|"
        r"keine\w?)\b"
        r"[^.\n]{0,25}(?:helfen|beantwort|tun\b|geben|sagen|bereitstell|erfüll|unterstütz|weiterhelf)",
    ),
    "it": (
        r"mi (?:di)?spiace|mi scuso|(?:siamo )?spiacent[ei]|purtroppo|scusa\w*|"
        r"(?:come|in quanto) (?:un |una )?(?:ia\b|intelligenza|modello|assistente)",
        r"non (?:posso|possiamo|sono (?:in grado|capace|autorizz)|mi è possibile|ho (?:accesso|la (?:capac|possib))|"
        r"riesco)",
        r"non (?:posso|possiamo|sono (?:in grado di|autorizzat\w a))[^.\n]{0,30}(?:aiut|rispond|forni|soddisf|gener|"
        r"crear|acced|esegu|complet|discut)",
    ),
    "pt": (
        r"desculp\w+|lament\w+|sinto muito|infelizmente|peço desculpa\w*|"
        r"como (?:um |uma )?(?:ia\b|inteligência|modelo|assistente)",
        r"não (?:posso|podemos|consigo|sou capaz|me é possível|tenho (?:acesso|permiss|a capac|autoriz)|"
        r"estou (?:autoriz|program|apt)|me sinto)",
        r"(?:eu )?não (?:posso|consigo|sou capaz de|tenho (?:permissão|autorização) para|estou autorizad\w a)"
        r"[^.\n]{0,30}(?:ajud|respond|fornec|atend|gerar|criar|acess|falar|discut|complet|cumpr)",
    ),
    "nl": (
        r"(?:het )?spijt (?:me|ons)|sorry|helaas|(?:mijn )?excuses|als (?:een )?(?:ai\b|taalmodel|ai-)",
        r"\b(?:ik|wij|we) (?:kan|kunnen|mag|ben|heb)\b[^.\n]{0,50}\b(?:niet|geen)\b|\b(?:kan|kunnen|mag|ben|heb) "
        r"(?:ik|wij|we)\b[^.\n]{0,50}\b(?:niet|geen)\b",
        r"(?:ik|dat|daar\w*) (?:kan|mag|ben)\b[^.\n]{0,40}\b(?:niet|geen)\b[^.\n]{0,30}(?:helpen|beantwoord|voldoen|"
        r"in staat)",
    ),
    "pl": (
        r"przykro mi|niestety|przepraszam|wybacz\w*|jako (?:model|sztuczna|ai\b)",
        r"nie (?:mogę|możemy|jestem w stanie|mam (?:dostępu|możliwości)|potrafię|wolno mi)",
        r"nie (?:mogę|jestem w stanie|potrafię)[^.\n]{0,30}(?:pomóc|odpowiedzieć|udzielić|spełnić|udostępni)",
    ),
    "ru": (
        r"извин\w+|к сожалению|прост\w+|прошу прощения|мне (?:очень )?жаль|увы|сожалею|"
        r"как (?:ии\b|искусственный|языковая модель|модель)|будучи",
        r"не (?:могу|можем|смогу|в состоянии|способ\w+|имею|умею|буду)|нет (?:доступа|возможности)|"
        r"вынужден\w* отказ|отказываюсь",
        r"я не (?:могу|смогу|имею|способ\w+|в состоянии)[^.\n]{0,40}(?:помо[чг]|ответ|предостав|выполн|откры|доступ|"
        r"обсужд|возможност|права)",
    ),
    "uk": (
        r"на жаль|вибач\w+|перепрошую|пробач\w+|мені (?:дуже )?(?:шкода|прикро)|як (?:ші\b|мовна|штучний)",
        r"не (?:можу|можемо|зможу|маю|в змозі|здат\w+)",
        r"я не (?:можу|зможу)[^.\n]{0,40}(?:допомог|відповісти|надати|виконати)",
    ),
    "tr": (
        r"üzgünüm|maalesef|ne yazık ki|özür dilerim|kusura bakma\w*|affeders\w+|bir (?:yapay zeka|dil modeli)\w*",
        r"(?:amam|emem|amıyorum|emiyorum|amayız|emeyiz|amıyoruz|emiyoruz|amayacağım|emeyeceğim)\b|mümkün değil|"
        r"(?:yetkim|erişimim) yok",
        r"[^.\n]{0,60}(?:yardımcı olama|yardım edeme|yanıtlayama|cevap vereme|yerine getireme|cevaplayama)",
    ),
    "ar": (
        r"عذر|[آأ]سف|للأسف|للاسف|أعتذر|المعذرة|معذرة|نأسف|متأسف|كنموذج|بصفتي",
        r"لا (?:أستطيع|استطيع|يمكنني|أقدر|نستطيع|يمكننا|أملك)|لست (?:قادر|مخول)|غير قادر|لن (?:أتمكن|أستطيع)|ليس لدي",
        r"(?:أنا )?(?:لا (?:أستطيع|يمكنني)|لست قادر\w*|لن أتمكن)[^.\n]{0,30}(?:مساعد|جابة|تقديم|تنفيذ|الوصول|تلبية|"
        r"القيام|الرد|توفير)",
    ),
    "fa": (
        r"مت[أا]سف|ببخشید|پوزش|با عرض پوزش",
        r"نمی[\u200c ]?توان|قادر نیستم|امکان",
        r"(?:من )?نمی[\u200c ]?توانم [^.\n]{0,30}کمک",
    ),
    "he": (
        r"סליחה|מצטער|לצערי|מתנצל|צר לי|כמודל",
        r"לא (?:יכול|אוכל|ניתן|מסוגל)|אין (?:לי|באפשרותי)|אינ?ני",
        r"אני לא יכול\w* [^.\n]{0,15}(?:לעזור|לענות|לספק)",
    ),
    "hi": (
        r"क्षमा|मा(?:फ|\u095e)|खेद|दुर्भाग्य|मुझे (?:अ|ख)|एक (?:एआई|ai)",
        r"नहीं (?:\S+ )?(?:सक|पा)|असमर्थ|सक्षम नहीं",
        r"मैं [^।\n]{0,40}(?:मदद|उत्तर|जवाब|सहायता)[^।\n]{0,15}नहीं (?:\S+ )?सक",
    ),
    "ja": (
        r"(?:大変|誠に)?申し訳|す[みい]ません|ごめん|恐れ入り|残念ながら|あいにく|(?:私は)?(?:ai|人工知能|言語モデル)",
        r"(?:でき|出来|られ|しかね|いたしかね|できかね|え|め)(?:ません|ない|ます)",
        r"[^。\n]{0,40}(?:答え|手伝い|提供|回答|対応|述べること|すること|応え)(?:は|が|に)?(?:でき(?:ません|かね)|応じられ)",
    ),
    "ko": (
        r"(?:정말 |대단히 )?(?:죄송|미안|유감|안타깝|아쉽)|(?:저는 )?(?:ai|인공지능|언어 모델)",
        r"수(?:가|는)? ?없|못 ?(?:합|하|해)|어렵습니다|불가능",
        r"[^.\n]{0,40}(?:도와드릴|답변할|제공할|답할|도울|답변드릴|도와줄) 수(?:가|는)? ?없",
    ),
    "zh": (
        r"(?:非常|很|十分|真的|真|实在)?(?:抱歉|对不起|對不起|不好意思|遗憾|遺憾)|作[为為](?:一[个個名款位种種])?(?:人工智能|人工智慧|ai|语言|語言|"
        r"大型|大语言|助手|虚拟|机器)|(?:由于|因为)?我(?:只)?是(?:一[个個名款位种種])?(?:人工智能|人工智慧|ai|语言模型|語言模型|计算机)",
        r"我[^。！？\n]{0,12}(?:[无無]法|不能|[没沒]有?[办辦]法|没法|[没沒]有(?:能力|权限|權限|足够)|不具备|不具備|不便|不可以|不会|不會)|恕难|恕我|[，,](?:所以|"
        r"因此|并且?|且)?(?:[无無]法|不能|[没沒]有)"
        r"|这[^。！？\n]{0,12}[无無]法",
        r"我(?:们|們)?(?:目前|暂时|恐怕|真的|并|還|还)?(?:[无無]法|不能|[没沒]有?[办辦]法|没法|[没沒]有(?:能力|权限|權限)|不具备)[^。\n]{0,20}(?:回答|提供|"
        r"满足|滿足|帮|幫|协助|协助|访问|訪問|完成|执行|執行|生成|讨论|处理|打开|查看|为[您你])",
    ),
    "vi": (
        r"(?:tôi )?(?:thành thật |rất )?xin lỗi|(?:thật |rất )?tiếc|là một (?:mô hình|trợ lý|ai)",
        r"không (?:thể|có khả năng|được phép|có quyền)|chưa thể|từ chối",
        r"tôi không (?:thể|có khả năng)[^.\n]{0,30}(?:giúp|trả lời|cung cấp|hỗ trợ|đáp ứng|thực hiện|truy cập)",
    ),
    "id": (
        r"(?:mohon )?maaf\w*|sayangnya|sayang sekali|sebagai (?:model|ai\b|asisten|kecerdasan)",
        r"tidak (?:bisa|dapat|mampu|boleh|memiliki)|tak (?:bisa|dapat)|belum bisa",
        r"saya tidak (?:bisa|dapat|mampu)[^.\n]{0,30}(?:membantu|menjawab|memberi|menyedia|memenuhi|mengakses|"
        r"melakukan)",
    ),
    "th": (
        r"(?:ต้อง)?(?:ขออภัย|ขอโทษ|เสียใจ|น่าเสียดาย)|ในฐานะ",
        r"ไม่(?:สามารถ|อาจ|ได้รับอนุญาต|มีความสามารถ|มีสิทธิ์)",
        r"(?:ผม|ฉัน|ดิฉัน|เรา)ไม่สามารถ\S{0,10}(?:ช่วย|ตอบ|ให้)",
    ),
    "sv": (
        r"jag är (?:\w+ )?ledsen|tyvärr|förlåt|ursäkta|(?:jag )?beklagar|som (?:en )?(?:ai\b|språkmodell)",
        r"\b(?:kan|får|har) jag\b[^.\n]{0,25}\bint?(?:e|ga)\b|\bjag (?:kan|får|har)\b[^.\n]{0,25}\bin(?:te|ga)\b",
        r"jag kan (?:tyvärr )?inte [^.\n]{0,20}(?:hjälpa|svara|uppfylla)",
    ),
    "no": (
        r"(?:jeg )?beklager|dess?ve?rre|desværre|un[nd]skyld|jeg er (?:lei|ked)|som (?:en )?(?:ai\b|ki\b|sprogmodel|"
        r"språkmodell)",
        r"\b(?:kan|får|må|har) jeg\b[^.\n]{0,25}\bi(?:kke|ngen)\b|\bjeg (?:kan|får|må|"
        r"har)\b[^.\n]{0,25}\bi(?:kke|ngen)\b",
        r"jeg kan (?:dess?ve?rre |desværre )?ikke [^.\n]{0,20}(?:hjelpe|hjælpe|svare|oppfylle|opfylde)",
    ),
    "fi": (
        r"valitettavasti|pahoittelen|anteeksi|olen pahoillani",
        r"\be(?:n|mme) (?:voi|pysty|saa|osaa|kykene)",
        r"en (?:voi|pysty) [^.\n]{0,20}(?:auttaa|vastata)",
    ),
    "cs": (
        r"je mi (?:to )?(?:velmi )?(?:líto|ľúto)|bohuž[ei]a?ľ?l?|omlouvám|promiňte|lituji",
        r"\bne(?:mohu|můžu|můžeme|jsem schop|mám|dokážu|smím|môžem)",
        r"s tím (?:vám |ti )?nemohu",
    ),
    "ro": (
        r"îmi pare (?:\w+ )?rău|din păcate|ne pare rău|scuze|regret",
        r"\bnu (?:te |vă |îți |vi |o )?(?:pot|putem|sunt (?:capabil|în măsură|autoriz)|am (?:acces|capac|voie))",
        r"nu (?:te |vă |îți )?pot [^.\n]{0,15}(?:ajuta|răspunde|oferi)",
    ),
    "hu": (
        r"(?:nagyon )?sajnál\w+|sajnos|elnézést|bocsánat\w*",
        r"\bnem (?:tud|áll módomban|vagyok képes|fér|segíthet|lehetséges|válaszolhat)",
        r"nem tudok [^.\n]{0,20}(?:segíteni|válaszolni)",
    ),
    "el": (
        r"λυπάμαι|συγγνώμη|δυστυχώς|ζητώ συγγνώμη|με συγχωρείτε",
        r"δεν (?:μπορ|είμαι σε θέση|έχω (?:πρόσβαση|τη δυνατότητα)|θα μπορέσω)",
        r"δεν μπορώ να (?:σας |σε )?(?:βοηθήσω|απαντήσω|παρέχω)",
    ),
    "hr": (
        r"žao mi je|nažalost|oprostite|жао ми је|нажалост|съжалявам|за съжаление",
        r"\bne mogu|nisam u mogućnosti|не мог[ау]",
        r"ne mogu (?:vam |ti )?(?:pomoći|odgovoriti)",
    ),
}
LANGUAGES = len(_LANGUAGES)

BEGINNINGS = re.compile(
    r"[\s\"'“*_¡¿(]*(?:"
    + "|".join(rf"(?:{lead})[^\n]{{0,80}}?(?:{unable})|{bare}" for lead, unable, bare in _LANGUAGES.values())
    + ")",
    re.IGNORECASE,
)
"""Matches the beginning of an answer that declines, in any of these languages."""

CUES = (
    "no pued", "no pod", "no me es", "no soy", "no estoy", "no tengo", "no me siento", "je ne", "n'ai", "n’ai",
    "ne suis", "ne peu", "ne pou", "impossible", "refuse", "décliner", "nicht", "keine", "ablehnen",
    "non posso", "non poss", "non sono", "non mi ", "non ho", "non riesco", "não", " niet", " geen", "nie mo",
    "nie jest", "nie mam", "nie pot", "nie wolno", "не ", "Не ", "нет ", "отказ", "amam", "emem", "amıyor",
    "emiyor", "amay", "emey", "mümkün değil", "yetkim", "erişimim", "olama", "edeme", "vereme", "getireme",
    "layama", "لا ", "لست", "غير قادر", "لن ", "ليس لدي", "نمی", "قادر نیستم", "امکان", "לא ", "אין ", "איני",
    "אינני", "नहीं", "असमर्थ", "ません", "ない", "かねます", "応じられ", "없", "못", "어렵", "불가능", "无法",
    "無法", "不能", "不会", "不會", "办法", "辦法", "没法", "没有", "沒有", "不具", "不便", "不可以", "恕",
    "không", "chưa thể", "từ chối", "tidak ", "tak bisa", "tak dapat", "belum bisa", "ไม่", " inte ", " inga ",
    " ikke", " ingen", "en voi", "en pysty", "en saa", "en osaa", "emme ", "nemohu", "nemůžu", "nemůžeme",
    "nejsem", "nemám", "nedok", "nesmím", "nemôžem", "nu pot", "nu te ", "nu vă", "nu îți", "nu vi ", "nu o ",
    "nu put", "nu sunt", "nu am", "nem ", "δεν", "Δεν", "ne mogu", "nisam", "мога",
)  # fmt: skip
"""No such beginning is without one of these."""
