//! Notices and interviews in the languages of members, and the files of translations.

use bylaws_dsl::codes;

use super::*;

const MANIFEST: &str = "[bundle]\nname = \"x\"\n\n[locales]\ndefault = \"en\"\nalso = [\"vi\"]\n";
const RULE: &str = "policy gym \"Gym pass\"\n\nfacts\n  age : integer 0..130 \"Age of the member\"\n\n\
    output adult : boolean \"The member is an adult\" is age >= 18\n";
const VIETNAMESE: &str = "policy = Vé phòng tập\nfact-age = Tuổi của hội viên\n    .ask = Hội viên bao nhiêu tuổi?\n\
    output-adult = Hội viên là người lớn\n";

fn gym(test: &str) -> Folder {
    let folder = Folder::new(test);
    folder.write("bylaws.toml", MANIFEST);
    folder.write("rules/gym.bylaw", RULE);
    folder.write("rules/locales/vi/gym.ftl", VIETNAMESE);
    folder
}

/// The codes that `check` finds with their files, and how it ends.
fn found(folder: &Folder) -> (i32, Vec<(String, String)>) {
    let at = folder.0.to_str().unwrap();
    let output = bylaws(&["-C", at, "check", "--format", "json"]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |found: &Value, key| found.get(key).and_then(Value::as_str).unwrap().to_owned();
    let all = found
        .get("diagnostics")
        .and_then(Value::as_array)
        .unwrap()
        .iter();
    let all = all.map(|found| (text(found, "code"), text(found, "file")));
    (code(&output), all.collect())
}

fn one(code: &str, file: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), file.to_owned())]
}

#[test]
fn a_notice_is_written_in_every_language_and_format() {
    let library = policies();
    let facts = library.join("group_care/continuity_of_care/requests/surgery_day_after.json");
    let tell = |more: &[&str]| {
        let mut all = vec!["-C", library.to_str().unwrap(), "explain", POLICY];
        all.extend(["--facts", facts.to_str().unwrap()]);
        all.extend(more);
        bylaws(&all)
    };
    let days = [
        ("en", "July 1, 2026"),
        ("es", "1 de julio de 2026"),
        ("vi", "01/07/2026"),
        ("zh", "2026年7月1日"),
    ];
    for (tag, day) in days {
        for format in ["human", "markdown", "html", "json"] {
            let output = tell(&["--lang", tag, "--format", format]);
            assert_eq!(
                code(&output),
                code(&tell(&[])),
                "it ends as without a language"
            );
            let told = stdout(&output);
            assert!(told.contains(day), "{tag} {format}: {told}");
            assert!(output.stderr.is_empty(), "{tag} has its own words");
        }
    }
    let page = stdout(&tell(&["--lang", "vi", "--format", "html"]));
    assert!(
        page.starts_with("<!doctype html>\n<html lang=\"vi\">"),
        "{page}"
    );
    let notice: Value =
        serde_json::from_str(&stdout(&tell(&["--lang", "zh", "--format", "json"]))).unwrap();
    assert_eq!(
        (&notice["lang"], &notice["status"]),
        (&"zh".into(), &"decided".into())
    );
    assert!(
        stdout(&tell(&[])).contains("surgery_procedure"),
        "without a language it is technical"
    );

    let unknown = tell(&["--lang", "vn"]);
    assert_eq!(code(&unknown), 2);
    let told = String::from_utf8(unknown.stderr).unwrap();
    assert!(
        told.contains("E0841") && told.contains("did you mean `vi`?"),
        "{told}"
    );
}

#[test]
fn several_notices_are_one_page() {
    let library = policies();
    let facts = library.join("group_care/continuity_of_care/requests/one_morning.json");
    let (library, facts) = (library.to_str().unwrap(), facts.to_str().unwrap());
    let arguments = [
        "-C", library, "explain", POLICY, "--facts", facts, "--lang", "es",
    ];
    let page = stdout(&bylaws(
        &[arguments.as_slice(), &["--format", "html"]].concat(),
    ));
    assert_eq!(page.matches("<html").count(), 1);
    assert_eq!(page.matches("<article>").count(), 4);
    let lines = stdout(&bylaws(
        &[arguments.as_slice(), &["--format", "json"]].concat(),
    ));
    assert_eq!(lines.lines().count(), 4);
}

