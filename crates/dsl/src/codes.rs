//! Every diagnostic code, declared once. A code is the stable name of a kind of finding: tests,
//! pages and reports speak of it, never of the sentence.

/// The declared code of a kind of finding, such as `E0203`.
#[derive(Clone, Copy)]
pub struct Code(&'static Declared);

struct Declared {
    id: &'static str,
    summary: &'static str,
    page: &'static str,
}

/// How much a finding matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    /// The text cannot be used.
    Error,
    /// The text can be used, but its author should look.
    Warning,
}

impl Code {
    /// The code, such as `E0203`.
    pub fn id(self) -> &'static str {
        self.0.id
    }

    /// What the code stands for, in a few words.
    pub fn summary(self) -> &'static str {
        self.0.summary
    }

    /// The page on the code, in Markdown: what, why, an example that raises it, its repair.
    pub fn page(self) -> &'static str {
        self.0.page
    }

    /// Codes that begin with `E` are errors, those that begin with `W` warnings.
    pub fn severity(self) -> Severity {
        if self.0.id.starts_with('W') {
            Severity::Warning
        } else {
            Severity::Error
        }
    }

    /// The code with this id, in either case of letters.
    ///
    /// ```
    /// assert_eq!(bylaws_dsl::Code::find("e0203").unwrap().id(), "E0203");
    /// ```
    pub fn find(id: &str) -> Option<Code> {
        ALL.iter()
            .copied()
            .find(|code| code.0.id.eq_ignore_ascii_case(id))
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for Code {}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.id)
    }
}

