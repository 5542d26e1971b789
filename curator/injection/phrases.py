"""What faults are made of: refusals, template tokens, sentinels and the like, as they are met in instruction data.

Written from what models and web pages say, not from what curator looks for; nothing here may be taken from a detector.
"""

REFUSALS = (
    "I'm sorry, but I can't help with that request.",
    "I apologize, but I am not able to assist with this.",
    "Unfortunately, I cannot provide the information you are asking for.",
    "As an AI language model, I do not have personal experiences, so I cannot answer this question.",
    "As an artificial intelligence, I don't have access to that kind of information.",
    "Sorry, I am unable to complete this task.",
    "I can't assist with that. Is there something else you would like to know?",
    "I'm just a language model, so I'm not able to do that for you.",
    "My apologies, but it's not possible for me to answer that.",
    "I won't be able to help you here, as it goes against my guidelines.",
    "I must decline to answer this question.",
    "As a large language model, I cannot browse the internet or look this up.",
    "I'm afraid I can't do that.",
    "It would be inappropriate for me to respond to this request.",
    "This request cannot be fulfilled by an AI model.",
    "I do not feel comfortable answering that.",
)

FOREIGN_REFUSALS = (
    "Lo siento, pero no puedo ayudar con esa solicitud.",
    "Como modelo de lenguaje, no tengo la capacidad de responder a esa pregunta.",
    "Je suis désolé, mais je ne peux pas répondre à cette demande.",
    "En tant que modèle de langage, je ne suis pas en mesure de fournir cette information.",
    "Es tut mir leid, aber dabei kann ich nicht helfen.",
    "Als KI-Sprachmodell habe ich keinen Zugriff auf diese Informationen.",
    "很抱歉，我无法回答这个问题。",
    "作为一个人工智能语言模型，我不能提供这方面的帮助。",
    "申し訳ありませんが、そのご要望にはお応えできません。",
    "AI言語モデルとして、個人的な意見を持つことはできません。",
    "Desculpe, mas não posso ajudar com isso.",
    "Como um modelo de linguagem, não consigo responder a esta pergunta.",
    "Mi dispiace, ma non posso aiutarti con questa richiesta.",
    "К сожалению, я не могу помочь с этим запросом.",
    "Как языковая модель, я не имею доступа к этой информации.",
    "죄송하지만 그 요청은 도와드릴 수 없습니다.",
    "عذرًا، لا أستطيع المساعدة في هذا الطلب.",
    "Üzgünüm, bu isteğe yardımcı olamam.",
)

IDENTITIES = (
    "I'm Claude, an AI assistant made by Anthropic. ",
    "I am ChatGPT, a large language model trained by OpenAI. ",
    "As Bard, a model developed by Google, I can tell you the following. ",
    "My name is Qwen and I was created by Alibaba Cloud. ",
    "I'm DeepSeek, an assistant developed by DeepSeek. ",
    "As an assistant trained by OpenAI, I am happy to answer. ",
    "I am Gemini, a language model built by Google. ",
    "I'm Llama, Meta's language model. ",
    "As Mistral, I was trained by Mistral AI. ",
    "I was developed by OpenAI, and my knowledge ends in 2021. ",
)

MODEL_TALK = (
    "As an AI language model, I would say the following: ",
    "As an artificial intelligence, I have no feelings, but here is my answer. ",
    "Being an AI, I don't have opinions of my own. ",
    "As a language model, my knowledge only goes up to September 2021. ",
    "I am an AI and have never experienced this, but: ",
    "As an AI assistant, I do not eat or sleep. ",
)

EMPTY = ("", " ", "\n", "\n\n\n", "\t", "   \n  ", "\u00a0", "\u3000", "\u200b")

ANSWER_SENTINELS = (
    "<nooutput>", "<No Output>", "<no output>", "No output", "no output", "[No Output]", "(no output)", "N/A", "n/a",
    "No output.", "null", "NULL", "NaN", "nan", "undefined", "<empty>", "<NO RESPONSE>", "No response", "#N/A",
    "[blank]", "Not applicable.", "<noinput>", "No answer.", "{no output}", "Nooutput",
)  # fmt: skip

INPUT_SENTINELS = (
    "<noinput>", "<No Input>", "No input", "no input.", "[no input]", "(No Input)", "N/A", "n/a", "None", "none.",
    "No input required.", "No input needed", "noinput", "{no input}", "<no input provided>", "Not applicable",
    "<NOINPUT>", "No Input Required", "null", "无输入", "<无输入>",
)  # fmt: skip

