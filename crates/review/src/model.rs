//! A composed policy as reviewers see it: items, each with its passages and its clauses as lines
//! of text, and a hash of what it decides.

/// What an item is. The order is that of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "named as the keywords of the language")]
pub enum Kind {
    /// The conventions of the header.
    Header,
    Source,
    Type,
    Fact,
    Assume,
    Reading,
    Parameter,
    Codes,
    Table,
    Window,
    Define,
    Output,
    Script,
    Use,
    Require,
    Category,
    Price,
    Guarantee,
    Example,
}

impl Kind {
    /// Every kind, in the order of a snapshot.
    pub const ALL: [Kind; 19] = [
        Kind::Header,
        Kind::Source,
        Kind::Type,
        Kind::Fact,
        Kind::Assume,
        Kind::Reading,
        Kind::Parameter,
        Kind::Codes,
        Kind::Table,
        Kind::Window,
        Kind::Define,
        Kind::Output,
        Kind::Script,
        Kind::Use,
        Kind::Require,
        Kind::Category,
        Kind::Price,
        Kind::Guarantee,
        Kind::Example,
    ];

    /// The word that a snapshot and a report use.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Header => "header",
            Kind::Source => "source",
            Kind::Type => "type",
            Kind::Fact => "fact",
            Kind::Assume => "assume",
            Kind::Reading => "reading",
            Kind::Parameter => "parameter",
            Kind::Codes => "codes",
            Kind::Table => "table",
            Kind::Window => "window",
            Kind::Define => "define",
            Kind::Output => "output",
            Kind::Script => "script",
            Kind::Use => "use",
            Kind::Require => "require",
            Kind::Category => "category",
            Kind::Price => "price",
            Kind::Guarantee => "guarantee",
            Kind::Example => "example",
        }
    }

    /// The kind with this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether items of the kind mean something else in another order.
    pub fn is_ordered(self) -> bool {
        matches!(self, Kind::Require | Kind::Category)
    }

    /// Whether a decision can hang on items of the kind.
    pub fn decides(self) -> bool {
        !matches!(self, Kind::Source | Kind::Guarantee | Kind::Example)
    }
}

/// Where an item is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file, within its bundle.
    pub file: String,
    /// The line of its beginning, from 1.
    pub line: u32,
    /// Its text as it stands there.
    pub text: String,
}

/// An item of a composed policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its name; of an item without one, its place (`require.2`) or what it shows.
    pub name: String,
    /// What people call it.
    pub title: Option<String>,
    /// The policy that it was written in.
    pub layer: String,
    /// The passages behind it, in the words of the language without `cites`.
    pub cites: Vec<String>,
    /// Whether the policy says that nobody has confirmed the item.
    pub unverified: bool,
    /// What it says, line by line.
    pub clauses: Vec<String>,
    /// The semantic hash: of what the item decides, and neither of its layout, its comments and
    /// its passages, nor of the names that only it uses.
    pub hash: String,
    /// Where it is written; not known of an item of a snapshot.
    pub written: Option<Written>,
}

impl Item {
    /// The item in the words of a report: `window surgery_window`, `require.2`.
    pub fn label(&self) -> String {
        match self.kind {
            Kind::Require | Kind::Assume => self.name.clone(),
            Kind::Header => "the header".to_owned(),
            Kind::Example => format!("example \"{}\"", self.name),
            kind => format!("{} {}", kind.word(), self.name),
        }
    }
}

/// A composed policy, normalized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Normal {
    /// Its dotted name.
    pub name: String,
    /// What people call it.
    pub title: Option<String>,
    /// The semantic hash of the whole: of the hashes of all items that decide.
    pub hash: String,
    /// The items, by kind; within a kind by name, or in order where the order counts.
    pub items: Vec<Item>,
    /// The policy's own file, within its bundle; empty where it is not known.
    pub file: String,
}

impl Normal {
    /// The items that decisions can hang on, and the header.
    pub fn rules(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.kind.decides())
    }
}
