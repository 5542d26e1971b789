"""Answers that speak of being a model: `As an AI, …`, `my training data`, `I do not have personal opinions`."""

import re

import polars as pl

from curator.signals.suspects import matched

_KIND = (
    r"(?:a\.?i\.?|artificial intelligence|language model|llm|chat ?bot|(?:ai|virtual|digital|text-based|automated) "
    r"assistant|(?:ai|text-based|machine learning|language|gpt) model|computer program|gpt(?:-\d\w*)?)"
    r"(?:[ -](?:based|powered|language|model|assistant|system|program|bot|chatbot|tool|software))*"
)
MODEL = rf"(?:(?:an?|your|just an?|only an?|merely an?) (?:[\w-]+ ){{0,2}}?)?{_KIND}\b"
"""A name that a model gives itself, without what comes behind it."""

_ENDS = (
    r"(?:,|;|:|\.|!| –| —|,? (?:i|my|and|so|but|here|that|which|who|with|without|trained|developed|created|made|"
    r"built)\b)"
)
_START = r"(?:^|[.!?\n,;]\s*)(?:(?:and|but|so|well|however|please note that|note that|keep in mind that),? )?"
_SELF_TALK = re.compile(
    "|".join(
        [
            rf"{_START}(?:(?:speaking )?as|being) {MODEL},? (?:i|my|we)\b|{_START}(?:speaking )?as {MODEL},",
            rf"{_START}being (?:an?|just an?|only an?) (?:[\w-]+ ){{0,2}}?{_KIND},",
            rf"{_START}(?:(?:since|because|although|though|while|even though|if)\s)?i(?:['’]m| am) (?:just |"
            rf"only |merely |simply |"
            rf"actually |but )?an? (?:[\w-]+ ){{0,2}}?{_KIND}{_ENDS}",
            r"\bmy (?:knowledge|training)(?: data| base)? (?:cut-?\s?off|ends|ended|only|stops|was last|goes|"
            r"extends|has a "
            r"cut|includes? (?:data|information) (?:up|until))",
            r"\b(?:based on|according to|from|in) (?:my|the data i was) (?:training(?: data)?|trained on)\b(?:,|"
            r" data| i\b|\.)",
            r"\bas of my (?:last |latest |most recent |current )?(?:knowledge|training|update)",
            r"\bi (?:was|am|have been) (?:only )?(?:last )?(?:trained|updated) (?:on|with|until|up to|"
            r"in) (?:(?:a|the|large|"
            r"vast|huge|massive|lots of|text|data|datasets?|corpus|books|internet|20\d\d)\b)",
            rf"{_START}(?:(?:while|although|though|since|even though) )?i (?:do not|don['’]t|cannot|"
            rf"can['’]t) (?:actually |really )?"
            r"(?:have|possess|hold|experience|form) (?:any )?(?:(?:personal|human) (?:opinions|beliefs|"
            r"experiences|feelings|"
            r"emotions|preferences|thoughts|views)|(?:feelings|emotions|beliefs) (?:or|and) \w+|consciousness|"
            r"a physical "
            r"(?:body|form|presence))",
        ]
    ),
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    "|".join(
        [
            r"\bcomo (?:un |una |um |uma )?(?:modelo de (?:lenguaje|linguagem)|(?:asistente de )?(?:ia|"
            r"inteligencia artificial|"
            r"inteligência artificial))\b",
            r"\ben tant (?:qu['’](?:une )?(?:ia|intelligence artificielle|assistant virtuel)|"
            r"que modèle de langage)\b",
            r"\bals (?:eine? )?(?:ki(?:-\w+)?|künstliche intelligenz|sprachmodell|ki-sprachmodell|taalmodel|"
            r"ai-taalmodel|"
            r"ai-assistent)\b",
            r"\b(?:come|in quanto) (?:un['’] ?|un |una )?(?:modello linguistico|modello di linguaggio|"
            r"intelligenza artificiale|"
            r"ia)\b",
            r"\bкак (?:ии|искусственный интеллект|языковая модель|(?:большая )?языковая модель|"
            r"виртуальный (?:ассистент|"
            r"помощник))\b|\bя (?:(?:всего лишь|просто) )?(?:—|-|–)? ?(?:искусственный интеллект|языковая модель)\b",
            r"\b(?:bir )?(?:yapay zeka|dil modeli)(?: modeli| asistanı)? olarak\b|\bjako (?:model językowy|"
            r"sztuczna inteligencja)\b",
            r"\bsebagai (?:model bahasa|ai|asisten virtual|kecerdasan buatan)\b|\blà một (?:mô hình ngôn ngữ|"
            r"trợ lý ai|ai)\b",
            r"(?:ai|人工知能|言語モデル)(?:アシスタント|モデル)?として(?:、|は|私)|"
            r"(?:인공지능|언어 모델|ai)(?: 언어 모델| 어시스턴트)?(?:로서|으로서|이기 때문)",
            r"作[为為](?:一[个個名款位种種])?(?:人工智能|人工智慧|ai|大?语言模型|語言模型|大型语言模型|ai语言模型|虚拟助手|聊天机器人)|"
            r"我(?:只)?是(?:一[个個名款位种種])?(?:人工智能|人工智慧|"
            r"ai|语言模型|語言模型|大语言模型|大型语言模型|聊天机器人)",
            r"(?:कृत्रिम बुद्धिमत्ता|एआई|ai)(?: भाषा)?(?: मॉडल)? के रूप में|(?:كنموذج لغ|بصفتي نموذج|كذكاء اصطناعي)",
        ]
    ),
    re.IGNORECASE,
)
_CUES = (
    "an ai", "as ai", " ai ", " ai,", "your ai", "an a.i", "ai-", "artificial int", "language model", "llm",
    "chatbot", "chat bot", "al assistant", "ed assistant", "computer program", "gpt", "my knowledge",
    "my training", "training data", "trained on", "trained with", "trained until", "trained up", "trained in",
    "was updated", "am updated", "been updated", "last updated", "as of my", "personal opin", "personal bel",
    "personal exp", "personal feel", "personal emo", "personal pref", "personal thou", "personal view",
    "human opin", "human exp", "human feel", "human emo", "feelings or", "feelings and", "emotions or",
    "emotions and", "beliefs or", "beliefs and", "consciousness", "physical body", "physical form",
    "physical pres",
)  # fmt: skip
_PERSONS = (" i ", "i am", "i'm", "i’m", "i do", "i can", "i was", " my ", "my ", "an ai,", "model,", "assistant,")
_CUES_ELSEWHERE = (
    "modelo de", "inteligencia artificial", "inteligência", "como ia", "como una ia", "como uma ia",
    "asistente", "intelligence art", "assistant virtuel", "qu'ia", "qu’ia", "une ia", "modèle de", "als ki",
    "als eine ki", "künstliche", "sprachmodell", "taalmodel", "modello", "intelligenza", "come ia",
    "come una ia", "in quanto ia", "искусственн", "языков", "виртуальн", "как ии", "Как ии", "как ИИ", "Как ИИ",
    "yapay zeka", "dil modeli", "językowy", "sztuczna", "model bahasa", "kecerdasan", "asisten", "sebagai ai",
    "mô hình", "trợ lý", "là một ai", "として", "로서", "이기 때문", "人工智", "作为", "作為", "语言模型",
    "語言模型", "聊天机器人", "बुद्धिमत्ता", "एआई", "के रूप में", "كنموذج", "بصفتي", "كذكاء", "ai로",
    "인공지능", "언어 모델",
)  # fmt: skip
SPEAKING = (*_CUES, *_CUES_ELSEWHERE)
"""No such talk is without one of these."""