ATTACHMENTS = (
    "Describe what you see in the attached image.",
    "Look at the picture below and say what it shows.",
    "<Picture Attached>\nWhat is the person in it doing?",
    "Refer to the graph above and name the year with the highest sales.",
    "Transcribe the following audio recording.",
    "Summarize the attached PDF document.",
    "What emotion does the person in this photo show?",
    "[image]\nWrite a caption for it.",
    "![chart](https://example.org/chart.png)\nWhich bar is the tallest?",
    "Watch the video below and list the steps.",
    "Given the spreadsheet I uploaded, which product sold best?",
    "Based on the diagram shown here, explain how the parts are connected.",
    "See the screenshot. Which button should I press?",
    "Use the attached file to answer: who signed the contract?",
    "Identify the bird in the photograph.",
    '<img src="cat.jpg">\nWhat animal is this?',
    "(insert image of a mountain)\nName this mountain.",
    "Listen to this song and name the instruments.",
)

LINKS = (
    "https://www.bbc.com/news/world-us-canada-56000000",
    "http://example-journal.org/articles/2021/04/deep-sea-vents.html",
    "www.nytimes.com/2020/11/03/us/elections/results.html",
    "https://en.wikipedia.org/wiki/Industrial_Revolution",
    "https://medium.com/@someone/why-we-sleep-9f2b",
    "Article: https://www.theguardian.com/environment/2022/aug/11/drought",
    "<https://arxiv.org/abs/1706.03762>",
    "URL: https://www.nasa.gov/press-release/artemis",
    "https://youtu.be/dQw4w9WgXcQ",
)

LINK_TASKS = (
    "Summarize the following article.",
    "What is the main point of this page?",
    "Read the article and answer: who is quoted?",
    "Give me three facts from the text.",
    "Extract the author's opinion.",
)

NEEDS_TODAY = (
    "What is the weather like today?",
    "Tell me the current price of Bitcoin.",
    "Who won the football match last night?",
    "What are the latest headlines?",
    "What time is it right now in Tokyo?",
    "How many followers does she have on Instagram at the moment?",
    "What is today's exchange rate between the dollar and the euro?",
    "Which films are showing in cinemas this week?",
    "Find the cheapest flight to Rome for tomorrow.",
    "What's trending on Twitter right now?",
)

NOT_FOR_TEXT = (
    "Draw a picture of a cat sitting on a fence.",
    "Play the song Imagine.",
    "Record a short video that shows how to tie a tie.",
    "Turn on the lights in the living room.",
    "Render a 3D model of a small house.",
    "Take a photo of the sunset and send it to me.",
    "Generate an image of a dragon over a castle.",
    "Sing a lullaby to my baby.",
    "Set an alarm for 7 am tomorrow.",
    "Order a large pepperoni pizza to my address.",
    "Create an audio clip of the sound of rain.",
    "Paint a landscape in the style of Monet.",
    "Click on the blue button in the upper corner.",
    "Send an email to my manager saying that I am ill.",
    "Print this document on the office printer.",
    "Design a logo for my coffee shop and export it as a PNG.",
    "Call my mother and tell her that I will be late.",
    "Book a table for two at eight.",
)

DEEDS = (
    "Done! It has been sent.",
    "Here is the picture you asked for: [image]",
    "The lights in the living room are on now.",
    "I have set the alarm for 7 am.",
    "Your order is on its way and will be there in half an hour.",
    "*plays the song*",
    "I have drawn it for you. Do you like it?",
    "The recording is attached.",
    "The table is booked for eight o'clock.",
    "<image of a red dragon over a grey castle>",
    "I just called her and told her.",
    "The file was printed.",
)

PAGE_TASKS = (
    "Summarize the article at {link}",
    "Read {link} and list the main arguments.",
    "Visit {link} and tell me what it is about.",
    "What is the headline of {link}?",
    "Watch {link} and describe what happens.",
    "Go to {link} and extract the names of all people.",
)

LONG_TASKS = (
    "Write a 500-word essay about {topic}.",
    "Write a detailed report on {topic}.",
    "Write a long story about {topic}.",
    "Write a blog post of about 800 words on {topic}.",
    "Compose a five-paragraph essay on {topic}.",
    "Write an in-depth article about {topic}.",
)

TOPICS = ("the sea", "public transport", "bees", "the history of glass", "friendship", "renewable energy", "chess")

ANSWER_LABELS = ("Output: ", "Answer: ", "Output:\n", "Response: ", "### Output:\n", "Output - ", "OUTPUT: ", "输出：")

