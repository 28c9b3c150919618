"""English: the wordings and small grammars (form: `voicecheck.text.language.Language`)."""

from voicecheck.text.language import Language, Salutation, SalutationKind
from voicecheck.text.normalise import folded

_CLASSES = {
    "modal": "can|could|may|might|shall|should|would|will|must",
    "we": "i|we|our team|my team|someone|somebody|anyone|any of us|one of us|our staff",
    "able": "be able to|best|possibly|please|help to|perhaps|maybe",
    "help": "help|help out|assist|serve|support|be helpful|be useful|be of service"
    "|be of help|be of assistance|be of any service|be of any help|be of any assistance|be of some help"
    "|be of some assistance|be of use|be of any use|be of aid|be of support|be a help|be at your service"
    "|offer help|offer assistance|lend a hand|lend you a hand|give you a hand|give you help|come to your aid"
    "|make your day better|make myself useful|make ourselves useful|take care of you|care for you"
    "|look after you|see to you|attend to you|advise you|guide you|oblige|accommodate you",
    "helping": "helping you|assisting you|serving you|supporting you|taking care of you|looking after you"
    "|caring for you|attending to you",
    "support": "help|assistance|support|aid|service|guidance|a hand|a helping hand",
    "direct": "direct|route|connect|transfer|put|send|forward|point",
    "ready": "here|happy|glad|ready|pleased|delighted|more than happy|love|on hand|standing by|available|honored"
    "|honoured|keen|eager|only too happy|only too glad|always happy",
    "need": "need|want|like|require|be looking for|be needing",
}