VENDORS = (
    r"open ?ai|anthropic|google(?: ai| deepmind)?|deepmind|meta(?: ai)?|microsoft|alibaba(?: cloud)?|baidu|deepseek|"
    r"mistral(?: ai)?|hugging ?face|stability ai|cohere|lmsys|laion|tencent|bytedance|xai|"
    r"阿里云|阿里巴巴|百度|腾讯|字节跳动|深度求索|智谱"
)
NAMES = (
    r"chat ?gpt|gpt-?[345](?:[. -]?\w+)?|claude|bard|gemini|llama(?:[ -]?\d)?|vicuna|qwen|ernie bot|deepseek|"
    r"mistral|copilot|open ?assistant|chatglm\S{0,4}|通义千问|文心一言|豆包|智谱清言"
)
_MADE = r"(?:trained|developed|created|made|built|designed)"
_AGENTS = r"(?:the )?(?:(?:team|researchers|people|engineers|scientists|folks) (?:at|from|of) )?"
_IDENTITY = re.compile(
    rf"\b(?:i am|i['’]m|my name is|this is|(?:you can |please )?call me|(?:^|(?<=[.!?\n] ))as) (?:called |"
    rf"named |an assistant (?:called|named) )?"
    rf"(?:an? )?(?:{NAMES})(?:,|\.|!|;| –| and\b| an? | by\b| your\b| from\b| here\b| speaking\b|$)"
    rf"|\bi (?:was|am|have been) (?:\w+ )?{_MADE} (?:by|at) {_AGENTS}(?:{VENDORS})\b"
    rf"|\b(?:{VENDORS})(?: has)? {_MADE} me\b"
    rf"|(?:\bi am|\bi['’]m|(?:^|(?<=[.!?\n] ))as) (?:an?|the) (?:[\w-]+ ){{0,4}}(?:ai|model|assistant|program|"
    rf"chatbot)\b[^.\n]{{0,30}}? "
    rf"(?:{_MADE}(?: and {_MADE})? by|from|of|called|named) {_AGENTS}(?:{VENDORS}|{NAMES})\b"
    rf"|\b(?:soy|je suis|ich bin|sono|sou|я|ben|ik ben|jestem)\b[^.\n]{{0,60}}\b(?:{VENDORS}|"
    rf"{NAMES})\b[^.\n]{{0,20}}\b"
    rf"(?:entwickelt|trainiert|erstellt|geschaffen|geliştiril\w+|eğitil\w+)"
    rf"|\b(?:soy|je suis|ich bin|sono|sou|я|ik ben|jestem)\b[^.\n]{{0,50}}\b(?:entrenad\w|cread\w|desarrollad\w|"
    rf"créée?|entraînée?|"
    rf"développée?|addestrat\w|creat\w|sviluppat\w|treinad\w|criad\w|desenvolvid\w|созданн\w+|обученн\w+|"
    rf"разработанн\w+|"
    rf"getraind|ontwikkeld|stworzon\w+)[^.\n]{{0,8}}\b(?:{VENDORS})"
    rf"|我(?:是|叫)\s?(?:{NAMES})|我[^。\n]{{0,20}}由\s?(?:{VENDORS})(?:公司)?(?:开发|训练|创建|研发|打造)",
    re.IGNORECASE,
)
NAMED = (
    "openai", "open ai", "anthropic", "google", "deepmind", "meta", "microsoft", "alibaba", "baidu", "deepseek",
    "mistral", "hugging", "stability ai", "cohere", "lmsys", "laion", "tencent", "bytedance", "xai", "阿里",
    "百度", "腾讯", "字节跳动", "深度求索", "智谱", "chatgpt", "chat gpt", "gpt-", "gpt3", "gpt4", "gpt5",
    "claude", "bard", "gemini", "llama", "vicuna", "qwen", "ernie bot", "copilot", "open assistant",
    "openassistant", "chatglm", "通义千问", "文心一言", "豆包",
)  # fmt: skip

SPEAKERS = (
    "i am", "i'm", "i’m", "my name", "call me", "this is ", "i was", "i have been", "d me", "as an", "as a ",
    "as the", "as chat", "as gpt", "as claude", "as bard", "as gemini", "as llama", "as vicuna", "as qwen",
    "as copilot", "as deepseek", "soy ", "je suis", "ich bin", "sono ", "sou ", "я ", "Я ", "ik ben", "jestem",
    "我",
)  # fmt: skip
"""No answer names its maker without one of these, nor without one of `NAMED`."""


def speaks_as_model(texts: pl.Series) -> pl.Series:
    """Whether each text speaks as a model, whatever else it says; null stays null."""
    in_english = matched(texts, _CUES, _SELF_TALK.search, also=_PERSONS)
    return in_english | matched(texts, _CUES_ELSEWHERE, _ELSEWHERE.search)


def names_its_maker(texts: pl.Series) -> pl.Series:
    """Whether each text gives itself the name of a known model, or of a company that makes one; null stays null."""
    return matched(texts, NAMED, _IDENTITY.search, also=SPEAKERS)