TEMPLATE_ENDS = (
    "<|im_end|>", "<|endoftext|>", "</s>", "<|eot_id|>", "<end_of_turn>", "[/INST]", "<|end|>", "<|im_end|>\n",
    "<｜end▁of▁sentence｜>", "<|END_OF_TURN_TOKEN|>", "<eos>", "<|end_of_text|>", "<|eom_id|>", "### End", "</s></s>",
    "<|endofresponse|>", "<reserved_107>", "<|return|>",
)  # fmt: skip

TEMPLATE_STARTS = (
    "<|im_start|>assistant\n", "### Response:\n", "<|start_header_id|>assistant<|end_header_id|>\n\n", "ASSISTANT: ",
    "<start_of_turn>model\n", "[/INST] ", "<|assistant|>\n", "<｜Assistant｜>", "Assistant: ", "<s> ",
    "<|CHATBOT_TOKEN|>", "### Assistant: ", "<bot>: ",
)  # fmt: skip

TEMPLATE_TURNS = (
    "<|im_end|>\n<|im_start|>user\n{ask}<|im_end|>\n<|im_start|>assistant\n{say}",
    "\n\n### Instruction:\n{ask}\n\n### Response:\n{say}",
    " </s><s>[INST] {ask} [/INST] {say}",
    "<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n{ask}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n{say}",
    "<end_of_turn>\n<start_of_turn>user\n{ask}<end_of_turn>\n<start_of_turn>model\n{say}",
    "</s>\n<|user|>\n{ask}</s>\n<|assistant|>\n{say}",
    "<｜User｜>{ask}<｜Assistant｜>{say}",
    "<|end|>\n<|user|>\n{ask}<|end|>\n<|assistant|>\n{say}",
    "<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|USER_TOKEN|>{ask}<|END_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>{say}",
)

SPOKEN_TURNS = (
    "\n\nHuman: {ask}\n\nAssistant: {say}",
    "\nUSER: {ask}\nASSISTANT: {say}",
    "\n\nUser: {ask}\nAssistant: {say}",
    "\n\n### Human: {ask}\n### Assistant: {say}",
    "\nQ: {ask}\nA: {say}",
    "\n\nInstruction: {ask}\nResponse: {say}",
    "\n用户：{ask}\n助手：{say}",
)

MERGED = (
    "\n\n{n}. Instruction: {ask}\n{n}. Input:\n<noinput>\n{n}. Output:\n{say}",
    "\n###\n{n}. Instruction: {ask}\n{n}. Input:\n{n}. Output: {say}",
    "\n\n##\n{n}. {ask}\n{say}",
    "\n\nInstruction: {ask}\nInput: <noinput>\nOutput: {say}",
    "\n{n}. Instruction: {ask}",
    "\n\nTask {n}: {ask}\nOutput: {say}",
)

HTML = (
    "<div>{text}</div>",
    "<p>{text}</p>",
    '<div class="markdown prose w-full break-words">\n<p>{text}</p>\n</div>',
    '<span style="color: rgb(55, 65, 81);">{text}</span>',
    "<p>{text}<br/></p>",
    "{text}&nbsp;<br>",
    "<ul><li>{text}</li></ul>",
    '<p class="has-text">{text}</p>\n<script>window.dataLayer = [];</script>',
    "<strong>{text}</strong><br><br>",
    '<td align="left"><font size="2">{text}</font></td>',
)

PAGE_RESIDUE = (
    "1 / 1\n\n{text}",
    "2 / 3\n{text}",
    "{text}\n\nCopy code",
    "Copy code\n{text}",
    "{text}\nShare\nCopy\nRegenerate response",
    "ChatGPT\n{text}\nCopy67 chars / 67 chars",
    "{text}\nThis content may violate our content policy. If you believe this to be in error, please tell us",
    "{text}\n👍 0 👎 0\nReport",
)

PLACEHOLDERS = (
    "[Your Name]", "[Insert name here]", "[Company]", "{{name}}", "<your name>", "[Date]", "[Insert Address]",
    "{customer_name}", "[INSERT LINK]", "[phone number]", "<insert title>", "[Name of the city]", "XXX-XXX-XXXX",
    "[TODO: add details]", "{{ company_name }}", "(insert number)", "[YOUR EMAIL]", "[Recipient's Name]",
)  # fmt: skip

FILLERS = (
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
    "TODO: write this part.",
    "TBD",
    "[Insert text here]",
    "Lorem ipsum dolor sit amet",
    "FIXME: add explanation",
)

OPENERS = (
    "Certainly! ", "Sure, I'd be happy to help! ", "Of course! Here is the answer you asked for:\n\n",
    "Great question! ", "Absolutely! ", "Sure thing! Here you go: ", "Thank you for asking! ",
    "I'd be glad to assist you with that. ",
)  # fmt: skip

