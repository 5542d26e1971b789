"""Phrases that give an answer away: refusals, talk about being a model, blanks that nobody filled in."""

import polars as pl

from curator.courtesies import CLOSING, CLOSING_WORDS, OPENING
from curator.signals.signal import Signal, count, flag

OPENING_CHARS = 200

_MODEL = (
    r"(?:an? )?(?:artificial intelligence|ai|language|gpt|machine learning)(?:[ -](?:based|"
    r"powered))?(?: language)?(?: ?(?:model|assistant|program|chatbot|system))?"
)
_UNABLE = (
    r"(?:cannot|can ?not|can['’]?t|(?:am|['’]m) (?:unable|not able) to|(?:am|['’]m) not (?:allowed|"
    r"permitted|programmed|capable|designed)|do(?:n['’]t| not) have the (?:ability|capability|capacity))"
)
_DEEDS = (
    r"(?:fulfil|assist|help|provide|comply|complete|perform|answer|generate|create|draw|display|show|"
    r"access|open|"
    r"play|make|write|do (?:that|this|it)|support|engage|reply|browse|view|see|process|execute|respond|"
    r"continue|directly)"
)
_REFUSALS = "|".join(
    [
        rf"(?:^|[.!?\n]\s*)(?:(?:unfortunately|sorry|(?:i['’]m|i am) (?:very |so |really )?sorry|"
        rf"i apologi[sz]e|"
        rf"my apologies),? ?(?:but )?,? ?)?(?:as {_MODEL},? )?i {_UNABLE}[^.\n]{{0,25}}\b{_DEEDS}",
        rf"\bas {_MODEL},? ?[^.\n]{{0,40}}\bi(?:['’]m| am)? ?(?:{_UNABLE}|not |do not |don['’]t )",
        r"(?:^|[.!?>\n]\s*)(?:sorry,? (?:but )?)?(?:this|the|that) (?:type of |kind of )?(?:instruction|"
        r"request|task|prompt) (?:cannot|can ?not|can['’]t) be (?:fulfilled|completed|performed|processed|"
        r"answered|done|executed)",
        r"cannot be (?:fulfilled|completed|performed|answered) by (?:a|an|this|the) (?:gpt|ai|language|text)",
        r"^\s*(?:i['’]m|i am) (?:very |so |really )?sorry,? (?:but )?(?:as an ai|i (?:do not|"
        r"don['’]t) (?:feel comfortable|have enough information|have (?:access|the ability)))",
        r"^\s*lo siento,? (?:pero )?(?:no puedo|como)|^\s*no puedo (?:ayudar|proporcionar|responder)|"
        r"como (?:un )?modelo de lenguaje",
        r"^\s*(?:je suis )?désolée?,? (?:mais )?je ne (?:peux|suis)|^\s*je ne (?:peux|"
        r"suis) pas (?:en mesure|répondre|vous aider|fournir)|en tant (?:qu['’]ia|que modèle de langage)",
        r"^\s*(?:es )?tut mir (?:sehr )?leid,? (?:aber )?(?:ich|als)|^\s*ich kann (?:ihnen |"
        r"dir )?(?:dabei |hier |das |diese )[^.\n]{0,30}nicht|als (?:ki|ein) ?-?sprachmodell",
        r"^\s*(?:desculpe|lamento|sinto muito),? (?:mas )?(?:eu )?não posso|^\s*não posso (?:ajudar|fornecer|"
        r"responder)|"
        r"como (?:um )?modelo de linguagem|^\s*(?:mi dispiace|spiacente),? (?:ma )?non posso|in quanto (?:ia|modello)|"
        r"^\s*(?:het )?spijt me,? (?:maar )?ik kan|als ai-taalmodel|"
        r"^\s*(?:извините|к сожалению),? (?:но )?я не могу|как (?:ии|языковая модель)|"
        r"^\s*申し訳(?:ありません|ございません)[^。\n]{0,30}(?:できません|お答え)|"
        r"^\s*죄송(?:합니다|하지만)[^.\n]{0,40}(?:없습니다|수 없)",
        r"^\s*(?:非常|很)?(?:抱歉|对不起|對不起)[^。\n]{0,12}(?:我(?:无法|無法|不能|没有|并不|是)|作为)|作为(?:一个|一名|一款)?(?:人工智能|ai|"
        r"语言模型)[^。\n]{0,20}(?:我?(?:无法|不能|没有|不具备))",
    ]
)
_SELF = (
    rf"\bas {_MODEL},? i\b|\bi(?:['’]m| am) (?:just |only |merely )?(?:an? )?(?:ai|artificial intelligence|"
    rf"large language|language) "
    r"?(?:language )?(?:model|assistant|chatbot|program)\b"
    r"|作为(?:一个|一名|一款)?(?:人工智能|ai|语言模型)|我(?:只)?是(?:一个|"
    r"一名|一款)?(?:人工智能|ai|语言模型)"
)
_VENDORS = (
    r"open ?ai|anthropic|google|deepmind|meta(?: ai)?|microsoft|alibaba|baidu|deepseek|mistral(?: ai)?|"
    r"hugging ?face|stability ai|cohere|lmsys"
)
_NAMES = (
    r"chatgpt|gpt-?[345](?:[. -]?\w+)?|claude|bard|gemini|llama(?:[ -]?\d)?|vicuna|qwen|ernie bot|deepseek|"
    r"mistral|copilot|open ?assistant"
)
_IDENTITY = (
    rf"\b(?:i am|i['’]m|my name is|this is|call me) (?:called |named )?(?:an? )?(?:{_NAMES})\b"
    rf"|\bi (?:was|am|have been) (?:\w+ )?(?:trained|developed|created|made|built|"
    rf"designed) by (?:the )?(?:\w+ (?:at )?)?(?:{_VENDORS})\b"
    rf"|\b(?:i am|i['’]m|as) an? (?:[\w-]+ ){{0,4}}(?:ai|model|assistant|program)[^.\n]{{0,20}} (?:trained|"
    rf"developed|created|made|built) by (?:{_VENDORS})\b"
    rf"|我(?:是|叫)\s?(?:{_NAMES})|我[^。\n]{{0,20}}由\s?(?:{_VENDORS})(?:公司)?(?:开发|训练|创建)"
)
_BLANKS = "|".join(
    [
        r"(?:^|[^\w\])])\[(?:(?:your|my|insert|enter|add) [^\]\n]{1,40}|(?:the )?(?:name|date|company|"
        r"recipient|sender|client|customer|address|phone|email|city|state|title|position|product|school|"
        r"university|employer|friend)(?:['’]s)?(?: (?:name|number|address|title|date|id))?)\](?:[^(]|$)",
        r"<(?:your|insert|enter|add|recipient|sender|company|customer)[ _][^>\n]{1,40}>",
        r"\{\{ ?\w+ ?\}\}",
        r"\blorem ipsum\b",
        r"\[(?:todo|tbd|tba|placeholder|blank|\.\.\.|…|_+|x{2,})\]",
        r"\b(?:todo|tbd):|^\s*(?:todo|tbd|tba|xxx)\W*$",
        r"<(?:placeholder|todo|tbd)>",
        r"\b(?:your answer here|answer goes here|text goes here|insert (?:your )?(?:text|answer|name) here)\b",
    ]
)