macro_rules! codes {
    ($($name:ident $id:literal $summary:literal;)*) => {
        $(
            #[doc = $summary]
            pub const $name: Code = Code(&Declared {
                id: $id,
                summary: $summary,
                page: include_str!(concat!("../codes/", $id, ".md")),
            });
        )*

        /// Every code, in the order of the numbers.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    NOT_UTF8 "E0001" "the file is not UTF-8 text";
    SOURCE_TOO_LARGE "E0002" "the file is larger than the limit";
    TOO_MANY_ITEMS "E0003" "the file has more items than the limit";
    TOO_DEEP "E0004" "brackets or conditions are nested too deeply";
    FORMAT_WOULD_CHANGE "E0009" "the formatter would change what the file says";
    MISSING_HEADER "E0101" "a file begins with its `policy` or `cases for` line";
    UNKNOWN_ITEM "E0102" "a line in the first column begins no kind of item";
    TAB "E0103" "a tab stands where blanks are expected";
    STRAY_INDENTATION "E0104" "an item is indented, or a clause is not";
    UNCLOSED_TEXT "E0105" "a quoted text is not closed on its line";
    UNCLOSED_BRACKET "E0106" "a bracket is not closed, or closes nothing";
    NO_SUCH_DAY "E0107" "the calendar has no such day";
    BAD_NUMBER "E0108" "a number is not written as the language writes it";
    CHAINED_COMPARISON "E0109" "comparisons cannot be chained";
    FOREIGN_SPELLING "E0110" "a sign or word of another language";
    MISSING_ELSE "E0111" "`else` is missing";
    RESERVED_WORD "E0112" "a word of the language is used as a name";
    UNEXPECTED "E0113" "something else is expected here";
    REPEATED_CLAUSE "E0114" "a clause stands twice in one item";
    MISSING_CLAUSE "E0115" "a clause that the item needs is missing";
    BAD_NAME "E0116" "a name is not in snake_case";
    BAD_CHARACTER "E0117" "a character that the language does not use";
    UNKNOWN_NAME "E0201" "a name is not declared";
    UNKNOWN_TYPE "E0202" "a type is not declared";
    UNKNOWN_MEMBER "E0203" "a value is not a member of its enumeration";
    DUPLICATE_NAME "E0204" "a name is declared twice";
    CYCLE "E0205" "items define each other in a circle";
    UNKNOWN_SOURCE "E0206" "a citation names a source that is not declared";
    UNKNOWN_FUNCTION "E0207" "a function does not exist";
    UNKNOWN_POLICY "E0208" "cases are written for a policy that the bundle does not have";
    UNKNOWN_OUTPUT "E0209" "an example expects an output that the policy does not have";
    NAME_IS_A_GROUP "E0210" "one fact's name is the beginning of another's";
    NO_COMMON_TYPE "E0301" "two values of different types are compared";
    DATE_PLUS_NUMBER "E0302" "a bare number is added to a date";
    WRONG_TYPE "E0303" "a value has another type than its place asks for";
    WRONG_ARITHMETIC "E0304" "an operation does not exist for these types";
    WRONG_ARGUMENTS "E0305" "a function is given the wrong arguments";
    NOT_A_WINDOW "E0306" "a window is expected, or stands where a date is";
    MAY_BE_NONE "E0307" "an optional fact is used without asking whether it is given";
    UNKNOWN_SET "E0308" "it cannot be told which enumeration a set is of";
    MIXED_DURATIONS "E0309" "months are compared with days";
    LITERAL_OUT_OF_RANGE "E0310" "a value lies outside the declared range of its fact";
    NOT_A_LITERAL "E0311" "a value must be written out here";
    NO_AS_OF "E0401" "something depends on a date, but no fact dates the decision";
    BAD_RANGE "E0402" "a range is empty or of a type without order";
    SAME_DATE_TWICE "E0403" "a parameter has two values from the same day";
    NEVER_IN_FORCE "E0404" "an item ends before it begins";
    WRONG_HEADER_FACT "E0405" "a header line names a fact that is not a date";
    SET_TOO_LARGE "E0406" "a set's enumeration has more than 64 members";
    UNKNOWN_LABEL "E0407" "an exception overrides a label that does not exist";
    BAD_EXPECTATION "E0408" "an expectation cannot be met by any decision";
    COVERED_IS_NO_REFUSAL "E0409" "a requirement or a referral gives `covered`";
    TOO_MANY_ROWS "E0410" "a table has more rows than the limit";
    WRONG_CELL_COUNT "E0411" "a row has another number of cells than its table has columns";
    TABLE_GAP "E0412" "no row of a table fits some values";
    TABLE_OVERLAP "E0413" "two rows of a table fit the same values";
    WRONG_COLUMN_TYPE "E0414" "a column of a table has a type that it cannot have";
    BAD_CELL "E0415" "a cell of a table does not hold what its column asks for";
    WRONG_COLLECT "E0416" "the results of a table cannot be collected in this way";
    UNKNOWN_RESULT "E0417" "a table has no such column of results";
    TANGLED_TABLE "E0418" "the rows of a table cut each other in more ways than the limit";
    BAD_CODE "E0419" "a code, a prefix or a range of codes is not written as codes are";
    NOT_DATED "E0420" "`in force` stands at an item that is there on every date";
    NO_START "E0430" "the first step of a price is not `start`";
    START_TWICE "E0431" "a price has more than one `start`";
    CONDITIONAL_START "E0432" "`start` has a condition";
    LABEL_HIDES_NAME "E0433" "a step's label is a declared name";
    LABEL_OF_LATER_STEP "E0434" "a step tests the label of a step that comes later";
    WRONG_STEP_AMOUNT "E0435" "a step of a price is given something that is no amount";
    NOT_A_LIST "E0440" "a list is wanted, and this is none";
    LIST_AS_VALUE "E0441" "a list or a whole element stands where one value is wanted";
    SHADOWED_NAME "E0442" "an element takes a name that stands for something else";
    UNKNOWN_FIELD "E0443" "the elements of a list have no such field";
    BAD_FIELD "E0444" "a field of a list is declared in a way that is not possible";
    MAY_BE_EMPTY "E0445" "`earliest of` or `latest of` may find no element";
    LISTS_TOO_DEEP "E0446" "lists are gone through within each other too deeply";
    USED_LIST "E0447" "a list of a policy that is used has a field that is not here";
    UNKNOWN_BASE "E0450" "a policy builds on one that the bundle does not have";
    POLICY_CYCLE "E0451" "policies build on each other in a circle";
    NOTHING_TO_CHANGE "E0452" "a layer replaces or removes what its base does not have";
    SILENT_REPLACEMENT "E0453" "a layer declares what its base has, without `replace`";
    REMOVED_BUT_USED "E0454" "something that was removed is still used";
    OTHER_KIND "E0455" "a layer replaces or removes an item as one of another kind";
    CHANGE_WITHOUT_BASE "E0456" "`replace` or `remove` stands in a policy that amends none";
    CHANGED_TWICE "E0457" "a layer changes one item twice";
    MISSING_USED_FACT "E0458" "a policy that is used asks for a fact that is not declared here";
    USED_FACT_DIFFERS "E0459" "a fact differs from that of the policy that is used";
    UNKNOWN_MAPPING "E0460" "`with` names a fact that the policy used does not have";
    UNKNOWN_USED_OUTPUT "E0461" "a policy that is used has no such output";
    TOO_MANY_LAYERS "E0462" "too many policies build on one another";
    MONTHS_WITHOUT_CONVENTION "W0501" "months are added and no convention for month ends is written";
    ENDING_WITHOUT_MONTHS "W0502" "`ending on` stands at a length that never has months";
    SHADOWED_ROW "W0510" "a row of a table can never be hit";
    UNUSED "W0520" "nothing uses an item";
    UNCITED "W0521" "a rule does not say where it stands";
    DECIDED_TEST "W0522" "a test always comes out the same";
    REPEATED_TEST "W0523" "a condition stands twice";
    CATEGORY_NEVER_APPLIES "W0524" "a category can never apply";
    EXCEPTIONS_CLASH "W0525" "two exceptions hold together with different values";
    ROUNDING_WITHOUT_MODE "W0530" "an amount is rounded and no mode of rounding is written";
    MISSING_TRANSLATION "W0540" "a policy that has translations lacks one";
    UNUSED_TRANSLATION "W0541" "a translation belongs to nothing of its policy";
    DOUBTFUL_TRANSLATION "W0542" "a translation stands twice, or asks for what it is not given";
    BAD_JSON "E0601" "the request is not JSON that can be read";
    UNKNOWN_FACT "E0602" "the request gives a fact that the policy does not declare";
    WRONG_FACT_TYPE "E0603" "a fact has the wrong type";
    UNKNOWN_FACT_MEMBER "E0604" "a fact's value is not a member of its enumeration";
    FACT_OUT_OF_RANGE "E0605" "a fact lies outside its declared range";
    REPEATED_FACT "E0606" "the request gives a fact twice";
    BROKEN_ASSUMPTION "E0607" "the facts contradict an assumption of the policy";
    UNKNOWN_READING "E0608" "the request chooses a reading that does not exist";
    TOO_MANY_ERRORS "E0609" "the request has more errors than are shown";
    TOO_MANY_ELEMENTS "E0610" "the request gives a list with more elements than the limit";
    UNDECLARED_UNIT "E0611" "a column of amounts or percentages does not say what its numbers count";
    OVERFLOW "E0701" "a number grew too large";
    DATE_OUT_OF_RANGE "E0702" "a date left the years 1 to 9999";
    REFUSED_MONTH_END "E0703" "the day does not exist in the month reached, and the policy refuses";
    DIVISION_BY_ZERO "E0704" "a division by zero";
    CONFLICTING_EXCEPTIONS "E0705" "two exceptions hold with different values";
    NO_VALUE_YET "E0706" "a parameter has no value on that day";
    MIXED_DURATIONS_AT_RUN "E0707" "months meet days in a comparison of facts";
    NO_ROW "E0710" "a table has no row for these values on that day";
    TOO_MANY_STEPS "E0720" "going through the lists takes more steps than the limit";
    SCRIPT_FAILED "E0730" "a script could not go on";
    SCRIPT_LIMIT "E0731" "a script needs more than its limit";
    SCRIPT_TIMEOUT "E0732" "the scripts of a decision took too long";
    WRONG_SCRIPT_RESULT "E0733" "a script gives back something else than was declared";
    NO_MANIFEST "E0801" "no `bylaws.toml` was found";
    BAD_MANIFEST "E0802" "the manifest cannot be read";
    UNKNOWN_MANIFEST_KEY "E0803" "the manifest has a key that does not exist";
    NEWER_LANGUAGE "E0804" "the bundle is written in a newer edition of the language";
    UNREADABLE_FILE "E0805" "a file of the bundle cannot be read";
    DUPLICATE_POLICY "E0806" "two files declare the same policy";
    NO_SUCH_POLICY "E0807" "the bundle has no policy of this name";
    UNKNOWN_FILE "E0808" "the bundle has no file of this name";
    WRONG_CSV_HEADER "E0809" "the first line of a CSV file does not name the columns of its table";
    BAD_CSV "E0810" "a CSV file is not written as CSV";
    BAD_JSON_FILE "E0811" "a JSON file of the bundle is not written as JSON";
    WRONG_CASE_FILE "E0812" "a file of examples does not have the form of examples";
    BAD_SCRIPT "E0820" "a script cannot be read";
    MISSING_SCRIPT_FUNCTION "E0821" "a script does not have a function that is called of it";
    BAD_IMPORT "E0822" "a script imports what the bundle does not have, or itself";
    SCRIPT_HIDES_NAME "E0823" "a script takes a name that every script has";
    NOTHING_TO_DECIDE "E0824" "a script is to decide and no output is left to it";
    PATTERN_WITHOUT_FILE "E0813" "a pattern of the manifest matches no file";
    NO_SUCH_FILE "E0814" "a path of the command line names nothing of the bundle";
    INPUT_TOO_LARGE "E0815" "the input has more bytes than the limit";
    BAD_SNAPSHOT "E0830" "a snapshot is not written as snapshots are";
    NO_SUCH_VERSION "E0831" "a version is no bundle, no snapshot and no git revision";
    BAD_TRANSLATIONS "E0840" "a file of translations is not written as Fluent";
    UNKNOWN_LOCALE "E0841" "a language that notices cannot be written in";
}
