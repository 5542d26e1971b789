"""Courtesies of assistants before and after an answer, as signals find them and a fix cuts them."""

_REST = r"[^.!?:\n]{0,60}"
_GLAD = r"(?:more than |very |so |always |really )?(?:happy|glad|delighted|pleased|excited|thrilled)"
_HELPS = r"(?:help|assist|answer|provide|explain|share|do (?:that|this|so)|guide|walk you|tell you|give you|support)"
_FINE = (
    r"(?:great|good|excellent|interesting|fascinating|wonderful|important|fantastic|thoughtful|fun|awesome|nice|"
    r"brilliant|"
    r"insightful|challenging|tricky|lovely|amazing|fair|superb|intriguing|valid|terrific|clever|cool|common)"
)
_ASKED = r"(?:questions?|topic|idea|choice|request|task|query|prompt|subject|challenge|inquiry)"

_SAID_FIRST = "|".join(
    [
        r"by all means|with pleasure|my pleasure|understood|sounds good|you got it|got it|here you go|awesome",
        rf"(?:(?:oh|ah|wow|well),? )?(?:(?:that|this)(?:['’]s| is) |what )?(?:an? )?(?:\w+ )?{_FINE},? (?:\w+ "
        rf")?{_ASKED}"
        r"(?: of \w+| to ask| indeed| you have| here)?",
        rf"(?:your|this) {_ASKED} is (?:an? )?(?:very |really |quite )?{_FINE}(?: one| {_ASKED})?",
        rf"i (?:really |do |truly )?(?:love|like|appreciate) (?:this|that|your) (?:{_ASKED}|interest|curiosity|"
        rf"enthusiasm){_REST}",
        rf"i(?:['’]m| am) {_GLAD} (?:that )?(?:you (?:asked|brought|are|want)|to (?:{_HELPS}|be of)){_REST}",
        rf"i(?:['’]d| would) (?:be {_GLAD}|love|like) to (?:{_HELPS}){_REST}",
        rf"it(?:['’]s| is| would be|['’]d be) (?:my|a) pleasure to {_HELPS}{_REST}",
        rf"i(?:['’]m| am) (?:always )?here to {_HELPS}{_REST}",
        rf"i (?:can|will|could|['’]ll) (?:definitely |certainly |gladly |surely |do my best to |try to |try my best "
        rf"to )*"
        rf"(?:help|assist)(?: you)?(?: out)?(?: (?:with|to|in|by){_REST})?|i(?:['’]ll| will) (?:do|try) my best{_REST}",
        rf"let me (?:help|assist)(?: you)?{_REST}|let me (?:explain|see what i can do|walk you through){_REST}",
        r"i (?:understand|see) (?:what|that) you(?:['’]re| are)? (?:are )?(?:asking|looking|want|need|interested)"
        + _REST,
        r"thank(?:s| you)(?: so much| very much)? for (?:asking|your (?:question|patience|input|prompt)|reaching out|"
        r"this (?:\w+ )?"
        rf"{_ASKED}|providing|sharing|the (?:{_ASKED}|opportunity|information|details|context|clarification)){_REST}",
        rf"(?:(?:ok(?:ay)?|alright|great|so|sure|well),? )?(?:let['’]s|let us) (?:get started|dive (?:right )?in|begin|"
        rf"take a look|get (?:right )?(?:to|into) it|do (?:it|this)){_REST}",
        rf"here(?:['’]s| is| are) (?:what|(?:the|an?|your|some) (?:[\w-]+ ){{0,4}}?(?:that |which )?)you(?:['’]ve| "
        rf"have)? "
        rf"(?:asked|requested|wanted|need|were looking|are looking|ordered){_REST}",
        rf"(?:as (?:you )?(?:requested|asked)|as per your request|per your request|at your request),{_REST}",
        r"you(?:['’]re| are) (?:absolutely|completely|totally) (?:right|correct)" + _REST,
        r"you(?:['’]ve| have) come to the right place",
        r"(?:(?:ok(?:ay)?|sure),? )?no worries(?:,? i(?:['’]ve| have) got you covered)?|i(?:['’]ve| have) got you "
        r"covered",
        rf"(?:hello|hi|hey)(?: there)?[!,.]+ (?:i(?:['’]m| am) (?:here|{_GLAD})|i(?:['’]d| would|['’]ll| can)|sure|of "
        rf"course|certainly){_REST}",
        rf"(?:ok(?:ay)?|alright|all right|right),? here (?:goes|you go|we go|it is){_REST}",
        r"gerne (?:helfe|erkläre|beantworte|gebe|zeige|erstelle) ich" + _REST,
        r"ich helfe (?:dir|ihnen) (?:gerne?)" + _REST,
        r"(?:es|será) un placer" + _REST,
        r"con (?:mucho )?gusto" + _REST,
        r"(?:aquí (?:tienes|está)|voici|hier ist|ecco|aqui está) (?:la|el|le|les|die|das|der|a|o|una?|eine?) "
        r"(?:respuesta|réponse|antwort|risposta|resposta|lista|liste)" + _REST,
    ]
)
OPENING = (
    r"^\s*(?:(?:(?:yes|ok(?:ay)?|oh),? )?(?:sure(?: thing)?|certainly|of course|absolutely|definitely|great question|"
    r"good "
    r"question|no problem(?: at all)?|gladly|"
    r"(?:i['’]d|i would) be (?:happy|glad) to[^.!?\n]{0,60}|happy to help|"
    r"(?:¡)?(?:claro(?: que sí)?|por supuesto)|bien sûr|avec plaisir|natürlich|gerne|selbstverständlich|certamente|"
    r"certo|конечно|claro que sim|com certeza)(?:,? (?:i can|let me|i['’]ll)[^.!?\n]{0,60})?(?: ?[!.,:—–-]+\s|\n)"
    rf"|(?:{_SAID_FIRST})(?: ?[!.:]+\s|\n)"
    r"|(?:好的|当然(?:可以)?|没问题|當然|もちろん(?:です)?|물론입니다|很高兴(?:能|可以)?(?:为|帮|回答)[^。！，\n]{0,15}|"
    r"(?:谢谢|感谢)(?:您|你)的(?:提问|问题|咨询))[！。，,!、]\s*)"
)
CLOSING = "[¡¿]?(?:" + "|".join(
    [
        r"(?:i (?:really |do )?(?:hope|trust)|hope|hopefully,?) (?:this|that|it|these|those|you|the|my|"
        r"i)\b[^.!?。！？\n]{0,60}"
        r"(?:help|useful|clear|answer|informative|understand|idea\b|sense|assist|like it|enjoy (?:it|this|them)|"
        r"looking for|insight|find|valuable)",
        r"(?:please |just |so |and |also,? )*let me know (?:if|what|how|whether|which|when|in case|should|your|there)",
        r"is there anything (?:else|specific|more|i can)|(?:is|are) there any (?:other|more|further|additional|"
        r"specific)",
        r"if (?:you (?:have|need)|there['’]s|there is) any(?:thing else| (?:other|further|more|additional)| questions)",
        r"if you(?:['’]d| would| do)? (?:like|want|need|have|prefer|wish|require)\b[^.!?\n]{0,60}\b(?:i (?:can|could|"
        r"would|will|"
        r"am)|i['’](?:d|ll|m)|let me|just|ask|feel free|reach)\b",
        r"if (?:this|that|it|something|anything) (?:does|did|is)(?:n['’]t| not| unclear)?[^.!?\n]{0,50}\blet me know",
        r"should you (?:need|have|require|want|wish)",
        r"(?:please |also,? |and )*(?:feel free|don['’]t hesitate|do not hesitate) to (?:ask|reach|contact|let|share|"
        r"modify|"
        r"adjust|change|customi[sz]e|adapt|provide|tell|send|message|tweak|edit|get in touch|come back|clarify)",
        r"(?:do|did) you have any (?:other |more |further |additional |specific )*(?:questions?|concerns?|requests?)|"
        r"any (?:other|"
        r"more|further|additional) questions|(?:how|what) else (?:can|may|could|would) i",
        r"(?:can|may|could) i (?:help|assist|do|get|provide)[^.!?\n]{0,40}(?:else|more|further|another)",
        r"(?:so,? )?would you like (?:me to|to (?:know|see|hear|learn|try|explore)|more|some|any|an?other)|(?:do you "
        r")?want me "
        r"to|shall i\b|should i (?:continue|go on|explain|proceed|elaborate)",
        r"(?:and )?i(?:['’]d| would|['’]ll| will)(?: also)? be (?:more than )?(?:happy|glad|delighted|pleased|"
        r"willing) to|i can (?:also "
        r")?(?:provide|explain|help|give|write|go)[^.!?\n]{0,50} if (?:you|needed|that)",
        r"(?:remember,? |and )?i(?:['’]m| am) (?:always |also |just )?(?:here (?:to|for|if|whenever)|(?:happy|glad|"
        r"available) (?:to "
        r"help|to assist|to answer|if)|at your (?:disposal|service))|if you need anything",
        r"(?:good|best of) luck(?: (?:with|on|in|to|and)\b[^.!?\n]{0,60})?[.!]*\s*$",
        r"happy (?:coding|learning|cooking|baking|reading|writing|travels?|travell?ing|hunting|studying|planning|"
        r"gardening|"
        r"shopping|exploring|training|programming|hiking|crafting|to (?:help|elaborate|explain|clarify))",
        r"wish(?:ing)? you (?:all )?(?:the best|the very best|good luck|success|luck|every success)|all the best",
        r"have (?:an? (?:\w+ )?(?:great|good|nice|wonderful|lovely|fantastic|amazing|pleasant|blessed) (?:day|evening|"
        r"weekend|night|week|time|one)\b|"
        r"fun(?:\W*$| (?:with|exploring|experimenting|learning|on|and good)))",
        r"(?:take care|stay safe|see you|bye|goodbye|enjoy your (?:day|weekend|evening|week|night))\W*$",
        r"(?:i['’]m |i am )?(?:glad|happy|pleased) (?:that )?(?:i could|to (?:help|assist|be of|have)|i was able)",
        r"you(?:['’]re| are) (?:very |most |always )?welcome",
        r"(?:again,? )?thank(?:s| you)(?: so much| very much| again)?,? for (?:asking|your (?:questions?|interest|"
        r"patience|query|"
        r"request|inquiry|understanding)|using (?:our|this|me|my)|the (?:questions?|opportunity)|chatting|reaching)",
        r"does (?:that|this|it|everything) (?:make sense|help|answer|sound|work|clarify|look)|is (?:this|that) "
        r"(?:what you|helpful|"
        r"clear|useful|okay|ok\b)|was (?:this|that|my) (?:\w+ )?(?:helpful|useful|clear)|did (?:this|that|i) (?:help|"
        r"answer)",
        r"(?:i['’]m |i am |i )?look(?:ing)? forward to (?:your (?:feedback|question|reply|response|thoughts)|hearing|"
        r"helping|"
        r"assisting)",
        r"please (?:rate (?:my|this)|ask|clarify|tell me|share your)|(?:just |simply )?(?:ask away|just ask|say the "
        r"word)",
        r"espero que (?:esto|te|le|les|la|isso|isto)|no dudes en|hay algo más|"
        r"tienes (?:alguna|más)|necesitas (?:algo|más)|quieres que|te gustaría",
        r"si (?:tienes?|necesitas?|quieres?|desea)\b[^.!?\n]{0,60}(?:pregunta|duda|ayuda|más|avísame|dime)|avísame",
        r"n['’]hésitez pas|j['’]espère que|si vous avez (?:d['’]autres|des|besoin)|bonne (?:chance|journée)",
        r"ich hoffe,? (?:das|dies|ich|die|meine)|lassen sie (?:es )?mich wissen|(?:wenn|falls) (?:du|sie) (?:noch|"
        r"weitere|mehr)"
        r"[^.!?\n]{0,60}|viel (?:erfolg|glück|spaß)|melde dich|gibt es (?:noch|sonst)",
        r"espero ter ajudado|se (?:precisar|tiver|quiser)[^.!?\n]{0,60}|é só (?:avisar|perguntar|me)|spero che "
        r"(?:questo|ti|sia)|"
        r"fammi sapere|se hai (?:altre|bisogno)",
        r"希望(?:这|以上|我的|对您|对你|能)[^。！\n]{0,15}(?:帮助|帮到|有用)|如(?:果|有)[^。！\n]{0,15}(?:问题|疑问|需要)[^。！\n]{0,30}|"
        r"(?:请)?随时(?:告诉|联系|向我|提问|问我)|祝(?:您|你)(?:好运|愉快|一切|生活|学习|成功)|还有(?:什么|其他)[^。？\n]{0,15}(?:帮|问题)",
    ]
) + ")"  # fmt: skip
BEFORE_CLOSING = r"(?:[^\d\s]|[^\n\d]\d+)[.!?:…)\]`。！？]\s*|\n\s*"
"""The end of what was said before, but not the number of an item: the last question of a survey is no courtesy."""
END = r"[^.!?。！？\n]*[.!?。！？]*[\s\u2600-\u27bf\ufe0f\U0001F300-\U0001FAFF]*"
"""What may stand between the beginning of a closing and the end of the answer."""
