"""Why people cross, with the codes under which statistics count them. Data.

irts: main purpose of a trip, International Recommendations for Tourism Statistics 2008, 3.14; '' where the person
is no visitor by 2.9 and 2.13 and stays out of tourism figures. tri: the class of Kenya's Tourism Research Institute's
monthly tables, '' where it has none. Both are kept; the mapping is ours and is marked `proposed` where they are silent.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose: our code, plain words, and both statistical codes."""

    code: str
    words: str
    irts: str
    tri: str
    proposed: bool = False


PURPOSES: tuple[Purpose, ...] = (
    Purpose("holiday", "Holiday or leisure", "1.1", "holiday"),
    Purpose("visit", "Visiting friends or relatives", "1.2", "vfr"),
    Purpose("education", "Education or training", "1.3", "education"),
    Purpose("health", "Health or medical care", "1.4", "medical"),
    Purpose("religion", "Religion or pilgrimage", "1.5", "religious"),
    Purpose("shopping", "Shopping", "1.6", "other"),
    Purpose("transit", "Transit", "1.7", "transit"),
    Purpose("business", "Business or professional", "2", "business"),
    Purpose("conference", "Meeting or conference", "2", "mice"),
    Purpose("sports", "Sports", "1.1", "sports", proposed=True),
    Purpose("ceremony", "Funeral, wedding or ceremony", "1.2", "vfr", proposed=True),
    Purpose("small-trade", "Small cross-border trade", "2", "business", proposed=True),
    Purpose("grazing", "Grazing or herding", "", "", proposed=True),
    Purpose("work", "Employment", "", "", proposed=True),
    Purpose("border-work", "Seasonal or border work", "", "", proposed=True),
    Purpose("returning", "Returning resident", "", "", proposed=True),
    Purpose("refuge", "Seeking refuge or asylum", "", "", proposed=True),
    Purpose("official", "Diplomatic or official duty", "", "", proposed=True),
    Purpose("crew", "Driver or crew", "", "", proposed=True),
    Purpose("other", "Other", "1.8", "other"),
)

BY_CODE = {purpose.code: purpose for purpose in PURPOSES}
