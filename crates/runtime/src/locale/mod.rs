//! The languages that members read: how each writes days and amounts, what the policies of a
//! bundle are called in it, and what is missing or wrong in the files that say so.
//!
//! Nothing here reads a file: translations are texts of the bundle's source map, named
//! `FOLDER/locales/LOCALE/STEM.ftl` beside the policy `FOLDER/STEM.bylaw`.

mod check;
mod entries;
mod fluent;
mod translations;
mod values;
mod voice;

pub(crate) use translations::ENDING;
pub use translations::{Locales, Translations};
pub use voice::Voice;

pub(crate) use values::{date, decimal, integer, money, percent};

/// A language in which notices can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Locale {
    /// English, as written in the United States.
    #[default]
    En,
    /// Spanish, as written in the United States.
    Es,
    /// Vietnamese.
    Vi,
    /// Chinese in simplified characters.
    Zh,
}

impl Locale {
    /// Every language.
    pub const ALL: [Locale; 4] = [Locale::En, Locale::Es, Locale::Vi, Locale::Zh];

    /// The tag that manifests, folders and `--lang` use.
    pub fn tag(self) -> &'static str {
        match self {
            Locale::En => "en",
            Locale::Es => "es",
            Locale::Vi => "vi",
            Locale::Zh => "zh",
        }
    }

    /// What English calls it.
    pub fn name(self) -> &'static str {
        match self {
            Locale::En => "English",
            Locale::Es => "Spanish",
            Locale::Vi => "Vietnamese",
            Locale::Zh => "Chinese",
        }
    }

    /// The language with this tag.
    ///
    /// ```
    /// use bylaws_runtime::locale::Locale;
    /// assert_eq!(Locale::find("vi"), Some(Locale::Vi));
    /// assert_eq!(Locale::find("vn"), None);
    /// ```
    pub fn find(tag: &str) -> Option<Locale> {
        Self::ALL.into_iter().find(|locale| locale.tag() == tag)
    }

    /// What was probably meant by a tag that no language has, or which there are.
    pub fn help(tag: &str) -> String {
        let tags = || Self::ALL.into_iter().map(Locale::tag);
        let lowered = tag.to_lowercase();
        let begins = |locale: &Locale| {
            let rest = lowered.strip_prefix(locale.tag());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
        };
        match Self::ALL.into_iter().find(begins) {
            Some(locale) => format!("write `{}`", locale.tag()),
            None => {
                let all = bylaws_dsl::suggest::one_of(tags());
                // A tag is too short for one letter of two to be a slip of a name in general.
                match tags().find(|tag| tag.starts_with(lowered.chars().next().unwrap_or(' '))) {
                    Some(near) => format!("did you mean `{near}`? There are {all}"),
                    None => format!("there are {all}"),
                }
            }
        }
    }

    /// The tag that pages carry in `lang`.
    pub fn html_lang(self) -> &'static str {
        match self {
            Locale::Zh => "zh-Hans",
            other => other.tag(),
        }
    }

    /// What stands between a name and its value.
    pub(crate) fn colon(self) -> &'static str {
        match self {
            Locale::Zh => "：",
            _ => ": ",
        }
    }

    /// The words of notices and interviews that belong to Bylaws and to no policy.
    fn own(self) -> &'static str {
        match self {
            Locale::En => include_str!("own/en.ftl"),
            Locale::Es => include_str!("own/es.ftl"),
            Locale::Vi => include_str!("own/vi.ftl"),
            Locale::Zh => include_str!("own/zh.ftl"),
        }
    }
}
