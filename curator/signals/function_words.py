"""Function words: the short frequent words that give a language away.

Words that English uses as well speak for no other language, nor do single plain letters, of which code and formulas
are full; what is English now and then but frequent elsewhere (on, as, me, …) speaks for none. The English list holds
the words that instructions are made of: most texts are English, and short ones must not fall to a neighbour by
accident. Words that other languages share stand in the list of each.
"""

from collections.abc import Mapping

_LISTS = {
    "en": "the of and to is that it for with are this was you have not by from which their can be your has will on at "
    "as an in or but they we my if he she his her what how why who when where do does some any more about into given "
    "following list name write create generate describe explain provide sentence its been were would could should "
    "design compose compare convert translate categorize classify identify make find "
    "there these those than then them our so out up no me one all also i",
    "af": "die is en van het nie wat met vir om sy ek hulle ons hy te op aan toe maar ook was baie hierdie deur kan",
    "ca": "el la els les és una un de que per amb del al als dels no va vam van són però com més aquest aquesta seva "
    "seu meva també molt on i es han",
    "cs": "je se na že to jsem jsme jsou který která které ale jako byl byla bylo pro při také už co ve od za nebo jak "
    "by aby si jeho její tak když není",
    "cy": "yn ac mae i ei eu ar gan fod am oedd hefyd yw y yr wedi ni bod gyda sydd ond roedd hon hwn",
    "da": "og er det ikke en af på til jeg for den de med har som et der vi kan skal være også efter fra eller hun han "
    "meget når hvad hvor blev sig min mange deres bliver",
    "de": "der das und ist nicht ein eine einen zu den dem mit für auf sie ich es auch sich von wird sind werden oder "
    "aber wie bei nach aus wir ihr ihre durch kann im zum zur wo er hat haben weiß mir uns keine einer dass vor seit "
    "meine wurde bin",
    "es": "el la los las es una un en de para que con del por su se más como pero lo este esta sus al está tiene puede "
    "ser muy también sin sobre mi nos hay porque cuando donde dónde qué fue ha son",
    "et": "ja on ei ta see et kui ka oma nii või mis aga oli ma me kuid minu tema seda pärast kus selle siis veel",
    "fi": "ja on ei se että oli hän joka mutta kun myös ovat en niin kuin tai minä sinä hänen sen tämä missä jos ole "
    "mitä me he jossa kanssa",
    "fr": "le la les des est et de une un dans pour que qui sur avec pas vous nous du ce cette il elle sont par au ou "
    "mais votre leur être ont je ne se mon ma son sa ses aux où plus été fait",
    "hr": "je se na da su za koji koja koje nije sam smo ali kao od do li što i ili te će bio biti gdje samo kako",
    "hu": "a az és hogy nem is egy van volt ez meg csak de ha mint még már vagy én te mi azt el ki egész hol minden",
    "id": "yang dan di untuk dengan ini itu dari pada adalah tidak ke dalam akan atau oleh juga dapat saya kami mereka "
    "sebagai lebih bisa karena anda mana setiap sudah telah",
    "it": "il la le gli è una un di che con del della sono si anche più nel alla dei questo questa ma suo essere delle "
    "lo non per dove ho mi sua dal ha ci ieri",
    "lt": "ir yra kad su iš bet kaip tai ne jis buvo apie per dar mano savo po už ar būti kur labai kiekvieną",
    "lv": "un ir ar no uz ka bet tas par kā es mēs viņš bija vai arī nav pie man mana šis kas pēc katru",
    "nl": "het een en niet van te dat met op zijn aan ook er maar als bij naar wordt deze dit kan om uit worden door "
    "je ik hun waar hebben voor hij wat ze heeft",
    "no": "og er det ikke en av på til jeg for den de med har som et vi kan skal være også etter fra eller hun han "
    "mye når hva hvor ble seg min mange må denne noe",
    "pl": "nie że się jest jak po co przez dla od są tym oraz które być może jego na do to ale już tak gdzie czy był "
    "którego która bardzo pod za ze wczoraj",
    "pt": "é uma um de que para com não da em por se mais como das são ao na seu sua também ou mas está ser pode tem "
    "os do dos pela foi minha onde à muito ele ela isso nos",
    "ro": "și de la este în cu nu pe un care mai din sunt pentru am că ce fi au fost sau dar ca mea o unde foarte după "
    "cea cel se",
    "sk": "je sa na že to som sme sú ktorý ktorá ktoré ale ako bol bola bolo pre pri tiež už čo vo od za alebo by aby "
    "si jeho jej tak keď nie až môj",
    "sl": "je se na da so za ki ni sem smo ampak kot od do ali kaj in tudi pri bi bil biti kje samo kako vsako moja v",
    "so": "waa iyo oo ka ku ay uu in aan loo soo la si ah waxaa waxaan kale ayaa",
    "sq": "dhe në është të për me një që nga si nuk por se ka do më janë ai ajo kjo ky edhe pas shumë",
    "sv": "och att det som en på är av för med den till inte om ett har jag de kan vi så från eller sig när hon han "
    "mycket var efter men deras vad min",
    "sw": "na ya wa kwa ni katika za la kuwa hii huo yake sana lakini kama mimi wetu yangu hiyo baada",
    "tl": "ang ng sa mga ay na at ko ni si mo namin kami niya para upang hindi ito siya ako kung",
    "tr": "ve bir bu için ile da çok olarak daha ne olan gibi kadar sonra ama veya değil ise de mi en nerede her ben "
    "sen var yok",
    "vi": "là và của có không được cho một những các với tôi trong này đã người để ở khi như đi bạn rất thì mà gì",
    "bg": "и на да се е за от не с че са по как това но си ще до бяхме беше който където или към след много при",
    "mk": "и на да се е за од не со дека ќе како ова но си ги во бевме беше кој каде или по многу при сум",
    "ru": "и в не на что с как это он я по но из у за мы вы к от для о же где так или все она был его их которая "
    "который моя чтобы",
    "uk": "і й в не на що з як це він я по але із у за ми ви до від для про же де так або всі вона був його їх яка "
    "який моя щоб та є",
    "ar": "في من على إلى أن هذا هذه كان التي الذي ما لا مع عن كل أو ثم هو هي بعد قد هل أين لم إن",
    "fa": "و در به از که این را با است می برای آن یک تا هم بود شد او من ما یا نیست هر کجاست هستند خود",
    "ur": "کے کی میں ہے اور سے کا کو نے پر یہ ہیں وہ ایک تھے تھا ہم کہ بھی نہیں گیا کیا جو اس",
    "hi": "है के की में और का से को ने पर यह हैं वह एक थे था हम कि भी नहीं गए क्या जो इस मेरी रही हर कहाँ लिए",
    "mr": "आहे आणि ते हे या मध्ये होते होता होतो नाही की तो ती मी आम्ही पण आहेत साठी करून एक काय",
    "ne": "छ र को मा का हो यो लाई हामी गरेको थियो भने पनि छन् गर्न एक ले छैन के म",
}  # fmt: skip

_BOTH = "on as me no so do an at or am die has all up one him van pan mi ai con non pie"
_SAY_NOTHING = frozenset([*_BOTH.split(), *"abcdefghijklmnopqrstuvwxyz"])
_ENGLISH = frozenset(_LISTS["en"].split()) - _SAY_NOTHING

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    code: _ENGLISH if code == "en" else frozenset(words.split()) - _ENGLISH - _SAY_NOTHING
    for code, words in _LISTS.items()
}
"""By ISO 639-1 code."""
