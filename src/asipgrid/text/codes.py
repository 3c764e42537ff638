"""What each code of a finding stands for: the one source of the words of docs/findings.md, for people who evaluate.

The words of a finding itself stand where it is found. A code keeps its meaning: one that is given up is not used again.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

ERROR: Final = ("error",)
WARNING: Final = ("warning",)
NOTE: Final = ("note",)
EITHER: Final = ("error", "warning")

SUBJECTS: Final = {
    "Y": "Reading the text",
    "S": "Shapes",
    "G": "Grids",
    "C": "Calls",
    "R": "Requests",
    "M": "Rating sheets",
    "D": "Decisions",
    "P": "Progress reports, payments and amendments",
    "F": "Files",
    "T": "Templates of letters",
}
"""What a code is about, by its letter, in the order of the page."""


class Code(Struct, frozen=True):
    """One code: what is wrong (`title`), what the rule protects (`why`, its sentences), what to do (`mend`)."""

    code: str
    title: str
    why: tuple[str, ...]
    mend: str
    gravity: tuple[str, ...] = ERROR


CODES: Final = (
    # ── reading the text ───────────────────────────────────────────────────────────────────────────
    Code(
        "Y001",
        "The text is not UTF-8",
        (
            "A file saved in another encoding shows other letters on another computer.",
            "Names and titles must be the same for everybody who reads them.",
        ),
        "Open the file in an editor, correct the letters that look wrong, and save it as UTF-8.",
    ),
    Code(
        "Y002",
        "A character that cannot be seen",
        (
            "Some characters steer a screen or a printer and do not show in the text.",
            "A document must say exactly what its reader sees.",
        ),
        "Remove the character; it often comes along when text is copied from a PDF or a web page.",
    ),
    Code(
        "Y003",
        "A tab at the start of a line",
        (
            "The spaces before a line say what it belongs to.",
            "A tab is as wide as each editor likes, so two readers may see two different documents.",
        ),
        "Indent with spaces.",
    ),
    Code(
        "Y004",
        "The text cannot be read",
        (
            "The text breaks the rules of YAML at this place.",
            "What follows is not read, so other faults may appear only when this one is mended.",
        ),
        "Look at the line named and the one above: most often a text needs quotes, a bracket is open, or a line does not line up.",
    ),
    Code(
        "Y005",
        "More than one document in a file",
        (
            "One file holds one document: a second one further down would easily be overlooked.",
            "Lines that begin with % change how the rest is read, and are refused for the same reason.",
        ),
        "Move the second document to a file of its own, and remove lines that begin with %.",
    ),
    Code(
        "Y006",
        "A reference to another place",
        (
            "In YAML, a text that begins with & names a place, and one that begins with * repeats what stands there.",
            "Each line must say itself what it means, so that a reviewer sees a change where it counts.",
        ),
        "Write the value out; put a text that really begins with & or * in quotes.",
    ),
    Code(
        "Y007",
        "A tag before a value",
        (
            "A word that begins with ! tells some programs to read the value behind it in a way of their own.",
            "The same document must mean the same in every program.",
        ),
        "Remove the word; put a text that really begins with ! in quotes.",
    ),
    Code(
        "Y008",
        "Values too deep inside one another",
        (
            "A document has at most 32 levels, and none needs more.",
            "Deeper ones come from a mistake, or are made to exhaust a program.",
        ),
        "Remove the brackets or the indentation that are too many.",
    ),
    Code(
        "Y009",
        "A key that is not text",
        (
            "The key is the name of a field, before the colon.",
            "A number or a list in its place is most often an amount written with a comma, or a text that lost its quotes.",
        ),
        "Write the field's name, or put the key in quotes; write an amount without commas between its digits.",
    ),
    Code(
        "Y010",
        "The document is not made of key: value lines",
        (
            "The first line of a document says what it is and which one, such as `request: region-a`.",
            "A list or a lone text has no such line.",
        ),
        "Begin with that line, and write each field below as `key: value`.",
    ),
    Code(
        "Y011",
        "A key is written twice",
        (
            "Most programs keep one of the two values and drop the other without a word.",
            "Nobody could tell which of them counts.",
        ),
        "Keep the line that is right and remove the other.",
    ),
    Code(
        "Y012",
        "A word or number that programs take differently",
        (
            "Some programs read `no` as false and `010` as eight; others read them as they are written.",
            "The same document must mean the same in every program.",
        ),
        "Write `true`, `false` or a plain number; put what is meant as text in quotes.",
    ),
    Code(
        "Y013",
        "A number with too many digits",
        (
            "A number has at most 15 digits that count.",
            "Many programs round longer ones without saying so.",
        ),
        "Round the figure; put a reference or an account number in quotes, so that it is text.",
    ),
    Code(
        "Y014",
        "Too many faults in the text",
        ("The list ends after 200 faults in the text of one document, so that it can still be read.",),
        "Mend what is listed and check again; very many faults often have one cause.",
    ),
    Code(
        "Y015",
        "Too many values in one document",
        (
            "A document holds at most 50,000 values.",
            "Nobody could review a longer one, and every check would be slow.",
        ),
        "Leave raw data in an annex, and state the figures that the grids ask for.",
    ),
    Code(
        "Y016",
        "A text or a value lost behind a number sign",
        (
            "In YAML, a number sign (#) behind a space begins a remark, and the rest of the line is not read.",
            "A title would lose its end, and a reference such as `#2008-017` would count as not stated, without a word.",
        ),
        "Put the whole text in quotes; put a space behind the # of a remark.",
        WARNING,
    ),
    Code(
        "Y017",
        "A blank that is no space",
        (
            "Text from a web page or a word processor holds blanks that look like a space and are another character.",
            "Between the parts of a document only a space counts; inside a text, such a blank is a part of it.",
        ),
        "Replace the blank by a space.",
    ),
    Code(
        "Y018",
        "A space is missing",
        (
            "A colon ends the name of a field, and a hyphen begins an entry of a list, only with a space behind it.",
            "Without it, `requested:420000` is one word, and no amount is stated.",
        ),
        "Put a space where the finding shows.",
    ),
    Code(
        "Y019",
        "A file that is no text",
        (
            "A PDF, a picture or the file of a word processor does not become text when its name ends in `.yaml`.",
            "Only text can be read, compared and signed line by line.",
        ),
        "Write the document in a text editor; leave the file itself in an annex.",
    ),
    # ── shapes ─────────────────────────────────────────────────────────────────────────────────────
    Code(
        "S001",
        "A field that is not known here",
        (
            "A misspelled field would be passed over, and its value would count as not stated.",
            "The finding names the nearest known field.",
        ),
        "Correct the name of the field, or remove it.",
    ),
    Code(
        "S002",
        "A required field is missing",
        (
            "Without this field the document cannot be judged, or nobody answers for it.",
            "Few fields are required: what else is left out counts as not stated.",
        ),
        "Add the field and its value.",
    ),
    Code(
        "S003",
        "A value of the wrong kind",
        (
            "A figure must be a number, a yes or no must be `true` or `false`, and a title must be text.",
            "To guess that `12 500` means 12500 could change a grant.",
        ),
        "Write the value in the form that the finding asks for.",
    ),
    Code(
        "S004",
        "A value that is not among the choices",
        ("Rules compare this value with fixed words, and another spelling would never match.",),
        "Write one of the words listed, exactly as it stands there.",
    ),
    Code(
        "S005",
        "A text without its prescribed form",
        (
            "Ids, versions and currencies have a fixed form.",
            "Ids join documents to one another and are file names, so each has one spelling only.",
        ),
        "Write the text in the form that the finding describes.",
    ),
    Code(
        "S006",
        "A date that is not in the calendar",
        (
            "Deadlines and durations are counted in days, so each date must exist.",
            "It is written in one way only: `01/02/2010` is January to some and February to others.",
        ),
        "Write the date as year, month and day, such as `2010-02-28`.",
    ),
    Code(
        "S007",
        "A number or date outside its limits",
        (
            "Limits catch slips, such as a negative amount or a share above 1.",
            "An amount has no more decimals than its currency, two in euros: `12.500` may mean 12.5, or twelve thousand five hundred.",
        ),
        "Correct the value.",
    ),
    Code(
        "S008",
        "A text or list that is too short or too long",
        ("An empty reason explains nothing, and an empty list decides nothing.",),
        "Write what is missing, or shorten what is too long.",
    ),
    Code(
        "S009",
        "The same value twice in a list",
        ("The grid asks for each value of this list once; a value written twice would be counted twice.",),
        "Keep one of the two.",
    ),
    Code(
        "S010",
        "A value that the grid does not allow",
        ("Besides the kind and the limits of a fact, a grid may set further conditions under `facts`.",),
        "Compare the value with `facts` in the grid, and state it as the grid asks.",
    ),
    Code(
        "S011",
        "The first line does not say what the document is",
        (
            "Each folder holds documents of one kind, and the first key of a document names its kind.",
            "A document of another kind would be held against the wrong rules.",
        ),
        "Begin with the line that the finding shows, or move the file to the folder where it belongs.",
    ),
    Code(
        "S012",
        "Too many faults in one document",
        ("The list ends after 200 faults in one document, so that it can still be read.",),
        "Mend what is listed and check again; very many faults often have one cause.",
    ),
    Code(
        "S013",
        "A document that is not yet filled in",
        (
            "A field that must be given is there and still empty, as `asipgrid new` writes it.",
            "Until it is given, a request is not scored, and a sheet, decision, report or amendment counts for nothing.",
            "Results name each of them; all else is decided as if they were not there.",
            "Beside a conflict of interest, or in an amendment that moves a goal, an empty field stays an error.",
        ),
        "Fill in the fields named, or remove the document.",
        NOTE,
    ),
    Code(
        "S021",
        "A character that nobody sees in a text",
        (
            "Such a character makes two names that look alike differ, or turns the order in which a line is read.",
            "It is shown by its number wherever the text stands; a letter leaves out the marks where a word may part.",
            "What a script is spelt with is no such character: the joiners of Persian or Sinhala, say.",
        ),
        "Remove the character; it often comes along when text is copied from a web page or an office program.",
        WARNING,
    ),
    # ── grids ──────────────────────────────────────────────────────────────────────────────────────
    Code(
        "G101",
        "Two grids with one id",
        ("Calls name a grid by its id: with two of one id, nobody could tell which was applied.",),
        "Give one of the grids another id, or remove it.",
    ),
    Code(
        "G104",
        "A condition or measure that reads what no request can state",
        (
            "A condition on a field that does not exist, or on a value that it can never have, would never hold.",
            "Every request would lose the same points, and nobody would see why.",
        ),
        "Correct the name, the value or the limit as the finding suggests.",
    ),
    Code(
        "G110",
        "The description of the facts cannot be read",
        (
            "`facts` describes the part of a request that belongs to this grid, in the words of JSON Schema.",
            "A misspelled word would check nothing.",
        ),
        "Correct the word or its value.",
    ),
    Code(
        "G111",
        "Facts open to any field",
        ("Without `additionalProperties: false`, a misspelled fact would be passed over and count as not stated.",),
        "Add `additionalProperties: false`, and list every fact under `properties`.",
    ),
    Code(
        "G112",
        "A block named like a part of every request",
        (
            "A grid owns one block of the request.",
            "A block named `funding` would take the place of the funding that every request states.",
        ),
        "Give the block another name.",
    ),
    Code(
        "G113",
        "A criterion that uses anchors, in a grid without any",
        (
            "Assessors choose a level by its anchor, a text that says what the level means.",
            "Without anchors, each assessor would use a scale of their own.",
        ),
        "Add `anchors` to the grid, or give the criterion a list of texts of its own.",
    ),
    Code(
        "G114",
        "Not one text for each level",
        ("A scale of 0 to 4 has five levels, and each needs words that say what it means.",),
        "Give one text for each level, level 0 included.",
    ),
    Code(
        "G115",
        "Values that do not fit the scale",
        (
            "`values` says what each level is worth, from 0 to 1.",
            "A level must never be worth less than the one below it.",
        ),
        "Give one value for each level, the first 0, the last 1, none lower than the one before.",
    ),
    Code(
        "G120",
        "A criterion named after another grid",
        ("The id of a criterion begins with the id of its grid, so that a mark or a score can be traced to its grid.",),
        "Begin the criterion's id with the grid's id.",
    ),
    Code(
        "G121",
        "Two criteria with one id",
        ("Marks and results name a criterion by its id: with two of one id, nobody could tell which was judged.",),
        "Give each criterion an id of its own.",
    ),
    Code(
        "G122",
        "A criterion judged in no way, or in several",
        (
            "A criterion has its level from facts (`levels`), from a figure (`measure`) or from assessors (`mark`).",
            "Two ways could give two different levels.",
        ),
        "Keep exactly one of the three, or make the criterion a gate.",
    ),
    Code(
        "G123",
        "A gate without its condition",
        (
            "A gate lets a request pass or not, and `requires` says what it asks for.",
            "Neither decides anything without the other.",
        ),
        "Write both `gate` and `requires`, or neither.",
    ),
    Code(
        "G124",
        "A figure without its thresholds",
        ("A figure becomes a level by thresholds (`at_least` or `at_most`) or by a curve (`linear`).",),
        "Give the criterion exactly one of the three, next to `measure`.",
    ),
    Code(
        "G125",
        "A criterion with an unknown measure",
        ("A criterion can only use a figure that the grid defines under `measures`; any other would never be stated.",),
        "Correct the name, or define the figure under `measures`.",
    ),
    Code(
        "G126",
        "Not one threshold for each level",
        ("Each level above 0 needs a threshold: with one too few, the levels would shift and the scores be wrong.",),
        "Give one threshold for each level above 0.",
    ),
    Code(
        "G127",
        "Thresholds that cannot be meant",
        (
            "Thresholds follow one another in order, and shares are written as parts of one: 0.80 is 80 %.",
            "A threshold out of order or out of reach would give the same level to every request.",
        ),
        "Put the thresholds in order, and write 80 % as 0.80.",
        EITHER,
    ),
    Code(
        "G128",
        "A level that is not on the scale",
        (
            "The scale says which levels there are.",
            "Level 0 needs no condition: it is what is left when no other level holds.",
        ),
        "Write a level of the scale; remove a condition for level 0.",
    ),
    Code(
        "G129",
        "A curve that leaves the scale or turns back",
        (
            "A curve (`linear`) gives each figure one level of the scale, so its figures rise and its levels stay on the scale.",
        ),
        "Put the points in order of their figures, and keep their levels on the scale.",
    ),
    Code(
        "G130",
        "A minimum above the scale",
        ("No request could ever reach this minimum.",),
        "Lower the minimum to a level of the scale.",
    ),
    Code(
        "G131",
        "A criterion without a weight, or a weight without a level",
        (
            "The weight says how much a criterion counts in the score.",
            "A judged criterion without a weight, or a weight with nothing to judge, is nearly always an oversight.",
        ),
        "Give a weight to what is judged, or `info: true` to what is only shown; give no weight to the rest.",
    ),
    Code(
        "G132",
        "A grid without any weight",
        ("A score is a weighted mean, so a grid without weights can never give one.",),
        "Give at least one criterion a weight.",
    ),
    Code(
        "G133",
        "A source that the grid does not list",
        (
            "`source` says where a criterion comes from, by a key of the grid's `sources`.",
            "An unknown key leads the reader nowhere.",
        ),
        "Correct the key, or add it to `sources`.",
    ),
    Code(
        "G134",
        "A measure of no kind, or of several",
        (
            "A measure is worked out in exactly one way, such as a ratio of two figures.",
            "Its unit must fit: a ratio is never in months.",
        ),
        "Give the measure exactly one kind, and a unit that fits it.",
    ),
    Code(
        "G136",
        "A measure named like a part of the request",
        ("Conditions read measures and parts of the request by name: nobody could tell which of the two is read.",),
        "Give the measure another name.",
    ),
    Code(
        "G137",
        "A measure that nobody uses",
        (
            "Neither a criterion nor the payments of a call use the figure; often a criterion was forgotten, or names another measure.",
        ),
        "Use the measure in a criterion, or remove it.",
        WARNING,
    ),
    Code(
        "G140",
        "A level that is never chosen",
        (
            "Levels are tried from the highest down, and the first that holds decides.",
            "Whoever meets this condition already has a level tried before it, so cases meant to differ are judged alike.",
        ),
        "Change one of the conditions, or remove the line.",
        WARNING,
    ),
    Code(
        "G141",
        "A condition that no request can meet",
        (
            "The lines of the condition contradict each other, or contradict what `facts` allows.",
            "A level is never given, a gate never passed, or a criterion never applied.",
        ),
        "Correct one of the lines.",
        WARNING,
    ),
    Code(
        "G142",
        "A threshold that nobody or everybody reaches",
        ("The limits under `facts` allow no figure that reaches this threshold, or none that misses it.",),
        "Move the threshold inside the limits, or correct the limits.",
        WARNING,
    ),
    Code(
        "G143",
        "A criterion that never gives the top level",
        ("Nobody can have all the points of this criterion, and no score reaches 100.",),
        "Add a line or a point that gives the top level.",
        WARNING,
    ),
    Code(
        "G144",
        "A criterion that outweighs the rest of its grid",
        ("The other criteria together can never outweigh it, so they hardly matter.",),
        "Lower its weight or raise the others, unless this is meant.",
        WARNING,
    ),
    Code(
        "G145",
        "A fact that nobody reads",
        ("Applicants supply the fact, and nothing comes of it; some facts only let a reader check the others.",),
        "Remove the fact or use it in a criterion; keep it if a reader needs it.",
        NOTE,
    ),
    Code(
        "G146",
        "A text that is missing in one language",
        ("This grid speaks English and French, and a letter would change its language half-way.",),
        "Write the text in both languages.",
        WARNING,
    ),
    Code(
        "G147",
        "A grid in one language",
        ("Letters in the other language will show the texts of this grid untranslated.",),
        "Translate the texts if letters are to be written in both languages.",
        NOTE,
    ),
    Code(
        "G148",
        "A goal that no addendum sets",
        ("Goals are set for criteria that have a weight, and this one has none.",),
        "Give the criterion a weight, or remove the goal.",
        WARNING,
    ),
    Code(
        "G149",
        "A criterion without documents or goal",
        (
            "Questions to applicants name the documents to supply, and addenda the goal to reach.",
            "Without them, both can only repeat the question of the criterion.",
        ),
        "Add `documents` and `goal`.",
        NOTE,
    ),
    Code(
        "G150",
        "A minimum that decides nothing",
        ("Every request reaches it, or none can, or the criterion has no level to compare with it.",),
        "Choose a level above 0 that the criterion can give, or remove the minimum.",
        WARNING,
    ),
    Code(
        "G151",
        "A changed grid of the same version",
        (
            "Results name the version of each grid.",
            "With two contents under one version, nobody could tell which was applied.",
        ),
        "Raise the version as the finding says.",
        WARNING,
    ),
    Code(
        "G152",
        "A goal that no report can tell of",
        (
            "Reports of funded projects state the facts of the grids, never the funding or the applicant.",
            "Nobody could say that such a goal is reached, so no addendum sets it, and it counts in no share of goals.",
        ),
        "Write `goal: never`, or judge the criterion by a fact of the grid.",
        WARNING,
    ),
    Code(
        "G155",
        "A share that is a hundred times too large",
        (
            "A share is a part of one: 0.25 is told as 25 %, and 25 as 2500 %.",
            "A limit that no share comes near is met by everybody, or by nobody, and decides nothing.",
        ),
        "Write the percentage as a part of one: 0.25 for 25 %.",
        WARNING,
    ),
    Code(
        "G156",
        "A hole between two levels",
        (
            "Levels cut one figure into bands, and what lies between two of them meets neither, so it has level 0.",
            "A fact that is a number may be 1.65 where one band ends at 1.6 and the next begins at 1.7.",
        ),
        "Let the bands meet: one up to 1.6 (`maximum: 1.6`), the next above it (`exclusiveMinimum: 1.6`).",
        WARNING,
    ),
    Code(
        "G157",
        "A measure in percent of a fact in percent",
        ("`unit: percent` tells 0.35 as 35 %; a fact that goes up to 100 would be told as 10000 %.",),
        "Let the fact be a part of one (`maximum: 1`), or leave out the unit.",
        WARNING,
    ),
    # ── calls ──────────────────────────────────────────────────────────────────────────────────────
    Code(
        "C201",
        "A call named other than its folder",
        ("A call is found by the name of its folder, and requests name it: one call has one name.",),
        "Give the call and its folder the same name.",
    ),
    Code(
        "C202",
        "A call that closes before it opens",
        ("No request could ever be in time.",),
        "Exchange or correct the two dates.",
    ),
    Code(
        "C203",
        "A grid that is not there",
        ("The call names a grid that is not in the folder `grids`, so its requests cannot be scored.",),
        "Correct the id, or add the grid.",
    ),
    Code(
        "C204",
        "Two grids with one block",
        (
            "The grid that owns a block says what may stand in it.",
            "Two grids could ask for different things under one name.",
        ),
        "Give each grid a block of its own, or remove one of the two from the call.",
    ),
    Code(
        "C205",
        "Marks without a panel",
        (
            "A grid of this call has criteria that assessors judge.",
            "The call must say how many assessors there are, and how their marks become one level.",
        ),
        "Add `panel` to the call.",
    ),
    Code(
        "C206",
        "Decision rules without a proper end",
        (
            "Decision rules are tried from the top, and the first that holds decides.",
            "The last one holds for every request that is left, so it has no condition, and no rule above it is without one.",
        ),
        "Leave `when` out of the last rule, and only there.",
    ),
    Code(
        "C207",
        "A rule or payment that reads what does not exist",
        (
            "Decision rules read scores, levels, and the request below `request`; payments read facts and measures.",
            "A condition on anything else would never hold.",
        ),
        "Correct the name or the value as the finding suggests.",
    ),
    Code(
        "C208",
        "A ranking by something unknown",
        (
            "Requests are ranked by score, by points or by a grid; a number, a date or a text of the request may break a tie.",
            "Nothing else puts every two requests in order.",
        ),
        "Name a score that the call has, or a field that holds one number, date or text.",
    ),
    Code(
        "C209",
        "Payments that do not add up",
        ("The payments share out the whole award: their shares are parts of one and sum to 1.",),
        "Correct the shares.",
    ),
    Code(
        "C210",
        "A goal above every scale",
        (
            "`goal_level` is the level that the addendum asks for, and no project could reach a level that no scale has.",
        ),
        "Write a level that one of the call's grids has.",
    ),
    Code(
        "C211",
        "A criterion that is enough for funding",
        ("A request that does well on this one criterion is funded, whatever the others find.",),
        "Lower its weight, or raise the score that the rule for `fund` asks.",
        WARNING,
    ),
    Code(
        "C212",
        "A criterion that no request may fail",
        (
            "At level 0 of this criterion no request reaches the score that `fund` asks: it is a gate without saying so.",
        ),
        "If that is meant, make it a gate or give it a minimum; if not, lower its weight or the score asked.",
        NOTE,
    ),
    Code(
        "C213",
        "An addendum that builds on no call",
        ("What held before an addendum is computed from the earlier call, so that call must be there to be read.",),
        "Name calls of the same requests/ folder, oldest first.",
    ),
    Code(
        "C214",
        "Thresholds of monitoring that exclude each other",
        ("A goal at risk stands below one that is on track; the other way round no goal would ever be at risk.",),
        "Give `on_track` the higher of the two.",
    ),
    Code(
        "C215",
        "Milestones that cannot hold together",
        (
            "What is expected of a goal by a day is read off its milestones, so each day has one share of the way, and shares never fall.",
        ),
        "Correct the day, the share, or the goal that is named.",
    ),
    Code(
        "C216",
        "Units that are not counted",
        ("What is released by units is a number of the request that its reports move.",),
        "Name a number of the request, such as the one the finding proposes.",
    ),
    Code(
        "C217",
        "A report that is due twice",
        ("A report is late from one day on, so each period has one.",),
        "Remove one of the two.",
    ),
    Code(
        "C218",
        "A payment on reports that are never due",
        (
            "A payment may wait for progress reports.",
            "Without their last days the addendum does not say when they are owed, and none is ever late.",
        ),
        "List the reports and their last days in `monitoring`.",
        WARNING,
    ),
    Code(
        "C219",
        "A payment on goals that are never due",
        (
            "A payment may wait for the share of the goals that are reached.",
            "Without a day for them nobody can say that a goal is missed.",
        ),
        "Add `goals_due` to `addendum`.",
        WARNING,
    ),
    Code(
        "C220",
        "A later payment that waits for nothing",
        (
            "What `at` says is printed, and nobody can compute it.",
            "Without a first day, a condition or units, a later payment is due on signature like the first.",
        ),
        "Give it `from`, `when` or `units`.",
        WARNING,
    ),
    Code(
        "C221",
        "Goals that are due after the agreement",
        ("An addendum ends with its agreement, so a goal that is due later binds nobody.",),
        "Let the goals be due earlier, or settle a later end of the agreement.",
        WARNING,
    ),
    Code(
        "C222",
        "A payment that can come only after the agreement",
        (
            "Nothing becomes payable after the agreement has ended.",
            "A payment on the goals needs a day between the day they are due and that end.",
        ),
        "Let it begin earlier, or settle a later end of the agreement.",
        WARNING,
    ),
    Code(
        "C225",
        "A limit that nothing reaches",
        (
            "A score runs from 0 to 100, a share from 0 to 1, a level to the top of its scale, a fact as far as its grid allows.",
            "With a limit beyond, a rule or a payment holds for nobody, or for everybody.",
        ),
        "Correct the limit; a share is written as a part of one, 0.8 for 80 %.",
        WARNING,
    ),
    Code(
        "C226",
        "A hole between two rules",
        ("A figure between the two limits meets neither rule, and a later one decides.",),
        "Let the rules meet: one from 60 on (`minimum: 60`), the other below it (`exclusiveMaximum: 60`).",
        WARNING,
    ),
    Code(
        "C240",
        "A theme of the chart that reads what no request can state",
        (
            "The chart shows what requests state at the paths that its themes read.",
            "At an unknown path, or one with parts of its own, nothing could ever be shown, and a project would look silent.",
        ),
        "Correct the path, or name one of the parts.",
    ),
    Code(
        "C241",
        "Two themes of the chart with one id",
        (
            "Requests word a theme by its id, and their project under `name`: of two themes of one id nobody could tell which is meant.",
        ),
        "Give each theme an id of its own, other than `name`.",
    ),
    # ── requests ───────────────────────────────────────────────────────────────────────────────────
    Code(
        "R001",
        "A request named other than its file",
        (
            "Rating sheets, decisions and reports find a request by its name, so the file and the request have one name.",
        ),
        "Rename the file, or correct the first line.",
    ),
    Code(
        "R002",
        "A request of another call",
        (
            "A request lies in the folder of the call it answers; one that names another call may be in the wrong folder.",
        ),
        "Move the file to its call, or correct the name of the call.",
    ),
    Code(
        "R010",
        "A minimum above what is requested",
        ("`funding.minimum` is the sum below which the project cannot run; it cannot be more than is asked for.",),
        "Correct one of the two amounts.",
    ),
    Code(
        "R011",
        "More requested than the project costs",
        ("A grant never exceeds the total cost of the project.",),
        "Correct one of the two amounts.",
    ),
    Code(
        "R012",
        "The funding lines do not sum",
        ("The committee decides on a sum and pays for the lines: when they differ, nobody can tell which is meant.",),
        "Correct a line or the sum requested, so that they are equal.",
    ),
    Code(
        "R013",
        "The sources of funding do not sum",
        (
            "What is requested and what other funders give should make up the total cost.",
            "The rest may be a share of the applicant's own, or a slip.",
        ),
        "Correct the amounts, or add whoever pays the rest to `other_funders`.",
        WARNING,
    ),
    Code(
        "R014",
        "Submitted outside the call's calendar",
        (
            "The day lies before the call opens or after it closes; the authority decides whether the request is admissible.",
        ),
        "Correct the day if it is a slip; if it is not, decide on the request's admissibility.",
        WARNING,
    ),
    Code(
        "R015",
        "An agreement that ends before it is signed",
        ("One of the two dates is wrong, and the term of the agreement cannot be known.",),
        "Correct one of the two dates.",
    ),
    Code(
        "R016",
        "A target that is due after the agreement",
        ("An addendum ends with its agreement, so a target of a later day binds nobody.",),
        "Correct one of the two days, or settle a later end of the agreement.",
        WARNING,
    ),
    Code(
        "R020",
        "Two documents of evidence with one id",
        ("Results name a document of evidence by its id: with two of one id, nobody could tell which proves a fact.",),
        "Give each document an id of its own.",
    ),
    Code(
        "R021",
        "Evidence for a field that does not exist",
        (
            "`supports` names the facts that a document proves.",
            "If a name is misspelled, the fact stays without proof, and may count as not stated.",
        ),
        "Correct the name of the fact.",
    ),
    Code(
        "R022",
        "Evidence for a fact that is not stated",
        ("The document proves something that is not stated: a fact was forgotten, or the list is too long.",),
        "State the fact, or drop it from `supports`.",
        WARNING,
    ),
    Code(
        "R023",
        "A commitment on a field that does not exist",
        (
            "A commitment sets a target for a fact, and reports are compared with it.",
            "A target for an unknown fact, or a date for a number, could never be reached.",
        ),
        "Correct the name of the fact or the target.",
    ),
    Code(
        "R024",
        "A source that the call does not list",
        (
            "`source` says where a document, a commitment or a decision was found, by a key of the call's `sources`.",
            "An unknown key leads the reader nowhere.",
        ),
        "Correct the key, or add it to `sources` of the call.",
    ),
    Code(
        "R025",
        "Something published without its source or date",
        (
            "A call of published facts shows only what readers can look up, so each item names its source, and each document its date.",
        ),
        "Add `source`, and for a document of evidence `date`.",
    ),
    Code(
        "R026",
        "A fact without its publication",
        (
            "A call of published facts shows only what was published, so each fact is supported by a document that readers can look up.",
        ),
        "Add the fact to `supports` of the document that published it, or remove the fact.",
    ),
    Code(
        "R027",
        "A target that the fact can never be",
        ("The grid says how large or small the fact may be, and the applicant's own target lies beyond.",),
        "Correct the target; a share is written as a part of one, 0.9 for 90 %.",
        WARNING,
    ),
    Code(
        "R030",
        "Marks of an assessor who declared a conflict of interest",
        (
            "Who has an interest in a request judges neither it nor its reports, whichever sheet says so.",
            "These marks are left out of every figure.",
        ),
        "Declare the conflict in this sheet too (`conflict: true`, no marks); if there is none, correct the other sheet.",
        WARNING,
    ),
    Code(
        "R033",
        "What was decided of a request that is not yet filled in",
        (
            "A request that is not yet filled in is not scored, and what is about it would be left out with it.",
            "A decision, a payment, a report or an amendment is an act: it is never passed over.",
        ),
        "Fill in the request first, or remove what was decided of it.",
    ),
    # ── rating sheets ──────────────────────────────────────────────────────────────────────────────
    Code(
        "M301",
        "A sheet named other than its file",
        ("A sheet bears the name of the request it judges, in its file name and in its first line.",),
        "Rename the file, or correct the first line.",
    ),
    Code(
        "M302",
        "A sheet in the folder of another assessor",
        ("Each assessor has a folder; a sheet in another's folder would count as that assessor's marks.",),
        "Move the file, or correct `assessor`.",
    ),
    Code(
        "M303",
        "A sheet on an unknown request",
        ("The marks would count for no request.",),
        "Correct the name of the request, or remove the sheet.",
    ),
    Code(
        "M304",
        "A mark on an unknown criterion",
        ("The mark would count for nothing.",),
        "Correct the criterion's id.",
    ),
    Code(
        "M305",
        "A mark on what assessors do not judge",
        ("This criterion has its level from the facts of the request, and a mark would contradict or repeat them.",),
        "Remove the mark, or move it to the criterion that was meant.",
    ),
    Code(
        "M306",
        "A mark that is not on the scale",
        ("A level that the scale does not have cannot be compared with the marks of other assessors.",),
        "Choose a level of the scale.",
    ),
    Code(
        "M307",
        "Marks in spite of a conflict of interest",
        (
            "An assessor with a conflict of interest does not judge the request, and the sheet says so by having no marks.",
        ),
        "Remove the marks, or the conflict if there is none.",
    ),
    Code(
        "M308",
        "A sheet without marks",
        ("A sheet gives marks, or says that its assessor has a conflict of interest.",),
        "Add the marks, or `conflict: true`.",
    ),
    Code(
        "M309",
        "A consensus that leaves the marks without a reason",
        (
            "A consensus stands beside the individual marks.",
            "A level that no assessor has come near must be explained to those who read it later.",
        ),
        "Say why the level leaves the individual marks, or agree on one within them.",
    ),
    Code(
        "M310",
        "A consensus on too few marks",
        ("A criterion is marked by as many assessors as the call asks for before they agree on a level.",),
        "Add the missing marks; until then the criterion is not yet rated.",
        WARNING,
    ),
    Code(
        "M311",
        "A consensus with a conflict of interest",
        ("Assessors have interests, a consensus has none.",),
        "Declare the conflict in the sheet of the assessor concerned, and remove it here.",
    ),
    # ── decisions ──────────────────────────────────────────────────────────────────────────────────
    Code(
        "D401",
        "A decision named other than its file",
        ("A decision bears the name of the request it is about, in its file name and in its first line.",),
        "Rename the file, or correct the first line.",
    ),
    Code(
        "D402",
        "A decision on an unknown request",
        ("The decision would count for no request.",),
        "Correct the name of the request, or remove the decision.",
    ),
    Code(
        "D403",
        "An amount for a request that is not funded",
        ("Only the outcome `fund` awards money; with any other, an amount leaves open what was decided.",),
        "Remove the amount, or correct the outcome.",
    ),
    Code(
        "D404",
        "An amount above what is requested",
        ("A committee may award less than is requested, never more.",),
        "Lower the amount.",
    ),
    Code(
        "D405",
        "An amount above what the call allows",
        ("The call sets a ceiling for each request, or a largest share of its cost, and it binds the committee too.",),
        "Lower the amount.",
    ),
    Code(
        "D406",
        "Decisions that together exceed the envelope",
        (
            "What the committee awards is paid first and in full, so it must fit into the envelope of the call.",
            "`asipgrid score` finds this, since it needs every decision and every request.",
        ),
        "Lower one of the amounts.",
    ),
    # ── progress reports ───────────────────────────────────────────────────────────────────────────
    Code(
        "P501",
        "A report named other than its file",
        ("A report bears the name of the request it is about, in its file name and in its first line.",),
        "Rename the file, or correct the first line.",
    ),
    Code(
        "P502",
        "A report on an unknown request",
        ("The report would count for no request.",),
        "Correct the name of the request, or remove the report.",
    ),
    Code(
        "P503",
        "A report in the folder of another period",
        ("Reports are read period by period, so the folder and the report name the same period.",),
        "Move the file, or correct `period`.",
    ),
    # ── payments ───────────────────────────────────────────────────────────────────────────────────
    Code(
        "P601",
        "Payments in a file of another name",
        ("What was paid bears the name of the request it was paid to, in its file name and in its first line.",),
        "Rename the file, or correct the first line.",
    ),
    Code(
        "P602",
        "Payments to an unknown request",
        ("Money that was paid would be counted for no request.",),
        "Correct the name of the request, or remove the file.",
    ),
    Code(
        "P603",
        "A payment that no addendum has",
        ("Payments are counted as the call lists them, from 1.",),
        "Correct the number.",
    ),
    Code(
        "P604",
        "A payment that is recorded twice",
        ("A payment is made once; only one that the call releases by units may be made in parts.",),
        "Remove one of the two, or correct its number.",
    ),
    Code(
        "P605",
        "An amount that is not that of the payment",
        (
            "The addendum fixes each payment to the cent, and the sum of what is paid never exceeds the award.",
            "`asipgrid monitor` finds this, since it needs every decision and every request.",
        ),
        "Correct the amount; money goes back by an addendum, never by another payment.",
    ),
    Code(
        "P606",
        "A payment without an award",
        (
            "Nothing is paid to a request that is not funded, or whose amount is not stated.",
            "`asipgrid monitor` finds this, since it needs every decision and every request.",
        ),
        "Correct the name of the request, or record the decision that funds it.",
    ),
    Code(
        "P607",
        "A payment before the signature",
        (
            "An addendum takes effect on its signature, and nothing is payable before.",
            "While no signature is recorded, `asipgrid monitor` finds nothing payable.",
        ),
        "Record the day of the signature in `signed_on`, or correct one of the two days.",
        WARNING,
    ),
    # ── amendments ─────────────────────────────────────────────────────────────────────────────────
    Code(
        "P701",
        "An amendment in a file of another name",
        ("An amendment bears the name of the request it is about, in its file name and in its first line.",),
        "Rename the file, or correct the first line.",
    ),
    Code(
        "P702",
        "An amendment of an unknown request",
        ("The decision would count for no request.",),
        "Correct the name of the request, or remove the file.",
    ),
    Code(
        "P703",
        "A goal that cannot be moved so",
        (
            "A goal is moved in the terms in which it is judged: a figure in its unit, a level on its scale, or its day.",
        ),
        "Correct the goal, or what it is to become.",
    ),
    Code(
        "P704",
        "A move of a goal that the addendum does not set",
        (
            "Only a goal of the addendum can be moved; another one would begin to hold without ever having been agreed.",
            "`asipgrid monitor` finds this, since it needs every decision and every request.",
        ),
        "Correct the name of the goal; `asipgrid monitor` lists those of the addendum.",
    ),
    Code(
        "P705",
        "More money back than was paid",
        (
            "Nobody can give back what was never paid.",
            "`asipgrid monitor` finds this, since it needs every decision and every request.",
        ),
        "Correct the amount, or record the payment.",
    ),
    Code(
        "P706",
        "A goal moved beyond the agreement",
        ("An addendum ends with its agreement, so a goal that is due later binds nobody.",),
        "Correct one of the two days, or move the end of the agreement as well: `ends` in the amendment.",
        WARNING,
    ),
    # ── files ──────────────────────────────────────────────────────────────────────────────────────
    Code(
        "F001",
        "A file that cannot be read",
        ("A file that is there but cannot be opened must not be passed over as if it had never been sent.",),
        "Put the file itself in its place, and make sure that you may read it.",
    ),
    Code(
        "F002",
        "Not an ordinary file of the workspace",
        (
            "A document must travel with its workspace: what a link elsewhere leads to may be missing or different tomorrow.",
        ),
        "Copy the document to the place where it belongs.",
    ),
    Code(
        "F003",
        "A file above 1 MiB",
        ("Nobody could review a document of that length, and every check would be slow.",),
        "Leave raw data in an annex, and state the figures that the grids ask for.",
    ),
    Code(
        "F004",
        "A file whose ending keeps it from being read",
        (
            "Only files that end in .yaml are read, and this one looks like a document that would be missed.",
            "Some systems write .yml or .YAML, or hide a .txt behind the ending that is shown.",
        ),
        "Rename the file.",
    ),
    Code(
        "F005",
        "A call without any request",
        ("There is nothing to decide; often the requests lie in another folder.",),
        "Put the requests in the folder of the call.",
    ),
    Code(
        "F006",
        "A document where none is read",
        ("A decision in `decision/` instead of `decisions/` would be lost, and nobody would know.",),
        "Move the file to the folder where it belongs, or remove it.",
        WARNING,
    ),
    Code(
        "F007",
        "A call whose file is named otherwise",
        ("A call is found by its call.yaml; with another name the whole call would be missed.",),
        "Rename the file to call.yaml.",
    ),
    Code(
        "F008",
        "A document that lies in no call",
        ("A request put beside the calls, or in a folder without call.yaml, would be lost, and nobody would know.",),
        "Move the file into the folder of its call, or write the call.yaml that is missing.",
        WARNING,
    ),
    # ── templates of letters ───────────────────────────────────────────────────────────────────────
    Code(
        "T501",
        "A template that cannot be used",
        ("Nothing is written while one letter cannot be: half a set of letters is worse than none.",),
        "Correct the line; docs/letters.md shows a template.",
    ),
    Code(
        "T502",
        "A name that no letter fills",
        ("What the name stands for would be missing from the letter, and nobody would see the gap.",),
        "Use the name that the finding proposes; docs/letters.md lists what each letter fills.",
    ),
    Code(
        "T503",
        "A template that nobody uses",
        (
            "A letter is written from the template of its name; under another name the text would be ready and never be used.",
        ),
        "Name it as one of the letters, or begin its name with an underscore when other templates include it.",
    ),
)