LANGUAGE = Language(
    code="en",
    name="English",
    rewrites=(
        (r"^can(?:'t|not|t)$", "can not"),
        (r"^won'?t$", "will not"),
        (r"n't$", " not"),
        (r"'re$", " are"),
        (r"'ve$", " have"),
        (r"'ll$", " will"),
        (r"'d$", " would"),
        (r"^i'm$|^im$", "i am"),
        (r"^(what|that|it|name|there|here|who|how|where|he|she)'s$", r"\1 is"),
        (r"^(what|that)s$", r"\1 is"),
        (r"^(you|we|they)re$", r"\1 are"),
        (r"^youve$", "you have"),
        (r"^(do|did|does|is|was|could|would)nt$", r"\1 not"),
        (r"^let's$", "let us"),
        (r"^ya$|^yer$", "you"),
        (r"^(hr)s$", r"\1"),
        (r"^y'all$", "you all"),
        (r"'s$", " s"),
    ),
    numbers={
        "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven",
        "8": "eight", "9": "nine", "10": "ten", "11": "eleven", "12": "twelve",
    },
    salutations=(
        Salutation("good morning", from_h=0, to_h=12),
        Salutation("good afternoon", from_h=12, to_h=18),
        Salutation("good evening", from_h=17.5, to_h=29),
        Salutation("morning", from_h=0, to_h=12, clipped=True),
        Salutation("afternoon", from_h=12, to_h=18, clipped=True),
        Salutation("evening", from_h=17.5, to_h=29, clipped=True),
        Salutation("good day", SalutationKind.REGIONAL),
        Salutation("g'day", SalutationKind.REGIONAL),
        Salutation("season's greetings", SalutationKind.REGIONAL),
        Salutation("hello", SalutationKind.NEUTRAL),
        Salutation("hi", SalutationKind.NEUTRAL),
        Salutation("hey", SalutationKind.NEUTRAL),
        Salutation("welcome", SalutationKind.NEUTRAL),
        Salutation("hiya", SalutationKind.NEUTRAL),
        Salutation("howdy", SalutationKind.NEUTRAL),
        Salutation("greetings", SalutationKind.NEUTRAL),
    ),
    welcomes=("welcomes|greets you", "thank|thanks you? for calling|ringing|phoning|your call"),
    classes=_CLASSES,
    offers=(
        "how|what|where|who|whom ~2 <modal> <we> <able>? ~1 <help>",
        "<modal> i|we <able>? <help> you|anyone|somebody",
        "<modal> i|we <able>? be of ~2 service|help|assistance|use|support|aid",
        "what ~2 <modal> <we> <able>? ~4 for you",
        "what|how am|are|is|was|were <we> ~1 able to ~1 <help>",
        "what am|are <we> ~1 able|going|happy to ~3 for you",
        "how <modal> <we> <able>? make|brighten|improve|better|lighten ~1 your day|morning|afternoon|evening|life",
        "how <modal> <we> <able>? make ~3 easier|better|simpler|smoother ~1 you",
        "how|where|whom|who|which ~2 <modal> <we> <direct> your|the|you",
        "is|was there anything|something|any ~1 that|which? <we> <modal> <able>? <help>|do",
        "is there a|any|some ~1 way ~1 <we> <modal> <able>? <help>",
        "anything|something that|which? <we> <modal> <able>? <help>|do you|for",
        "is there anything|something you need|want help|assistance|support",
        "how <we> <modal> <able>? <help>",
        "what <we> <modal> <able>? ~3 for you",
        "<ready> to ~1 <help>",
        "<ready> to be of ~2 service|help|assistance|use",
        "<ready> to do ~3 for you",
        "here for you",
        "let|allow|permit me|us to? <help> you",
        "allow|permit me|us to <help>",
        "<we> will|shall ~1 be ~1 <helping>",
        "at your service|disposal|command",
        "what|how do|can|may|would|did you ~1 <need> ~2 <support>? with?",
        "what brings|brought you",
        "what seems to be the ~1 problem|trouble|matter|issue",
        "what|how <modal> <we> do to ~1 <help>",
        "how <modal> i|we ~2 you|your|things|it",
        "what <modal> <we> ~1 get|bring|show|find|book|offer|fetch|do you",
        "<modal> i|we ~1 take your order",
        "<modal> i|we get|bring|book|find you",
        "let us get|see|sort you|your|what|this",
        "what is|are ~1 troubling|bothering|worrying|concerning you",
        "what is the ~1 problem|matter|trouble|issue",
        "what are you after",
        "what will it be",
        "fire away",
        "i am all ears|yours",
        "how can|could|may this|it|that be ~2 easier|better|sorted|solved",
        "would|do you ~1 like|want|need|wish|care to ~1",
        "pleasure|honor|honour|privilege|delight to <help>",
        "what|which ~2 <support> <modal> <we> <able>? offer|provide|give|be|lend|extend",
        "what|which ~2 <support> do|would|can|may you <need>",
        "what <modal> you <need> <we>|us|me to? do|<help>",
        "how <modal> you like me|us to ~1 <help>",
        "do|would you <need> ~2 <support>",
        "need any|some|a help|hand|assistance|support",
        "which service <modal> <we> offer|provide",
        "what|how is it that? <we> <modal> <able>? do|<help>",
        "what are you needing|looking for|to",
        "what <modal> <we> <help> with",
        "in what|which way ~1 <modal> <we>",
    ),
    weak_offers=(
        "what is|are ~2 call|calling|question|query|enquiry|inquiry about?",
        "reason for your call",
        "tell me|us what|how",
        "go ahead",
        "i can <help> you",
        "<we> <modal>? <help> you",
        "what <modal> <we> do",
        "what is on your mind",
        "what is going on|wrong|up",
        "i am listening",
        "who|whom do|did|would you ~2 speak|talk to|with",
    ),
    no_offers=(
        "<help> me|us|him|her|them|my|our|his|their|others|everybody|everyone",
        "how <modal> <we> ~1 address|call|contact|reach|name|title|find|spell|verify|confirm|know|pronounce|write|hear"
        "|identify|say|trust|tell|send|mail|email",
        "what <modal> <we> ~1 address|call|name|title you",
        "how <modal> <we> be sure|certain",
        "what <modal> <we> ~2 put|write|note|leave|say|tell|ask ~3 you",
        "not sure|know|certain|see how|what|if|whether",
        "would|do you ~1 like|want|need|wish|prefer|care to ~1 tell|say|leave|be|hold|wait|stay|speak|talk"
        "|call|ring|know",
    ),
    offer_samples=(
        "how can i help you today",
        "how may i help you",
        "what can i do for you today",
        "how may i assist you",
        "how may i direct your call",
    ),
    offer_ends=folded("you today now please sir madam this morning afternoon evening"),
    asides=folded("with about regarding concerning on in"),
    questions=folded("how what where who whom which in"),
    negations=frozenset({"not", "nothing", "never", "unable", "else", "nobody"}),
    before_name=(
        "my name is",
        "name ~1 is",
        "you are? speaking|talking|spoke|connected|chatting|dealing to|with",
        "you are? through to",
        "you have? got",
        "they|people call me",
        "call me",
        "i am called",
        "i go by",
        "speaking with|to you is",
        "speaking|talking|answering|here is",
        "on the line|phone|desk is",
        "you have? come through to",
        "speaking with|to",
        "agent|operator|representative|advisor|adviser|assistant|host|consultant|receptionist|nurse ~1 is?",
    ),
    weak_before_name=("this is", "i am", "it is", "you have reached", "here is", "you are through to", "with|from"),
    after_name=(
        "speaking", "at|from|in ~3 speaking|here", "here", "is speaking", "on the line|phone|desk", "at your service",
        "is my|the name", "is here", "on this end", "answering", "taking your call", "is what they call me",
    ),
    weak_after_name=("at|in|from|on|with|over",),
    before_other=(
        "am i ~1 speaking|talking|through|connected to|with",
        "are you ~1 speaking|talking to|with",
        "is this|that|it the?",
        "calling|asking|asked|ask|looking|covering|filling|standing|sitting|answering|waiting in? for the?",
        "message|call|question for the?",
        "on behalf of", "instead of", "in place of", "rather than",
        "not ~1 the?", "no longer the?", "formerly|previously ~1 the?", "used to be the?",
        "wrong number|extension for the?", "number|extension|line for the?", "known|floor as the?", "over from the?",
        "share ~3 with the?", "you mean|meant the?",
        "transfer|transferring|connect|connecting|pass|passing|send|sending|put|putting|hand|handing|switch ~2 to|with"
        "|through the?",
        "speak|talk|spoke|spoken|chat to|with the?",
        "you ~1 want|wanted|need|needed|after|prefer the?",
        "were|are you after the?",
        "next|close to the?", "opposite|beside|behind|above|below|near the?",
        "my|our|your|his|her|the ~1 colleague|manager|supervisor|boss|teammate|predecessor|secretary|assistant",
        "assistant|secretary|desk|line|phone|voicemail|mailbox|deputy of|to",
    ),
    after_other=(
        "is|are|was ~1 not|out|away|off|closed|busy|unavailable|gone|upstairs|downstairs|sick|ill|next|opposite|down",
        "is|are|was ~1 on holiday|leave|lunch|vacation|another|a",
        "is|are|was ~1 in a", "is|are|was ~1 at lunch",
        "has|have|had ~1 left|moved|gone|changed|closed|retired|stepped|popped|finished",
        "moved|left|closed|retired|works|worked|sits",
        "used to",
        "does|did not", "no longer", "you need|want|will", "press|dial",
        "will|would ~1 call|take|get|come|return|answer|join|pick",
        "will|would ~1 be with|back|able|there|in|right",
        "from|in|at ~2 will|would|has|said|asked|told|called",
        "s desk|line|phone|office|colleague|assistant|extension|team|voicemail|mailbox|manager|department|secretary"
        "|replacement|place|calls|inbox|number|deputy",
    ),
    before_organisation=(
        "thank|thanks you? for calling|phoning|ringing|contacting|choosing|your? call|calls? to?",
        "you have? reached|called|contacted|rung",
        "you are? through|connected to|with",
        "welcome to",
        "this is",
        "calling|from|at|with|for|in",
    ),
    titles=folded(
        "mr mrs ms miss mister missus mx doctor dr agent operator sir madam professor prof nurse sister matron"
        " reverend rev captain sergeant"
    ),
    given_names=folded(
        "aaron adam aisha alan albert alex alexander alice alison amanda amber amy andrea andrew angela ann anna"
        " anne anthony ashley barbara ben benjamin beth betty bill bob brandon brenda brian bruce carl carol"
        " catherine charles charlotte chris christian christina christine christopher claire cynthia daniel david"
        " deborah denis dennis diana diane donald donna dorothy dylan edward elizabeth ella emily emma eric ethan"
        " eugene evelyn fatima frances frank gary george gerald gloria grace grant greg hannah harold harry heather"
        " helen henry jack jacob james jane janet jason jean jeffrey jennifer jeremy jessica jim joan joe john"
        " jonathan jordan jose joseph joshua joyce juan judith judy julia julie justin karen kate katherine kathleen"
        " keith kelly ken kenneth kevin kim kyle larry laura lauren lawrence leo linda lisa louis louise lucy"
        " margaret maria marie marilyn mark martha mary matthew megan melissa michael michelle mike mohammed nancy"
        " natalie nathan nicholas nicole noah olivia oliver pamela patricia patrick paul peter philip priya rachel"
        " ralph randy raymond rebecca richard robert roger ronald rose roy russell ruth ryan sam samantha samuel"
        " sandra sara sarah scott sean sharon shirley simon sophia sophie stephanie stephen steven stuart susan terry"
        " theresa thomas tim timothy tom tony tyler victoria vincent virginia walter wayne william yulia zoe"
    ),
    generic={
        "good": 0.4,
        "department": 0.3, "dept": 0.3, "team": 0.3, "office": 0.3, "desk": 0.3, "division": 0.3, "unit": 0.3,
        "bank": 0.3, "national": 0.3, "company": 0.3, "group": 0.3, "limited": 0.2, "ltd": 0.2, "inc": 0.2,
        "incorporated": 0.2, "corporation": 0.2, "corp": 0.2, "llc": 0.2, "plc": 0.2, "service": 0.5,
        "services": 0.5, "support": 0.5, "care": 0.5, "centre": 0.3, "center": 0.3, "the": 0.1, "of": 0.1,
        "and": 0.1, "a": 0.1, "an": 0.1, "for": 0.1, "our": 0.1, "at": 0.1,
    },
    common=folded(
        "a an the and or but so to of in on at for with from by as is are am was were be been do does did done can"
        " could may might will would shall should must have has had get got i you he she it we they me him her us"
        " them my your his our their this that these those there here who what which how why where when not no yes"
        " yeah yep ok okay oh uh um er hm hello hi hey good morning afternoon evening day welcome thank thanks please"
        " sorry today now then just speaking calling call called calls line phone through reached name help assist"
        " service one moment hold stay keep wait minute second right sure certainly course let see if any anything"
        " something nothing everything all more very well like want need know tell going go about up out back thing"
        " things because actually really recorded recording department team bank new available currently busy happy"
        " glad able afraid having"
    ),
    corrections=("sorry", "i mean", "excuse me", "pardon", "correction", "i beg your pardon", "apologies"),
    announcements=(
        "this|your|all|the calls? ~3 recorded|monitored",
        "calls? may|will|are ~2 recorded|monitored",
        "recorded|monitored for ~1 training|quality|security|compliance",
        "for training|quality ~2 purposes|assurance",
        "on a recorded line",
        "press|dial ~1 one|two|three|four|five|six|seven|eight|nine|zero|star|hash|pound",
        "your call is ~2 important",
        "you are number ~2 in the queue|line",
        "all ~2 operators|agents|representatives|advisors|lines ~2 busy",
        "please ~2 hold ~3 next available",
        "next available agent|operator|representative|advisor",
        "listen|choose carefully|from ~3 options|menu",
        "our|the menu options",
        "para espanol|continuar",
        "the number you have dialed|dialled|called",
        "leave a|your message",
        "after the tone|beep",
        "your estimated|expected? wait time",
        "has been forwarded to",
        "visit our web site|website",
        "the ~3 office|lines? ~1 is|are ~1 closed",
    ),
    handovers=(
        "put|putting|transfer|transferring|connect|connecting|pass|passing you ~1 through|over|across|to|with",
        "transfer|transferring|connect|connecting you now",
        "transfer|transferring your call",
        "put|putting ~3 on the line",
        "put|putting your call through",
        "hand|handing you ~1 over|to",
        "you are|will ~2 being|be transferred|connected",
        "i will|am|shall ~1 get|getting|fetch|fetching ~3 for you",
        "let me get|fetch|find ~3 for you",
    ),
    service=(
        ("thank|thanks you? for calling|holding|waiting|contacting", 2.0),
        ("your ~1 number|name|address|date|birth|email", 1.0),
        ("my name is ~2 how <modal> <we>", 2.0),
        ("how|what <modal> <we> <help>|do", 2.0),
        ("<modal> i have|take|get ~1 your", 2.0),
        ("<modal> you give|tell|confirm|verify|spell|repeat ~2 your", 1.5),
        ("anything else <we>?", 1.8),
        ("let me check|look|see|pull|open|transfer", 1.2),
        ("for your patience|calling", 1.5),
        ("you have reached", 2.0),
        ("bear with me", 1.5),
        ("one moment|second please", 1.0),
        ("have a great|good|nice|wonderful|lovely day|evening|afternoon|one", 0.7),
        ("your account|order|balance|request|card is|has", 0.8),
        ("put|transfer|connect you through|to|on", 1.2),
        ("good morning|afternoon|evening", 0.7),
        ("speaking", 0.5),
        ("certainly|absolutely", 0.5),
    ),
    customer=(
        ("i am calling|phoning|ringing about|because|to|for|regarding", -2.0),
        ("i would like to", -1.2),
        ("i want|need to", -1.2),
        ("i lost|forgot|ordered|bought|received|paid|moved", -1.5),
        ("my card|account|order|bill|invoice|internet|phone|password|address|balance", -1.2),
        ("can|could|would you help|send|tell|check|change|give me", -1.5),
        ("is anybody|anyone there", -1.0),
        ("i have a problem|question|issue", -1.5),
        ("thank you very much|bye", -0.4),
        ("i was wondering", -1.5),
    ),
    abbreviations={
        "hr": "human resources", "it": "information technology", "pr": "public relations", "qa": "quality assurance",
        "cs": "customer service", "r and d": "research and development", "dr": "doctor", "st": "saint",
    },
    letters={
        "a": "ay", "b": "bee", "c": "see", "d": "dee", "e": "ee", "f": "ef", "g": "gee", "h": "aitch", "i": "eye",
        "j": "jay", "k": "kay", "l": "el", "m": "em", "n": "en", "o": "oh", "p": "pee", "q": "cue", "r": "are",
        "s": "es", "t": "tee", "u": "you", "v": "vee", "w": "doubleyou", "x": "ex", "y": "why", "z": "zed",
    },
)  # fmt: skip