#[test]
fn translations_are_checked_where_they_stand() {
    let folder = gym("translations");
    assert_eq!(found(&folder), (0, Vec::new()));

    let file = "rules/locales/vi/gym.ftl";
    folder.write(
        file,
        VIETNAMESE.replace("output-adult = Hội viên là người lớn\n", ""),
    );
    assert_eq!(found(&folder), (0, one("W0540", file)));
    folder.write(file, VIETNAMESE.replace("output-adult", "output-adlut"));
    assert_eq!(found(&folder), (0, one("W0541", file)));
    folder.write(file, VIETNAMESE.replace("lớn", "{ $lon }"));
    assert_eq!(found(&folder), (0, one("W0542", file)));
    folder.write(file, VIETNAMESE.replace("policy =", "policy"));
    assert_eq!(found(&folder), (1, one("E0840", file)));
    // What is wrong with the policy hides nothing of it.
    folder.write("rules/gym.bylaw", RULE.replace("age >=", "aeg >="));
    let (ends, all) = found(&folder);
    let codes: Vec<&str> = all.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!((ends, codes), (1, vec!["E0201", "E0840"]));
    folder.write("rules/gym.bylaw", RULE);
    folder.write(file, b"policy = V\xe9\n");
    assert_eq!(found(&folder), (1, one("E0001", file)));
}

#[test]
fn only_policies_with_translations_are_checked() {
    let folder = gym("untranslated");
    folder.write(
        "rules/pool.bylaw",
        RULE.replace("policy gym", "policy pool"),
    );
    assert_eq!(found(&folder), (0, Vec::new()));
    let facts = folder.write("facts.json", "{\"age\": 20}");
    let (at, facts) = (folder.0.to_str().unwrap(), facts.to_str().unwrap());
    let output = bylaws(&[
        "-C", at, "explain", "pool", "--facts", facts, "--lang", "vi",
    ]);
    assert_eq!(code(&output), 0);
    let note = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(note.contains("`pool` has no words in Vietnamese"), "{note}");
    assert!(
        stdout(&output).contains("The member is an adult: có"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn the_page_on_unknown_languages_keeps_its_word() {
    let blocks = codes::UNKNOWN_LOCALE.page().split("```toml\n").skip(1);
    let mut manifests = blocks.map(|block| block.split("```").next().unwrap());
    let folder = gym("unknown_language");
    folder.write("bylaws.toml", manifests.next().unwrap());
    assert_eq!(found(&folder), (3, one("E0841", "bylaws.toml")));
    folder.write("bylaws.toml", manifests.next().unwrap());
    assert_eq!(found(&folder), (0, Vec::new()));
    for wrong in ["default = 1", "also = \"vi\"", "also = [1]"] {
        folder.write(
            "bylaws.toml",
            format!("[bundle]\nname = \"x\"\n[locales]\n{wrong}\n"),
        );
        assert_eq!(found(&folder), (3, one("E0802", "bylaws.toml")), "{wrong}");
    }
}

#[test]
fn an_interview_is_held_in_the_language_of_the_member() {
    let folder = gym("interview_in_vietnamese");
    let at = folder.0.to_str().unwrap();
    let output = run(
        &["-C", at, "ask", "gym", "--lang", "vi"],
        "quay lại\nhai mươi\n20\n",
    );
    let asked = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(
        asked.matches("Hội viên bao nhiêu tuổi?").count(),
        3,
        "{asked}"
    );
    assert!(asked.contains("Đây là câu hỏi đầu tiên."), "{asked}");
    assert!(
        asked.contains("Chúng tôi không đọc được câu trả lời này."),
        "{asked}"
    );
    let told = stdout(&output);
    assert!(told.contains("Hội viên là người lớn: có"), "{told}");

    // Yes, no and open have words in each language.
    let library = policies();
    let library = library.to_str().unwrap();
    let answers = "1\n否\n是\n1\n2026-01-01\n2026-02-01\n持续\n结束\n";
    let output = run(
        &[
            "-C", library, "ask", POLICY, "--lang", "zh", "--format", "json",
        ],
        answers,
    );
    let decision: Value = serde_json::from_slice(&output.stdout).unwrap();
    let asked = String::from_utf8(output.stderr).unwrap();
    assert!(asked.contains("急性病症"), "{asked}");
    assert!(!asked.contains("我们无法读懂"), "{asked}");
    assert_eq!(decision["outputs"]["outcome"], "covered", "{asked}");
}