_MODELS = (
    r"(?i)\b(?:open ?ai|chat ?gpt|gpt-?[345]\w*|anthropic|claude(?:[ -](?:\d|instant|opus|sonnet|haiku))|deepseek|qwen|"
    r"vicuna|llama[ -]?\d|mistral ai)\b"
)
_CLOSING_CHARS = 200


def _opening(column: str) -> pl.Expr:
    return pl.col(column).str.head(OPENING_CHARS)


_OPENS = _opening("response").str.contains(f"(?i){OPENING}")
_CLOSES = rf"(?i)(?:^|[.!?:…)\]`。！？]\s*|\n\s*){CLOSING}[^.!?。！？\n]*[.!?。！？]*\s*$"


def _closes(frame: pl.DataFrame) -> pl.Series:
    """Whether the end of each response is a courtesy; looked for where a word of one stands."""
    end = pl.col("response").str.tail(_CLOSING_CHARS)
    rows = frame.select(end=end).with_row_index("row")
    found = rows.filter(pl.col("end").str.contains_any(list(CLOSING_WORDS), ascii_case_insensitive=True))
    closing = found.filter(pl.col("end").str.contains(_CLOSES))["row"]
    return rows.select(pl.when(pl.col("end").is_not_null()).then(pl.col("row").is_in(closing.implode())))["row"]