CLOSERS = (
    "\n\nI hope this helps! Let me know if you have any other questions.",
    "\n\nIs there anything else I can help you with?",
    " Please let me know if you need further assistance.", "\n\nFeel free to ask if you have more questions!",
    " Hope that helps!", "\n\nIf you need anything else, don't hesitate to ask.",
)  # fmt: skip

DANGLING = (
    "Translate the following sentence into French:", "Summarize the text below:",
    "Correct the grammar of this sentence:", "Classify the following review:", "Answer the question on the passage:",
    "Sort these numbers in ascending order:",
    "Rewrite the given paragraph in the active voice:", "Find the error in the following code:",
    "Name the capital of the following country:", "Count the words in this sentence:",
)  # fmt: skip

LABELS = (
    ("Classify the sentiment of the text as positive, negative or neutral.", ("positive", "negative", "neutral")),
    ("What is it about? Choose one of: sports, politics, science, art.", ("sports", "politics", "science", "art")),
    ("Is the text a question or a statement? Answer with one of: question, statement.", ("question", "statement")),
    ("Label the difficulty.\nOptions:\n- easy\n- medium\n- hard", ("easy", "medium", "hard")),
    ("Is the text about a person (A), a place (B) or a thing (C)? Answer with the letter.", ("A", "B", "C")),
    ("Assign one category.\nCategories: history, food, travel, money", ("history", "food", "travel", "money")),
    ("Is the text in English? Answer yes or no.", ("yes", "no")),
)  # fmt: skip

OTHER_LABELS = ("banana", "weather", "D", "maybe later", "mixed emotions", "furniture", "seven", "gardening", "unsure",
                "music")  # fmt: skip

FOREIGN = (
    "Der Himmel ist blau, weil das Licht der Sonne in der Luft gestreut wird, und am Abend wird er rot.",
    "La respuesta depende de muchas cosas, pero lo más importante es escuchar a los demás con paciencia.",
    "Il faut d'abord faire bouillir l'eau, puis ajouter le sel et laisser cuire pendant dix minutes.",
    "Prima di tutto bisogna leggere il testo con attenzione e poi scrivere un breve riassunto.",
    "Para começar, é preciso separar os ingredientes e misturar tudo numa tigela grande.",
    "Najpierw trzeba przeczytać pytanie, a potem spokojnie zastanowić się nad odpowiedzią.",
    "Om te beginnen moet je alle stukken op tafel leggen en daarna de doos helemaal leegmaken.",
    "Först måste man läsa hela frågan och sedan skriva ett svar som är kort och tydligt.",
    "Сначала нужно внимательно прочитать вопрос, а потом написать короткий и ясный ответ.",
    "Спочатку треба уважно прочитати запитання, а потім написати коротку й зрозумілу відповідь.",
    "Πρώτα πρέπει να διαβάσεις την ερώτηση και μετά να γράψεις μια σύντομη απάντηση.",
    "首先要仔细阅读问题，然后写出一个简短而清楚的回答，最后检查一遍。",
    "まず質問をよく読んでから、短くてわかりやすい答えを書いてください。",
    "먼저 질문을 잘 읽은 다음에 짧고 분명한 답을 쓰면 됩니다.",
    "أولاً يجب قراءة السؤال بعناية ثم كتابة إجابة قصيرة وواضحة.",
    "ראשית יש לקרוא את השאלה בעיון ואז לכתוב תשובה קצרה וברורה.",
    "पहले प्रश्न को ध्यान से पढ़ें और फिर एक छोटा और स्पष्ट उत्तर लिखें।",
    "ก่อนอื่นต้องอ่านคำถามให้ละเอียด แล้วจึงเขียนคำตอบที่สั้นและชัดเจน",
    "Trước hết hãy đọc kỹ câu hỏi, sau đó viết một câu trả lời ngắn gọn và rõ ràng.",
    "Önce soruyu dikkatle okumak, sonra kısa ve açık bir cevap yazmak gerekir.",
    "Pertama-tama bacalah pertanyaan dengan saksama, lalu tulislah jawaban yang singkat dan jelas.",
    "Nejdříve si musíte pozorně přečíst otázku a potom napsat krátkou a jasnou odpověď.",
    "Először figyelmesen el kell olvasni a kérdést, aztán rövid és világos választ kell írni.",
    "Mai întâi trebuie să citești întrebarea cu atenție, apoi să scrii un răspuns scurt și clar.",
)

BRIEF = (
    "Answer with the number only.", "Reply with just the answer and nothing else.", "Only output the result.",
    "Give the answer without any explanation.", "Return only the final answer, no other text.",
)  # fmt: skip
