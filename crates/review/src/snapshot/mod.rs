//! Snapshot files: a normalized policy as text that people review and programs read back.
//!
//! The file has the form of insta's snapshots, a head between two lines of `---` and the content
//! behind it, so that the usual tools and habits of reviewing snapshots work on it.

mod read;
mod write;

pub use read::{SnapshotError, read};
pub use write::write;

/// The version of the form, in the first line of the content.
const VERSION: &str = "bylaws snapshot 1";
/// What stands before the layer of an item that comes from another policy.
const LAYER: &str = "in layer ";
/// What stands before a passage.
const CITES: &str = "cites ";
/// What marks an item that nobody has confirmed.
const UNVERIFIED: &str = "[unverified]";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::normal;
    use bylaws_runtime::{Bundle, Limits};

    const POLICY: &str = r#"policy demo "A demonstration"
  as of day

source act "An act"

type line is one of
  gold "Gold line"
  silver

facts
  day    : date "Day of the service"
  line   : line
  billed : money $0..

parameter cap : money
  cites act "section 2"
  is $100.00 from 2020-01-01
  is $120.00 from 2024-01-01

table share by line -> percent
  | gold   | 10% |
  | silver | 20% |

require billed > $0 else nothing_due "Nothing was billed"

price pays "What the member pays"
  start share(line) of billed
  at most cap

example "a silver bill"
  given
    day 2025-03-01
    line silver
    billed $300
  expect
    pays $60.00
"#;

    fn demo(text: &str) -> crate::Normal {
        let mut sources = bylaws_dsl::SourceMap::default();
        sources.add("demo.bylaw", text);
        let compiled = Bundle::compile(sources, &Limits::default());
        let bundle = compiled.bundle.expect("the policy is sound");
        normal(bundle.program("demo").unwrap(), true)
    }

    #[test]
    fn what_is_written_is_read_back() {
        let mut expected = demo(POLICY);
        let text = write(&expected);
        for item in &mut expected.items {
            item.written = None;
        }
        assert_eq!(read(&text).unwrap(), expected);
        assert_eq!(write(&read(&text).unwrap()), text);
        assert!(
            text.starts_with("---\nsource: demo.bylaw\nexpression: demo\n---\nbylaws snapshot 1\n")
        );
        assert!(text.contains("  is $120.00 from 2024-01-01\n"), "{text}");
    }

    #[test]
    fn layout_comments_and_order_change_nothing() {
        let untidy = POLICY
            .replace(
                "  | gold   | 10% |\n  | silver | 20% |",
                "  | silver | 20% |   # later\n  | gold | 10% |",
            )
            .replace("billed > $0", "$0 < billed")
            .replace(
                "source act \"An act\"\n",
                "# a comment\nsource act   \"An act\"\n",
            );
        let (a, b) = (demo(POLICY), demo(&untidy));
        let hash = |normal: &crate::Normal, name: &str| {
            normal
                .items
                .iter()
                .find(|item| item.name == name)
                .unwrap()
                .hash
                .clone()
        };
        assert_eq!(hash(&a, "share"), hash(&b, "share"));
        assert_eq!(hash(&a, "cap"), hash(&b, "cap"));
        let cited = demo(&POLICY.replace("section 2", "section 3"));
        assert_eq!(a.hash, cited.hash, "a passage decides nothing");
        assert_ne!(write(&a), write(&cited), "but it is reviewed");
        assert_ne!(a.hash, demo(&POLICY.replace("$120.00", "$120.01")).hash);
    }

    #[test]
    fn a_damaged_file_is_told_with_its_line() {
        let text = write(&demo(POLICY));
        for (from, to, line) in [
            ("bylaws snapshot 1", "bylaws snapshot 9", 5),
            ("\nfact billed", "\nfakt billed", 0),
            ("---\nsource", "source", 1),
        ] {
            let error = read(&text.replacen(from, to, 1)).unwrap_err();
            assert!(line == 0 || error.line == line, "{from}: {error:?}");
        }
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            let _ = read(&text[..end]);
        }
    }
}
