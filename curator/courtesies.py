"""Courtesies of assistants before and after an answer, as signals find them and a fix cuts them."""

OPENING = (
    r"^\s*(?:(?:sure(?: thing)?|certainly|of course|absolutely|definitely|great question|good question|no problem|"
    r"(?:i['’]d|i would) be (?:happy|glad) to[^.!?\n]{0,60}|happy to help|"
    r"(?:¡)?(?:claro(?: que sí)?|por supuesto)|bien sûr|avec plaisir|natürlich|gerne|selbstverständlich|certamente|"
    r"claro que sim|com certeza)(?:,? (?:i can|let me|i['’]ll)[^.!?\n]{0,60})?(?:[!.,:—–-]+\s|\n)"
    r"|(?:好的|当然(?:可以)?|没问题|當然|もちろん(?:です)?|물론입니다)[！。，,!、]\s*)"
)
CLOSING = (
    r"(?:(?:i hope|hope) (?:this|that|it|these) help|let me know if (?:you|there)|is there anything else|"
    r"if (?:you (?:have|need)|there['’]s|there is) any(?:thing else| (?:other|further|more|additional)| questions)|"
    r"(?:please )?feel free to (?:ask|reach out|contact)|(?:please )?don['’]t hesitate to (?:ask|reach|contact)|"
    r"happy to help|espero que (?:esto|te|le|les)|no dudes en|n['’]hésitez pas à|j['’]espère que (?:cela|ça)|"
    r"ich hoffe, (?:das|dies)|lassen sie (?:es )?mich wissen|espero ter ajudado|spero che (?:questo|ti)|"
    r"希望(?:这|以上|我的|对您|对你)[^。！\n]{0,15}(?:帮助|帮到)|如(?:果|有)[^。！\n]{0,15}(?:问题|疑问)[^。！\n]{0,30})"
)
CLOSING_WORDS = (
    "hope", "let me know", "anything else", "any other", "any further", "any more", "any additional", "any questions",
    "feel free",
    "hesitate", "happy to help", "espero", "no dudes", "hésitez", "espère",
    "ich hoffe", "lassen sie", "spero che",
    "希望", "如果", "如有",
)  # fmt: skip
"""No closing courtesy is without one of these."""