def _has_courtesies(frame: pl.DataFrame) -> pl.Series:
    return frame.select(_OPENS)["response"] | _closes(frame)


SIGNALS = [
    flag(
        "response_refuses",
        f"the first {OPENING_CHARS} characters of the response decline the task (phrases of eleven languages)",
        ("response",),
        _opening("response").str.contains(f"(?i){_REFUSALS}"),
        version=2,
    ),
    flag(
        "response_speaks_as_model",
        f"the first {OPENING_CHARS} characters of the response say that the speaker is a language model",
        ("response",),
        _opening("response").str.contains(f"(?i){_SELF}"),
    ),
    flag(
        "response_names_its_maker",
        "the response gives itself the name of a known model or of a company that makes one",
        ("response",),
        pl.col("response").str.contains(f"(?i){_IDENTITY}"),
    ),
    flag(
        "prompt_asks_who_you_are",
        "the prompt speaks of models, assistants, their names or their makers",
        ("prompt",),
        pl.col("prompt").str.contains(
            rf"(?i)\bwho (?:are|made|created|built|trained|developed) you\b|\byour (?:name|creator|"
            rf"developer|maker)|\blanguage model|\bai\b|\bchat ?bot|assistant|你是谁|你叫什么|{_NAMES}"
        ),
    ),
    Signal(
        "response_has_courtesies",
        2,
        "the response opens or closes with courtesies of an assistant: 'Sure!', 'Let me know if you have more "
        "questions'",
        "flag",
        pl.Boolean(),
        ("response",),
        batch=_has_courtesies,
    ),
    flag(
        "response_opens_with_courtesy",
        "the response opens with a courtesy of an assistant: 'Certainly!' (eight languages)",
        ("response",),
        _OPENS,
    ),
    Signal(
        "response_closes_with_courtesy",
        1,
        "the response closes with a courtesy of an assistant: 'I hope this helps!' (eight languages)",
        "flag",
        pl.Boolean(),
        ("response",),
        batch=_closes,
    ),
    flag(
        "prompt_holds_refusal",
        "the prompt itself says that somebody cannot do something",
        ("prompt",),
        pl.col("prompt").str.contains(
            r"(?i)\bi (?:can['’]?t|cannot|can not)\b|\bi(?:['’]m| am) (?:unable|not able)\b|"
            r"impossible for me|apologi[sz]e"
        ),
    ),
    flag(
        "response_mentions_models",
        "the response names a language model or a company that makes them",
        ("response",),
        pl.col("response").str.contains(_MODELS),
    ),
    flag(
        "prompt_mentions_models",
        "the prompt names a language model or a company that makes them",
        ("prompt",),
        pl.col("prompt").str.contains(_MODELS + r"|(?i)\bgpt\b|language models?|\bllms?\b|chat ?bots?"),
    ),
    count(
        "messages_refusals",
        "assistant messages of a chat whose opening declines the task; null for every other kind",
        "messages",
        ("kind", "messages"),
        pl.when(pl.col("kind") == "chat").then(
            pl.col("messages")
            .list.eval(
                (pl.element().struct.field("role") == "assistant")
                & pl.element().struct.field("content").str.head(OPENING_CHARS).str.contains(f"(?i){_REFUSALS}")
            )
            .list.sum()
        ),
        version=2,
    ),
    count(
        "response_placeholders",
        "blanks of the response that nobody filled in: [Your Name], {{name}}, lorem ipsum, TODO:",
        "blanks",
        ("response",),
        pl.col("response").str.count_matches(f"(?i){_BLANKS}"),
    ),
]
