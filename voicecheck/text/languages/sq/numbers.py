"""Albanian number words, and the phrases that ask for numbers."""

from voicecheck.text.spoken_numbers import SpokenNumbers, counted, listed

NUMBERS = SpokenNumbers(
    ones=counted("zero nje dy tre|tri kater pese gjashte shtate tete nente"),
    teens=counted(
        "dhjete njembedhjete dymbedhjete trembedhjete katermbedhjete pesembedhjete gjashtembedhjete "
        "shtatembedhjete tetembedhjete nentembedhjete",
        10,
        1,
    ),
    tens=counted(
        "njezet tridhjete dyzet pesedhjete gjashtedhjete shtatedhjete tetedhjete nentedhjete",
        20,
        10,
    ),
    hundreds=counted(
        "njeqind dyqind treqind katerqind peseqind gjashteqind shtateqind teteqind nenteqind",
        100,
        100,
    ),
    joiners=listed("e"),
    repeats={"dyfish": 2},
    fillers=listed("eh|em|hm|vize|minus|pike|plus|hapesire|dhe|pastaj"),
    large=listed("mije|milion*|miliard*"),
    units=listed(
        "minuta*|minute|sekonda*|ore|ores|dite*|jave*|muaj*|vit*|perqind|euro*|dollar*|leke|lek|cent*|veta|njerez|"
        "persona|kilometra*|metra*|litra*|gram*|kile*|grade*|cope*|here|kat*|dhoma*"
    ),
    asking=listed(
        "numri* i kartes|numri* e kartes|numri* i llogarise|numri* e llogarise|numri* i telefonit|"
        "numri* e telefonit|numri* personal|numri* i klientit|numri* i pasaportes|numri* i sigurimit|pin|"
        "kodi* i sigurise|kodi* sekret|cvv|cvc|iban|kater shifrat|nid"
    ),
    birth=listed("datelindj*|data* e lindjes|ditelindj*|lindur|vitlindj*"),
    months=listed("janar|shkurt|mars|prill|maj|qershor|korrik|gusht|shtator|tetor|nentor|dhjetor"),
    ordinals=listed("pare|dyte|trete"),
    date_words=listed("me|ne|i|e|te|eshte|jam|u|po|viti"),
)
